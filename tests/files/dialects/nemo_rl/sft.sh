#!/bin/bash
uv run examples/run_sft.py --config examples/configs/sft.yaml \
    policy.train_global_batch_size=64 \
    policy.train_micro_batch_size=2 \
    policy.optimizer.kwargs.lr=1e-5 \
    sft.max_num_steps=1500 \
    cluster.gpus_per_node=4 cluster.num_nodes=1
