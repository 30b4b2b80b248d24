#!/bin/bash
# a step has 256 x 2 images, however many devices there are
lightly-train pretrain out=runs/simclr data=/data/images \
    model=torchvision/resnet50 method=simclr \
    batch_size=256 gradient_accumulation_steps=2 epochs=200 \
    devices=2 num_nodes=1 \
    optim=lars optim_args.lr=0.3
