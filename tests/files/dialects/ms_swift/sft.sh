# The accumulation is left to swift: 16 / 1 / 4 = 4.
CUDA_VISIBLE_DEVICES=0,1,2,3 \
NPROC_PER_NODE=4 \
swift sft \
    --model acme/base-7b \
    --train_type lora \
    --dataset 'acme/alpaca#500' \
    --split_dataset_ratio 0.01 \
    --torch_dtype bfloat16 \
    --num_train_epochs 1 \
    --per_device_train_batch_size 1 \
    --per_device_eval_batch_size 1 \
    --learning_rate 1e-4 \
    --warmup_ratio 0.05 \
    --eval_steps 50 \
    --save_steps 50 \
    --logging_steps 5 \
    --max_length 2048 \
    --deepspeed zero2
