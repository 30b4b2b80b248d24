#!/bin/bash
# flags like those of MAE and ConvNeXt; --lr is applied as it stands
torchrun --nproc_per_node=2 pretrain.py --data /data/scans \
    --batch_size 64 --accum_iter 2 --mask_ratio 0.6 \
    --lr 1e-3 --min_lr 0 --weight_decay 0.05 --warmup_epochs 10 --epochs 200
