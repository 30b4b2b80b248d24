#!/bin/bash
torchrun --nproc_per_node 8 main.py \
    --cfg configs/swin_tiny_patch4_window7_224.yaml \
    --batch-size 128 --accumulation-steps 2 --optim fused_adam \
    --data-path /data/imagenet --use-checkpoint \
    --opts TRAIN.BASE_LR 5e-4 TRAIN.EPOCHS 100 TRAIN.WARMUP_EPOCHS 5
