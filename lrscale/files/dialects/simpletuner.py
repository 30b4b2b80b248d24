"""SimpleTuner (config.json, TOML, flags of `simpletuner train`).

## What it is

`train_batch_size` is that of one process; the batch of a step is
train_batch_size x gradient_accumulation_steps x num_processes. `lr_scale`
multiplies the learning rate by that batch at run time, with `lr_scale_sqrt` by
its root. `vae_batch_size` and `text_encoder_batch_size` only fill caches. Of
`max_train_steps` and `num_train_epochs` one is 0: not set. Keys may be written
as flags ("--learning_rate").

## Source

- simpletuner/helpers/training/trainer.py and documentation/OPTIONS.md,
  https://github.com/bghira/SimpleTuner
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key, Scaler
from lrscale.files.quantities import plain

if TYPE_CHECKING:
    from lrscale.files.quantities import Amount


def _unless_zero(field: str, text: str) -> Amount | None:
    found = plain(field, text)
    return None if found is None or found.value == 0 else found


_BATCH = "train_batch_size x gradient_accumulation_steps x processes"

DIALECT = Dialect(
    signs={
        "$ simpletuner": UNIQUE,
        "data_backend_config": UNIQUE,
        "lr_scale": SHARED,
        "model_flavour": TELLING,
        "model_family": SHARED,
        "checkpoint_step_interval": TELLING,
        "validation_step_interval": TELLING,
        "vae_batch_size": SHARED,
    },
    keys={
        "micro_batch": "train_batch_size",
        "grad_accum": "gradient_accumulation_steps",
        "world_size": "num_processes",
        "lr": "learning_rate",
        "text_encoder_lr": "text_encoder_lr",
        "min_lr": "lr_end",
        "warmup_steps": "lr_warmup_steps",
        "total_steps": Key("max_train_steps", _unless_zero),
        "epochs": Key("num_train_epochs", _unless_zero),
        "save_steps": ("checkpoint_step_interval", "checkpointing_steps"),
        "eval_steps": ("validation_step_interval", "validation_steps"),
        "optimizer": "optimizer",
        "weight_decay": "adam_weight_decay",
        "beta1": ("optimizer_beta1", "adam_beta1"),
        "beta2": ("optimizer_beta2", "adam_beta2"),
        "eps": "adam_epsilon",
        "max_grad_norm": "max_grad_norm",
        "ema_decay": "ema_decay",
    },
    defaults={"grad_accum": 1},
    scalers=(
        Scaler("sqrt", f"sqrt({_BATCH})", when=("lr_scale_sqrt=true",)),
        Scaler("linear", _BATCH, when=("lr_scale=true",)),
    ),
)
