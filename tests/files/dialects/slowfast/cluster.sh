#!/bin/bash
# how many machines there are is known when it runs
python tools/run_net.py --cfg configs/mvit.yaml \
    NUM_SHARDS $SLURM_NNODES NUM_GPUS 8 TRAIN.BATCH_SIZE 32 \
    SOLVER.BASE_LR 1e-4 SOLVER.OPTIMIZING_METHOD adamw
