#!/bin/bash
python dinov2/run/train/train.py \
    --nodes 2 --ngpus 8 \
    --config-file dinov2/configs/train/vitl16_short.yaml \
    --output-dir runs/vitl16 \
    train.batch_size_per_gpu=64 optim.base_lr=0.002 optim.epochs=50 \
    train.dataset_path=ImageNet:split=TRAIN:root=/data
