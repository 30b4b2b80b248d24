#!/bin/bash
# without --lr the rate is lr-base * sqrt(batch / 256): "lamb" is in the optimizer's name
torchrun --nproc_per_node=4 train.py --data-dir /data/imagenet \
    --model resnet50 \
    --batch-size 128 --grad-accum-steps 2 \
    --validation-batch-size 512 \
    --opt lamb --lr-base 4e-3 --weight-decay 0.02 \
    --sched cosine --epochs 300 --warmup-epochs 5 --warmup-lr 1e-6 \
    --model-ema --model-ema-decay 0.9998 \
    --aa rand-m6 --mixup 0.1 --cutmix 1.0 --amp
