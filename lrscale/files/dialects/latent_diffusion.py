"""Latent diffusion and its descendants (YAML, flags of `main.py --base`).

## What it is

`data.params.batch_size` is that of one GPU. `model.base_learning_rate` is
multiplied at run time by accumulate_grad_batches x GPUs x batch_size, unless
started with `--scale_lr False`; Stability's generative-models (`sgm`) have the
same code, switched off unless asked for. `warm_up_steps` is a list, one entry
for each cycle. GPUs are named on the command line, `--gpus 0,1`.

## Source

- main.py, https://github.com/CompVis/latent-diffusion and
  https://github.com/Stability-AI/generative-models
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key, Scaler
from lrscale.files.quantities import device_list

DIALECT = Dialect(
    signs={
        "model.base_learning_rate": UNIQUE,
        "lightning.trainer.": UNIQUE,
        "data.params.batch_size": SHARED,
        "model.params.": SHARED,
        "base=*.yaml": SHARED,
        "scale_lr": SHARED,
        "base=*.yaml and $ main.py": TELLING,
    },
    keys={
        "micro_batch": (
            "data.params.batch_size",
            "data.params.loader.batch_size",
            "data.params.train.loader.batch_size",
            "data.params.train.batch_size",
            "data.batch_size",
        ),
        "grad_accum": ("lightning.trainer.accumulate_grad_batches", "accumulate_grad_batches"),
        "devices": Key(
            ("lightning.trainer.devices", "lightning.trainer.gpus", "devices", "gpus"),
            device_list,
        ),
        "num_nodes": ("lightning.trainer.num_nodes", "num_nodes"),
        "lr": "model.base_learning_rate",
        "warmup_steps": (
            "model.params.scheduler_config.params.warm_up_steps",
            "model.params.scheduler_config.params.warmup_steps",
        ),
        "epochs": ("lightning.trainer.max_epochs", "max_epochs"),
        "total_steps": ("lightning.trainer.max_steps", "max_steps"),
        "save_steps": "lightning.modelcheckpoint.params.every_n_train_steps",
        "optimizer": "model.params.optimizer_config.target",
        "weight_decay": "model.params.optimizer_config.params.weight_decay",
        "beta1": "model.params.optimizer_config.params.betas.0",
        "beta2": "model.params.optimizer_config.params.betas.1",
        "ema_decay": ("model.params.ema_decay", "model.params.ema_decay_rate"),
        "max_grad_norm": "lightning.trainer.gradient_clip_val",
    },
    defaults={"grad_accum": 1, "num_nodes": 1},
    scalers=(
        Scaler(
            "linear",
            "accumulate_grad_batches x GPUs x batch_size",
            when=(
                "scale_lr=true",
                "scale_lr=",
                "model.base_learning_rate and not model.target=sgm.* and not scale_lr=false",
            ),
        ),
    ),
    follows={"base": "parent"},
)
