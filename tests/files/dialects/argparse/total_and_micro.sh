#!/bin/bash
# 128 is the batch of a step; the script divides it into micro-batches.
python finetune.py \
    --base_model acme/base-7b \
    --batch_size 128 \
    --micro_batch_size 4 \
    --num_epochs 3 \
    --learning_rate 3e-4
