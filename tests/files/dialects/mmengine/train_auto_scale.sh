#!/bin/bash
# --auto-scale-lr multiplies the rate by processes x batch_size / base_batch_size
torchrun --nproc_per_node=4 tools/train.py configs/rtmdet/rtmdet_s_8xb32_300e_coco.py \
    --launcher pytorch --auto-scale-lr \
    --cfg-options train_dataloader.batch_size=16 \
    optim_wrapper.optimizer.lr=0.002 train_cfg.max_epochs=100
