#!/bin/bash
torchrun --nproc_per_node 4 --nnodes 2 -m open_clip_train.main \
    --train-data '/data/pairs/{0000..0099}.tar' \
    --dataset-type webdataset --train-num-samples 12000000 \
    --model ViT-B-32 --precision amp_bf16 \
    --batch-size 512 --accum-freq 2 --local-loss --gather-with-grad \
    --lr 5e-4 --beta1 0.9 --beta2 0.98 --eps 1e-6 --wd 0.2 \
    --warmup 2000 --epochs 32 \
    --zeroshot-frequency 4
