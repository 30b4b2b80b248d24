#!/bin/bash
litgpt pretrain pythia-160m \
    --data TextFiles --data.train_data_path texts \
    --devices 4 --num_nodes 2 \
    --train.global_batch_size=256 --train.micro_batch_size 8 \
    --train.lr_warmup_fraction 0.1 --train.max_tokens 3000000000 \
    --train.min_lr 4e-5 \
    --optimizer AdamW --optimizer.lr 4e-4
