#!/bin/bash
# 128 per GPU x 4 accumulated x 8 GPUs = 4096 images a step
torchrun --nproc_per_node=8 main.py \
    --model convnext_tiny --drop_path 0.1 \
    --batch_size 128 --lr 4e-3 --update_freq 4 \
    --model_ema true --model_ema_eval true --model_ema_decay 0.9999 \
    --opt adamw --opt_betas 0.9 0.999 --weight_decay 0.05 \
    --epochs 300 --warmup_epochs 20 --min_lr 1e-6 \
    --data_path /data/imagenet --output_dir runs/tiny
