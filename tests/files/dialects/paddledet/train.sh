#!/bin/bash
python -m paddle.distributed.launch --gpus 0,1,2,3 tools/train.py \
    -c configs/ppyoloe/ppyoloe_crn_s_300e.yml --eval --amp \
    -o TrainReader.batch_size=8 LearningRate.base_lr=0.001 epoch=80
