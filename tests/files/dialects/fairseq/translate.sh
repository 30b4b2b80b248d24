#!/bin/bash
CUDA_VISIBLE_DEVICES=0,1,2,3 fairseq-train data-bin/chairs \
    --arch transformer --share-decoder-input-output-embed \
    --optimizer adam --adam-betas '(0.9, 0.98)' --clip-norm 0.0 \
    --lr 5e-4 --lr-scheduler inverse_sqrt --warmup-updates 4000 --warmup-init-lr 1e-07 \
    --min-lr 1e-09 --weight-decay 0.0001 \
    --criterion label_smoothed_cross_entropy \
    --max-tokens 4096 --update-freq 2 --max-update 100000
