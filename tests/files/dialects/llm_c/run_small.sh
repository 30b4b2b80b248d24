#!/bin/bash
make train_gpt2cu USE_CUDNN=1
out="log_small"
mpirun -np 4 ./train_gpt2cu \
    -i "data/tales/train_*.bin" -j "data/tales/val_*.bin" \
    -o $out -v 100 -s 5000 -g 64 \
    -b 32 -t 512 -d 262144 \
    -c 0.05 -l 0.0005 -q 0.1 -u 300 \
    -n 1500 -x 20000 -e "d8"
