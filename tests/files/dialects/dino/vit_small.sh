#!/bin/bash
# the rate is lr x 64 x 16 / 256; warmup_teacher_temp_epochs is no warmup of it
python run_with_submitit.py --nodes 2 --ngpus 8 \
    --arch vit_small --patch_size 16 \
    --batch_size_per_gpu 64 --lr 0.0005 --min_lr 1e-5 \
    --epochs 300 --warmup_epochs 10 --warmup_teacher_temp_epochs 30 \
    --optimizer adamw --weight_decay 0.04 --weight_decay_end 0.4 \
    --clip_grad 0 --momentum_teacher 0.996 --norm_last_layer false \
    --data_path /data/imagenet/train --output_dir runs/dino
