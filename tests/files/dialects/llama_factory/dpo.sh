#!/bin/bash
CUDA_VISIBLE_DEVICES=0,1,2,3 torchrun --nproc_per_node 4 src/train.py \
    --stage dpo \
    --do_train \
    --finetuning_type full \
    --model_name_or_path acme/base-1b \
    --template qwen \
    --cutoff_len 2048 \
    --per_device_train_batch_size 4 \
    --per_device_eval_batch_size 8 \
    --gradient_accumulation_steps 2 \
    --learning_rate 5e-7 \
    --num_train_epochs 1.0 \
    --warmup_steps 40 \
    --save_steps 200 \
    --optim adamw_torch
