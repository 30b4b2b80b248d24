#!/bin/bash
# Two nodes of eight; experts do not divide the data-parallel ranks.
GPUS_PER_NODE=8
NNODES=2
GBS=512

DISTRIBUTED_ARGS=(--nproc_per_node $GPUS_PER_NODE --nnodes $NNODES --master_port 6001)
TRAINING_ARGS=(
    --micro-batch-size 2
    --global-batch-size $GBS
    --rampup-batch-size 64 64 5_000_000
    --train-samples 40_000_000
    --lr 3e-4
    --min-lr 3e-5
    --lr-warmup-samples 400_000
    --lr-decay-samples 38_000_000
    --lr-decay-style cosine
    --adam-beta2 0.95
    --weight-decay 0.1
    --clip-grad 1.0
    --eval-interval 500
)
torchrun ${DISTRIBUTED_ARGS[@]} pretrain_gpt.py \
    --tensor-model-parallel-size 2 --pipeline-model-parallel-size 2 \
    --context-parallel-size 1 --expert-model-parallel-size 4 \
    --num-layers 16 --hidden-size 2048 --seq-length 4096 \
    ${TRAINING_ARGS[@]}
