#!/bin/bash
# total batch size: 512
GPUS=${GPUS:-8}
LR=${1:-4e-5}

torchrun --nnodes=1 --nproc_per_node=${GPUS} --master_port 29600 vlm/train.py \
  --model_name_or_path ./weights/vlm-2b \
  --output_dir runs/vlm_bs512 \
  --deepspeed configs/zero2.json \
  --per_device_train_batch_size 4 \
  --per_device_eval_batch_size 16 \
  --gradient_accumulation_steps 2 \
  --learning_rate 4e-5 \
  --mm_projector_lr 2e-4 \
  --weight_decay 0.05 \
  --warmup_steps 100 \
  --save_steps 0.2 \
  --num_train_epochs 1 \
  --lr_scheduler_type cosine \
  --logging_steps 1
