#!/bin/bash
# two nodes of eight, models split over two
colossalai run --nproc_per_node 8 --host nodeA,nodeB --master_port 30123 train_sft.py \
    --pretrain /models/base-7b \
    --plugin 3d --tp 2 --pp 1 \
    --batch_size 4 --accumulation_steps 2 \
    --lr 2e-5 --warmup_steps 60 --weight_decay 0.1 \
    --grad_clip 1.0 --max_epochs 3 --max_len 2048
