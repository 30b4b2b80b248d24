#!/bin/bash
# Audio is batched by its length in seconds: no number of samples is known.
python speech_to_text_finetune.py --config-path=conf --config-name=finetune \
    model.train_ds.manifest_filepath=/data/train.json \
    model.train_ds.batch_duration=240 \
    model.validation_ds.batch_size=16 \
    trainer.devices=2 trainer.num_nodes=1 trainer.max_steps=20000 \
    model.optim.name=adamw model.optim.lr=1e-4 \
    model.optim.sched.warmup_steps=500
