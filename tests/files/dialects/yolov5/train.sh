#!/bin/bash
# 96 images over both GPUs, 48 on each; beyond 64 nothing is accumulated
torchrun --nproc_per_node 2 train.py \
    --img 640 --batch-size 96 --epochs 150 \
    --data data/helmets.yaml --weights yolov5m.pt \
    --optimizer SGD --device 0,1 --sync-bn
