#!/bin/bash
# two GPUs, one network
accelerate launch --num_processes=2 --num_cpu_threads_per_process=4 sdxl_train_network.py \
  --pretrained_model_name_or_path="/models/sdxl.safetensors" \
  --train_data_dir="/data/chairs" --output_dir=out \
  --network_module=networks.lora --network_dim=32 \
  --train_batch_size=2 --vae_batch_size=16 \
  --unet_lr=2e-4 --text_encoder_lr 2e-5 1e-5 \
  --optimizer_type=AdamW --optimizer_args "weight_decay=0.1" "betas=0.9,0.99" \
  --lr_scheduler=cosine --lr_warmup_steps=200 \
  --max_train_steps=4000 --save_every_n_steps=500
