"""DeiT's main.py and its many descendants: shell scripts.

## What it is

`--batch-size` is that of one process; there is no accumulation. The code
multiplies `--lr` by batch-size x processes / 512 unless `--unscale-lr` is
given; `--min-lr` and `--warmup-lr` are rates and are not multiplied. Warmup
is in epochs. run_with_submitit.py starts `--nodes` x `--ngpus` processes.

## Source

- main.py of https://github.com/facebookresearch/deit
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler

DIALECT = Dialect(
    signs={
        "unscale_lr": UNIQUE,
        "model=*deit*": UNIQUE,
        "repeated_aug": TELLING,
        "no_repeated_aug": TELLING,
        "inat_category": TELLING,
        "distillation_type": TELLING,
        "data_set": SHARED,
        "model_ema": SHARED,
        "no_model_ema": SHARED,
        "sched": SHARED,
        "opt_eps": SHARED,
        "reprob": SHARED,
        "warmup_lr": SHARED,
    },
    keys={
        "micro_batch": ("batch_size", "batch"),
        "lr": "lr",
        "min_lr": "min_lr",
        "warmup_init_lr": "warmup_lr",
        "warmup_epochs": "warmup_epochs",
        "epochs": "epochs",
        "devices": "ngpus",
        "num_nodes": "nodes",
        "optimizer": "opt",
        "momentum": "momentum",
        "beta1": "opt_betas.0",
        "beta2": "opt_betas.1",
        "eps": "opt_eps",
        "weight_decay": "weight_decay",
        "ema_decay": "model_ema_decay",
        "max_grad_norm": "clip_grad",
    },
    defaults={
        "micro_batch": 64,
        "lr": 5e-4,
        "min_lr": 1e-5,
        "epochs": 300,
        "warmup_epochs": 5,
        "optimizer": "adamw",
        "weight_decay": 0.05,
        "ema_decay": 0.99996,
    },
    scalers=(Scaler("linear", "lr x batch-size x processes / 512", when=("not unscale_lr",)),),
)
