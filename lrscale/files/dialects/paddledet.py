"""PaddleDetection configs: YAML with tags, and shell scripts.

## What it is

`TrainReader.batch_size` is that of one card; there is no accumulation, and
nothing multiplies `LearningRate.base_lr`: the comments say how many cards it
is for. A LinearWarmup takes `steps`, or `epochs`, which win; `start_factor` is
a factor. The milestones of PiecewiseDecay and CosineDecay.max_epochs are
epochs. Most of a configuration is inherited from `_BASE_`.

## Source

- ppdet/optimizer/optimizer.py of
  https://github.com/PaddlePaddle/PaddleDetection
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.quantities import device_ids

DIALECT = Dialect(
    signs={
        "TrainReader.": UNIQUE,
        "LearningRate.base_lr": UNIQUE,
        "OptimizerBuilder.": UNIQUE,
        "snapshot_epoch": TELLING,
        "pretrain_weights": SHARED,
        "$ paddle.distributed.launch": SHARED,
    },
    keys={
        "micro_batch": "TrainReader.batch_size",
        "lr": "LearningRate.base_lr",
        "warmup_steps": "LearningRate.schedulers.*.steps",
        "warmup_epochs": "LearningRate.schedulers.*.epochs",
        "epochs": "epoch",
        "log_steps": "log_iter",
        "optimizer": "OptimizerBuilder.optimizer.type",
        "momentum": "OptimizerBuilder.optimizer.momentum",
        "weight_decay": ("OptimizerBuilder.optimizer.weight_decay", "OptimizerBuilder.regularizer.factor"),
        "max_grad_norm": "OptimizerBuilder.clip_grad_by_norm",
        "ema_decay": "ema_decay",
        "devices": Key(("gpus", "devices"), device_ids),
        "num_nodes": "nnodes",
    },
    defaults={"num_nodes": 1},
    follows={"_BASE_": "parent", "c": "parent", "config": "parent"},
)
