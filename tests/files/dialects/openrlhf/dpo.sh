set -x
read -r -d '' command <<EOF
openrlhf.cli.train_dpo \
   --pretrain my/sft-8b --dataset my/preferences \
   --train_batch_size 64 --micro_train_batch_size 2 \
   --learning_rate 5e-7 --lr_warmup_ratio 0.05 --l2 0.01 \
   --adam_betas 0.9 0.98 --max_norm 0.5 \
   --max_epochs 2 --max_len 4096 --save_steps 200 --eval_steps -1
EOF
deepspeed --num_gpus 8 --module $command
