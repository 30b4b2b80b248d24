#!/bin/bash
# two runs: which of them is meant?
python main.py --stage 1 --batch_size 64 --lr 1e-3 --epochs 20
python main.py --stage 2 --batch_size 16 --lr 1e-4 --epochs 20
