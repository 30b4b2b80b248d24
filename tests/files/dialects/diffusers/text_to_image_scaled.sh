#!/bin/bash
# --scale_lr: 1e-6 is multiplied by 16 x 2 x 8 when the script starts.
accelerate launch --multi_gpu --num_processes 8 examples/train_text_to_image.py \
  --pretrained_model_name_or_path acme/diffusion-base \
  --dataset_name acme/pictures --resolution 512 \
  --train_batch_size 16 \
  --gradient_accumulation_steps 2 \
  --learning_rate 1e-6 \
  --scale_lr \
  --lr_warmup_steps 500 \
  --num_train_epochs 30 \
  --adam_weight_decay 0.01 \
  --max_grad_norm 1 --use_ema
