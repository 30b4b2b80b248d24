#!/bin/bash
# device 3 is one GPU; 16 images are accumulated four times, to a nominal batch of 64
yolo segment train data=leaves.yaml model=yolo11n-seg.pt \
    epochs=50 imgsz=512 batch=16 lr0=0.005 optimizer=AdamW device=3 \
    warmup_epochs=1.5
