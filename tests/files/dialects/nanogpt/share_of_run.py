wandb_log = True
batch_size = 24
gradient_accumulation_steps = 8
learning_rate = 2e-4
max_iters = 9450
lr_decay_iters = max_iters
warmup_iters = 0.03 * max_iters
eval_iters = 100
