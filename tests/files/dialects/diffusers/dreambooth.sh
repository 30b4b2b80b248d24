export MODEL_NAME="acme/diffusion-xl"
export INSTANCE_DIR="dog"

accelerate launch --num_processes=2 --mixed_precision="bf16" train_dreambooth_lora_sdxl.py \
  --pretrained_model_name_or_path=$MODEL_NAME \
  --instance_data_dir=$INSTANCE_DIR \
  --instance_prompt="a photo of sks dog" \
  --train_batch_size=2 \
  --sample_batch_size=8 \
  --gradient_accumulation_steps=4 \
  --learning_rate=1e-4 \
  --text_encoder_lr=5e-6 \
  --lr_scheduler="constant_with_warmup" \
  --lr_warmup_steps=100 \
  --max_train_steps=2000 \
  --checkpointing_steps=500 \
  --validation_prompt="a photo of sks dog in a bucket"
