#!/bin/bash
# four GPUs share the accumulation of the config
torchrun --standalone --nproc_per_node=4 train.py config/train_poems.py \
    --init_from=resume \
    --batch_size=8 \
    --gradient_accumulation_steps=24 \
    --learning_rate=5e-4 --min_lr=5e-5 \
    --eval_iters=50
