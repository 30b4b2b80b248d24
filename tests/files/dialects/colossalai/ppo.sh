#!/bin/bash
torchrun --standalone --nproc_per_node=4 train_ppo.py \
    --pretrain /models/sft --rm_pretrain /models/rm \
    --plugin zero2 --num_episodes 2000 \
    --num_collect_steps 2 --num_update_steps 1 \
    --experience_batch_size 8 --ptx_batch_size 1 \
    --train_batch_size 4 --accumulation_steps 4 \
    --lr 9e-6 --critic_lr 6e-6
