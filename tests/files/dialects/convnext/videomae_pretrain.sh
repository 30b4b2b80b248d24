#!/bin/bash
# VideoMAE multiplies lr by batch / 256; --save_ckpt_freq is in epochs
OUTPUT=runs/videomae_small
torchrun --nnodes=2 --nproc_per_node=8 run_mae_pretraining.py \
    --model pretrain_videomae_small_patch16_224 \
    --mask_type tube --mask_ratio 0.9 --decoder_depth 4 \
    --batch_size 32 --num_frames 16 --sampling_rate 4 \
    --opt adamw --opt_betas 0.9 0.95 --opt_eps 1e-8 \
    --lr 3e-4 --warmup_epochs 40 --save_ckpt_freq 20 --epochs 801 \
    --output_dir ${OUTPUT}
