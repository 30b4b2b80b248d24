#!/bin/bash
NGPU=8 CONFIG_FILE=./train_configs/llama_1b.toml ./run_train.sh \
    --training.local_batch_size 2 --training.global_batch_size=64 \
    --optimizer.lr=3e-4 --lr_scheduler.warmup_steps 500 \
    --validation.local_batch_size 8
