#!/bin/bash
# the code multiplies --lr by batch-size x processes / 512
python -m torch.distributed.launch --nproc_per_node=8 --use_env main.py \
    --model deit_small_patch16_224 --batch-size 128 \
    --data-path /data/imagenet --data-set IMNET \
    --lr 5e-4 --min-lr 1e-5 --warmup-lr 1e-6 --warmup-epochs 5 \
    --opt adamw --opt-betas 0.9 0.95 --weight-decay 0.05 \
    --epochs 300 --model-ema-decay 0.99996 \
    --output_dir runs/deit_small
