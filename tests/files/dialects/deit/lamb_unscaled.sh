#!/bin/bash
# --unscale-lr: the rate is as given; --batch is short for --batch-size
python run_with_submitit.py --nodes 2 --ngpus 8 \
    --model vit_base_r3 --batch 128 --unscale-lr \
    --lr 3e-3 --weight-decay 0.05 --opt fusedlamb \
    --data-path /datasets/imagenet --input-size 192 \
    --sched cosine --epochs 400 --warmup-epochs 5 --reprob 0.0 \
    --repeated-aug --bce-loss --ThreeAugment
