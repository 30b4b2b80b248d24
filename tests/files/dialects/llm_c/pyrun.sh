#!/bin/bash
TOKENS=$((64 * 1024))
torchrun --standalone --nproc_per_node=2 train_gpt2.py \
    --input_bin "data/tales/train_*.bin" \
    --input_val_bin "data/tales/val_*.bin" \
    --val_loss_every 200 --sample_every 0 \
    --batch_size 16 --sequence_length 1024 --total_batch_size $TOKENS \
    --num_iterations 9000 --warmup_iters 100 \
    --learning_rate 3e-4 --learning_rate_decay_frac 0.1 \
    --weight_decay 0.1 --grad_clip 1.0
