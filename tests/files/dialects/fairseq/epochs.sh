#!/bin/bash
fairseq-hydra-train task.data=/data/lamps \
    +optimization.update_freq='[8]' \
    dataset.batch_size=4 \
    'optimization.lr=[0.001, 0.0005]' \
    distributed_training.distributed_world_size=8 \
    --config-dir configs --config-name base
