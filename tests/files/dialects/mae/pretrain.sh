#!/bin/bash
# blr is the rate for 256 images; the step has 64 x 2 x 32 of them
python submitit_pretrain.py \
    --job_dir jobs/mae_base --nodes 4 --ngpus 8 \
    --batch_size 64 --accum_iter 2 \
    --model mae_vit_base_patch16 --norm_pix_loss --mask_ratio 0.75 \
    --epochs 800 --warmup_epochs 40 \
    --blr 1.5e-4 --weight_decay 0.05 \
    --data_path /data/imagenet
