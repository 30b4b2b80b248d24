"""OneTrainer configurations and presets (JSON).

## What it is

`batch_size` is that of one GPU; the batch of a step is batch_size x
gradient_accumulation_steps x GPUs, of which there are several only with
`multi_gpu`. `learning_rate_scaler`, unless NONE, multiplies the rate at run
time by the root of the batch, the accumulation, or both, as it says: BATCH
does not see the accumulation. A part's own `learning_rate` (unet, transformer,
text_encoder ...) overrides the common one; null inherits it.
`learning_rate_warmup_steps` up to 1 is a share of the run. Presets hold only
what differs from the defaults.

## Source

- modules/util/config/TrainConfig.py and
  modules/util/enum/LearningRateScaler.py,
  https://github.com/Nerogar/OneTrainer
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key, Scaler
from lrscale.files.gathering import Place
from lrscale.files.quantities import Amount, plain

if TYPE_CHECKING:
    from lrscale.files.gathering import Found

_PARTS = (
    "unet",
    "prior",
    "transformer",
    "text_encoder",
    "text_encoder_2",
    "text_encoder_3",
    "text_encoder_4",
)


def _share_up_to_one(field: str, text: str) -> Amount | None:
    found = plain(field, text)
    if found is not None and isinstance(found.value, int | float) and 0 < found.value <= 1:
        return found._replace(field="warmup_ratio")
    return found


def _indexes(field: str, text: str) -> Amount | None:
    """Count the GPUs that are named; a single one is named by its index, too."""
    named = [index for index in text.split(",") if index.strip()]
    return Amount(field, len(named), 0, len(text)) if named else None


def _refine(found: Found) -> None:
    """Count several GPUs only where they train together."""
    switch = next(iter(found.lookup.find("multi_gpu")), None)
    if switch is None or switch.text != "true":
        found.drop("devices")
    if switch is not None and switch.text == "false":
        one = switch._replace(locked="multi_gpu is off")
        found.places["world_size"] = [Place(Amount("world_size", 1, 0, len("false")), one)]
    if any(leaf.text == "OFF" for leaf in found.lookup.find("ema")):
        found.drop("ema_decay")


_SCALED_BY = {
    "batch": "batch_size",
    "global_batch": "batch_size x GPUs",
    "gradient_accumulation": "gradient_accumulation_steps",
    "both": "batch_size x gradient_accumulation_steps",
    "global_both": "batch_size x gradient_accumulation_steps x GPUs",
}

DIALECT = Dialect(
    signs={
        "output_model_format": UNIQUE,
        "concept_file_name": UNIQUE,
        "learning_rate_scaler": UNIQUE,
        "optimizer_defaults.": UNIQUE,
        "timestep_distribution": UNIQUE,
        "base_model_name": SHARED,
        "training_method": SHARED,
        "train_dtype": TELLING,
        "vae.weight_dtype": TELLING,
        "optimizer.optimizer": TELLING,
        "base_model_name and training_method": TELLING,
    },
    keys={
        "micro_batch": "batch_size",
        "grad_accum": "gradient_accumulation_steps",
        "devices": Key("device_indexes", _indexes),
        "lr": "learning_rate",
        **{f"{part}_lr": f"{part}.learning_rate" for part in _PARTS},
        "embedding_lr": "embedding_learning_rate",
        "warmup_steps": Key("learning_rate_warmup_steps", _share_up_to_one),
        "epochs": "epochs",
        "optimizer": "optimizer.optimizer",
        "momentum": "optimizer.momentum",
        "weight_decay": "optimizer.weight_decay",
        "beta1": "optimizer.beta1",
        "beta2": "optimizer.beta2",
        "eps": "optimizer.eps",
        "ema_decay": "ema_decay",
        "max_grad_norm": "clip_grad_norm",
    },
    defaults={
        "micro_batch": 1,
        "grad_accum": 1,
        "num_nodes": lambda count: 1 if count("devices") else None,
        "lr": 3e-6,
        "warmup_steps": 200,
        "epochs": 100,
        "max_grad_norm": 1.0,
    },
    scalers=tuple(
        Scaler("sqrt", f"sqrt({by})", when=(f"learning_rate_scaler={mode}",)) for mode, by in _SCALED_BY.items()
    ),
    refine=_refine,
)
