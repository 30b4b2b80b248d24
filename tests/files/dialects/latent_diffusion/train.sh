#!/bin/bash
python main.py --base configs/none-here.yaml -t --gpus 0,1,2,3 --scale_lr False \
  model.base_learning_rate=1e-5 data.params.batch_size=6
