#!/bin/bash
# One of the four GPUs serves; the flag wins over the file.
MICRO=8

accelerate launch --config_file parts/four_gpus.yaml --num_processes 3 train.py \
  --model_name_or_path acme/base-1b \
  --deepspeed parts/zero3.json \
  --per_device_train_batch_size $MICRO \
  --per_device_eval_batch_size 1 \
  --gradient_accumulation_steps 4 \
  --learning_rate 1.5e-5 \
  --warmup_ratio 0.03 \
  --num_train_epochs 2
