#!/bin/bash
BATCH=${BATCH:-4}

torchrun --nproc_per_node=8 main.py \
  --dataset coco --data_path /data/coco \
  --batch_size $BATCH \
  --eval_batch_size 1 \
  --accumulation_steps 2 \
  --lr 1e-4 \
  --lr_backbone 1e-5 \
  --min_lr 1e-6 \
  --opt adamw \
  --weight_decay 1e-4 \
  --warmup_epochs 5 \
  --epochs 50 \
  --clip_max_norm 0.1 \
  --model_ema_decay 0.9998
