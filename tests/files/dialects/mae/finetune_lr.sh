#!/bin/bash
# --lr overrides --blr and is used as it stands
BATCH=32
torchrun --nproc_per_node=4 main_finetune.py \
    --accum_iter 4 --batch_size ${BATCH} \
    --model vit_large_patch16 --finetune ckpt/mae_large.pth \
    --lr 2e-3 --min_lr 1e-6 --layer_decay 0.75 --clip_grad 1.0 \
    --epochs 50 --warmup_epochs 5 --weight_decay 0.05
