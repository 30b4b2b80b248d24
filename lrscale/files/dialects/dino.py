"""DINO's main_dino.py, iBOT's main_ibot.py and their descendants: shell.

## What it is

`--batch_size_per_gpu` is that of one process; there is no accumulation. The
code multiplies `--lr` by batch_size_per_gpu x processes / 256; `--min_lr` is a
rate and is not multiplied. `--warmup_epochs` warms the rate up,
`--warmup_teacher_temp_epochs` does not. `--freeze_last_layer` is in epochs.

## Source

- main_dino.py of https://github.com/facebookresearch/dino
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler

DIALECT = Dialect(
    signs={
        "$ main_dino.py": UNIQUE,
        "$ main_ibot.py": UNIQUE,
        "batch_size_per_gpu": SHARED,
        "momentum_teacher": TELLING,
        "warmup_teacher_temp": TELLING,
        "local_crops_number": TELLING,
        "norm_last_layer": TELLING,
        "freeze_last_layer": SHARED,
    },
    keys={
        "micro_batch": "batch_size_per_gpu",
        "lr": "lr",
        "min_lr": "min_lr",
        "warmup_epochs": "warmup_epochs",
        "epochs": "epochs",
        "optimizer": "optimizer",
        "weight_decay": "weight_decay",
        "max_grad_norm": "clip_grad",
        "ema_decay": "momentum_teacher",
        "devices": "ngpus",
        "num_nodes": "nodes",
    },
    defaults={"reference_batch": 256},
    scalers=(Scaler("linear", "lr x batch_size_per_gpu x processes / 256"),),
)
