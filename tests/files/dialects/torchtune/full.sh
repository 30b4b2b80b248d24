#!/bin/bash
# overrides of a recipe's file
LR=2e-5
tune run --nproc_per_node 4 full_finetune_distributed \
    --config llama3_1/8B_full \
    batch_size=2 gradient_accumulation_steps=4 \
    optimizer.lr=$LR lr_scheduler.num_warmup_steps=50 \
    epochs=2
