"""ostris ai-toolkit (YAML, JSON).

## What it is

Keys of each entry of `config.process`. `train.batch_size` is that of one
process. `gradient_accumulation` is the accumulation, and `steps` then counts
optimizer steps. The older `gradient_accumulation_steps` excludes it; with it
`steps`, `save_every` and `sample_every` count micro-batches instead, and -1
accumulates a whole epoch.

## Source

- toolkit/config_modules.py and jobs/process/BaseSDTrainProcess.py,
  https://github.com/ostris/ai-toolkit
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import TELLING, UNIQUE, Dialect

if TYPE_CHECKING:
    from lrscale.files.gathering import Found

_TRAIN = "config.process.*.train"
_LEGACY = f"{_TRAIN}.gradient_accumulation_steps"


def _refine(found: Found) -> None:
    """Take no count of micro-batches for optimizer steps, and no whole epoch for no accumulation."""
    for leaf in found.lookup.find(_LEGACY):
        if leaf.text == "-1":
            found.unknown["grad_accum"] = (leaf, "-1 accumulates a whole epoch")
        if leaf.text != "1":
            for field in ("total_steps", "save_steps", "eval_steps", "log_steps"):
                places = found.places.pop(field, [])
                if places:
                    why = "counts micro-batches, not optimizer steps, beside gradient_accumulation_steps"
                    found.unknown[field] = (places[0].leaf, why)
    if not any(leaf.text == "true" for leaf in found.lookup.find(f"{_TRAIN}.ema_config.use_ema")):
        found.drop("ema_decay")


DIALECT = Dialect(
    signs={
        "config.process.*.train.": UNIQUE,
        "config.process.*.type": TELLING,
        "job=extension": TELLING,
    },
    keys={
        "micro_batch": f"{_TRAIN}.batch_size",
        "grad_accum": (f"{_TRAIN}.gradient_accumulation", _LEGACY),
        "lr": f"{_TRAIN}.lr",
        "unet_lr": f"{_TRAIN}.unet_lr",
        "text_encoder_lr": f"{_TRAIN}.text_encoder_lr",
        "embedding_lr": f"{_TRAIN}.embedding_lr",
        "refiner_lr": f"{_TRAIN}.refiner_lr",
        "adapter_lr": f"{_TRAIN}.adapter_lr",
        "total_steps": f"{_TRAIN}.steps",
        "optimizer": f"{_TRAIN}.optimizer",
        "weight_decay": f"{_TRAIN}.optimizer_params.weight_decay",
        "beta1": f"{_TRAIN}.optimizer_params.betas.0",
        "beta2": f"{_TRAIN}.optimizer_params.betas.1",
        "eps": f"{_TRAIN}.optimizer_params.eps",
        "ema_decay": f"{_TRAIN}.ema_config.ema_decay",
        "max_grad_norm": f"{_TRAIN}.max_grad_norm",
        "warmup_steps": f"{_TRAIN}.lr_scheduler_params.num_warmup_steps",
        "min_lr": f"{_TRAIN}.lr_scheduler_params.eta_min",
        "save_steps": "config.process.*.save.save_every",
        "eval_steps": "config.process.*.sample.sample_every",
        "log_steps": "config.process.*.logging.log_every",
    },
    defaults={"grad_accum": 1},
    refine=_refine,
)
