accelerate launch --num_processes 2 train_encoder.py \
    --train_batch_size 4 --gradient_accumulation_steps 8 \
    --learning_rate 2e-5 --lr_warmup_steps 300 --max_train_steps 12000
