#!/bin/bash
# The warmup is in tokens here.
torchrun --nproc_per_node=8 --nnodes=2 scripts/train.py configs/pebble.yaml \
    --run_name=anneal \
    --fsdp.wrapping_strategy=by_block \
    --optimizer.learning_rate=6e-5 \
    --scheduler.units=tokens \
    --scheduler.t_warmup=100000000 \
    --max_duration=5e10T \
    --global_train_batch_size=1024 \
    --device_train_microbatch_size=4 \
    --save_interval_ephemeral=250
