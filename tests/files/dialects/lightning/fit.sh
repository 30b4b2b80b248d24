#!/bin/bash
python main.py fit \
  --seed_everything 5 \
  --trainer.devices 8 --trainer.num_nodes=2 \
  --trainer.max_epochs 30 \
  --data.batch_size 4 --data.eval_batch_size 16 \
  --model.lr 2e-4
