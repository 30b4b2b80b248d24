#!/bin/bash
# the batch of all eight GPUs
python -m yolox.tools.train -f exps/helmets.py -d 8 -b 64 --fp16 -o -c yolox_s.pth
