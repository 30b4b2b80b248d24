"""Swin Transformer, and what was made after it: yacs YAML, and shell scripts.

## What it is

`DATA.BATCH_SIZE`, or `--batch-size`, is that of one process; a step has that x
`TRAIN.ACCUMULATION_STEPS` x processes. The code multiplies BASE_LR, WARMUP_LR
and MIN_LR by that batch / 512, always: what the file holds is the rate at 512
images, whatever a comment beside it says. Warmup and the multi-steps are in
epochs. The batch is often given on the command line only.

## Source

- main.py and config.py of https://github.com/microsoft/Swin-Transformer
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler

DIALECT = Dialect(
    signs={
        "TRAIN.BASE_LR": SHARED,
        "TRAIN.WARMUP_LR": SHARED,
        "TRAIN.ACCUMULATION_STEPS": SHARED,
        "TRAIN.WARMUP_EPOCHS": SHARED,
        "MODEL.SWIN.": TELLING,
        "MODEL.SWINV2.": TELLING,
        "MODEL.SWIN_MOE.": TELLING,
        "cfg=*swin*": UNIQUE,
        "cfg=*internimage*": UNIQUE,
        "cfg=*.yaml": SHARED,
        "fused_window_process": UNIQUE,
        "$ main_simmim_pt.py": UNIQUE,
        "$ main_simmim_ft.py": UNIQUE,
        "TRAIN.BASE_LR and TRAIN.WARMUP_LR": UNIQUE,
        "TRAIN.BASE_LR and DATA.BATCH_SIZE": UNIQUE,
        "TRAIN.BASE_LR and MODEL.TYPE": TELLING,
        "TRAIN.ACCUMULATION_STEPS and DATA.BATCH_SIZE": TELLING,
    },
    keys={
        "micro_batch": ("batch_size", "DATA.BATCH_SIZE"),
        "grad_accum": ("accumulation_steps", "TRAIN.ACCUMULATION_STEPS"),
        "lr": "TRAIN.BASE_LR",
        "min_lr": "TRAIN.MIN_LR",
        "warmup_init_lr": "TRAIN.WARMUP_LR",
        "warmup_epochs": "TRAIN.WARMUP_EPOCHS",
        "epochs": "TRAIN.EPOCHS",
        "optimizer": ("optim", "TRAIN.OPTIMIZER.NAME"),
        "momentum": "TRAIN.OPTIMIZER.MOMENTUM",
        "beta1": "TRAIN.OPTIMIZER.BETAS.0",
        "beta2": "TRAIN.OPTIMIZER.BETAS.1",
        "eps": "TRAIN.OPTIMIZER.EPS",
        "weight_decay": "TRAIN.WEIGHT_DECAY",
        "ema_decay": "TRAIN.EMA.DECAY",
        "max_grad_norm": "TRAIN.CLIP_GRAD",
    },
    defaults={
        "micro_batch": 128,
        "grad_accum": 1,
        "lr": 5e-4,
        "min_lr": 5e-6,
        "warmup_epochs": 20,
        "epochs": 300,
        "optimizer": "adamw",
        "beta1": 0.9,
        "beta2": 0.999,
        "eps": 1e-8,
        "weight_decay": 0.05,
        "max_grad_norm": 5.0,
        "reference_batch": 512,
    },
    scalers=(Scaler("linear", "BASE_LR x batch / 512, WARMUP_LR and MIN_LR with it"),),
    follows={"BASE": "parent", "cfg": "parent"},
)
