#!/bin/bash
python src/train.py task_name=lamps trainer=ddp trainer.devices=2 trainer.max_epochs=5 \
  datamodule.batch_size=32 model.optimizer.lr=0.01 model.optimizer.weight_decay=1e-4
