#!/bin/bash
onmt_train -data data/chairs -save_model run/chairs \
    -rnn_size 512 -layers 2 \
    -batch_size 64 -accum_count 2 \
    -world_size 2 -gpu_ranks 0 1 \
    -optim sgd -learning_rate 1.0 -max_grad_norm 5 \
    -train_steps 80000 -valid_steps 4000 -valid_batch_size 16
