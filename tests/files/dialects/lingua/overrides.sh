#!/bin/bash
#SBATCH --nodes=1
LR=6e-4
torchrun --nproc-per-node 8 -m apps.main.train config=apps/main/configs/base.yaml \
    name=sweep_$LR data.batch_size=4 grad_acc_steps=3 \
    optim.lr=$LR optim.warmup=800 steps=20000 async_eval_gpus=1
