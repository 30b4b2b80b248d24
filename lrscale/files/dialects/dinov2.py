"""DINOv2 and DINOv3 configs: YAML, and the overrides in shell scripts.

## What it is

`train.batch_size_per_gpu` is that of one process; there is no accumulation.
The code multiplies `optim.base_lr` by sqrt(batch / 1024), or as
`optim.scaling_rule` says, and overwrites `optim.lr`; `optim.min_lr` is a rate
and is not multiplied. An epoch is train.OFFICIAL_EPOCH_LENGTH (1250) steps
whatever the batch is, so epochs and warmup_epochs are steps here: a larger
batch sees more images in them. teacher.warmup_teacher_temp_epochs is no warmup
of the rate.

## Source

- dinov2/utils/config.py and dinov2/configs/ssl_default_config.yaml of
  https://github.com/facebookresearch/dinov2
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler

DIALECT = Dialect(
    signs={
        "train.batch_size_per_gpu": SHARED,
        "optim.scaling_rule": UNIQUE,
        "train.OFFICIAL_EPOCH_LENGTH": UNIQUE,
        "$ *dinov2/run*": UNIQUE,
        "teacher.momentum_teacher": TELLING,
        "dino.head_n_prototypes": TELLING,
        "optim.base_lr": SHARED,
        "optim.layerwise_decay": TELLING,
        "config_file=*dinov2*": TELLING,
        "ibot.": SHARED,
        "train.batch_size_per_gpu and optim.base_lr": UNIQUE,
    },
    keys={
        "micro_batch": "train.batch_size_per_gpu",
        "lr": "optim.base_lr",
        "min_lr": "optim.min_lr",
        "epoch_steps": "train.OFFICIAL_EPOCH_LENGTH",
        "warmup_epochs": "optim.warmup_epochs",
        "epochs": "optim.epochs",
        "eval_steps": "evaluation.eval_period_iterations",
        "weight_decay": "optim.weight_decay",
        "beta1": "optim.adamw_beta1",
        "beta2": "optim.adamw_beta2",
        "max_grad_norm": "optim.clip_grad",
        "ema_decay": "teacher.momentum_teacher",
        "devices": "ngpus",
        "num_nodes": "nodes",
    },
    defaults={
        "micro_batch": 64,
        "lr": 0.004,
        "min_lr": 1e-6,
        "warmup_epochs": 10,
        "epochs": 100,
        "weight_decay": 0.04,
        "beta1": 0.9,
        "beta2": 0.999,
        "max_grad_norm": 3.0,
        "ema_decay": 0.992,
        "reference_batch": 1024,
    },
    scalers=(
        Scaler("linear", "base_lr x batch / 256", when=("optim.scaling_rule=linear_wrt_256",)),
        Scaler("sqrt", "base_lr x sqrt(batch / 1024)"),
    ),
    follows={"config_file": "parent"},
    notes=("An epoch is a fixed number of steps (train.OFFICIAL_EPOCH_LENGTH), not a pass over the data.",),
)
