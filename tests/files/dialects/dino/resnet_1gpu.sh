#!/bin/bash
BATCH=56
torchrun --nproc_per_node=1 main_dino.py --arch resnet50 \
    --optimizer sgd --lr 0.03 --weight_decay 1e-4 --weight_decay_end 1e-4 \
    --batch_size_per_gpu $BATCH --local_crops_number 6 \
    --warmup_epochs 5 --epochs 100 --data_path /data/train
