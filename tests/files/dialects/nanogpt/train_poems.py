# launch: torchrun --standalone --nproc_per_node=4 train.py config/train_poems.py
import time

out_dir = "out-poems"
wandb_run_name = "poems-" + str(time.time())
eval_interval = 500
eval_iters = 100  # batches of an evaluation
log_interval = 10
always_save_checkpoint = False

# 16 sequences * 3 micro-batches * 4 GPUs
batch_size = 16
block_size = 512
gradient_accumulation_steps = 3 * 4

learning_rate = 1e-3
max_iters = 8000
lr_decay_iters = max_iters
warmup_iters = 200
min_lr = 1e-4
beta2 = 0.99
weight_decay = 1e-1
