"""nanoGPT and its descendants (Python configs; flags of train.py).

## What it is

Flat assignments that override the constants of train.py, and are overridden by
flags. `gradient_accumulation_steps` is the accumulation of all processes
together: train.py divides it by their number, so that the batch of a step is
batch_size x gradient_accumulation_steps on any number of GPUs. Versions before
June 2023 did not divide; there it was that of one process. `min_lr` is a
learning rate; warmup, decay and intervals count optimizer steps. What a config
leaves out is what train.py says, and people edit train.py.

## Source

- train.py, configurator.py and config/, https://github.com/karpathy/nanoGPT
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.gathering import Place

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _refine(found: Found) -> None:
    """Take no decay for the run, no train.py for the config that flags override, and no fraction for a step."""
    if not found.lookup.find("max_iters"):
        found.drop("total_steps")
        found.take("decay_steps", "lr_decay_iters")
    found.partial = any(word.startswith("config/") for word in found.lookup.document.words)
    stated = "grad_accum" in found.places or "grad_accum" in found.unknown
    if found.lookup.document.syntax != "python" and not stated:
        for place in found.places.get("micro_batch", [])[:1]:
            found.unknown["grad_accum"] = (place.leaf, "stands in the config, or in train.py")
    # `0.03 * max_iters`: the first iteration past it is the first at the full rate.
    for index, (amount, leaf) in enumerate(found.places.get("warmup_steps", [])):
        if isinstance(amount.value, float):
            found.places["warmup_steps"][index] = Place(amount._replace(value=ceil(amount.value)), leaf)


DIALECT = Dialect(
    # Names of its configs only; what other scripts call their flags, too, would count their accumulation wrongly.
    signs={
        "always_save_checkpoint": UNIQUE,
        "decay_lr": TELLING,
        "init_from": SHARED,
        "wandb_log": SHARED,
        "eval_iters": SHARED,
        "wandb_log and eval_iters and max_iters": TELLING,
        "init_from=scratch": TELLING,
        "init_from=resume": TELLING,
        "init_from=gpt2*": TELLING,
    },
    keys={
        "micro_batch": "batch_size",
        "grad_accum": "gradient_accumulation_steps",
        "lr": "learning_rate",
        "min_lr": "min_lr",
        "warmup_steps": "warmup_iters",
        "total_steps": ("max_iters", "lr_decay_iters"),
        "eval_steps": "eval_interval",
        "log_steps": "log_interval",
        "optimizer": ("optimizer", "optimizer_type", "optimizer_name"),
        "weight_decay": "weight_decay",
        "beta1": "beta1",
        "beta2": "beta2",
        "max_grad_norm": "grad_clip",
        "seq_len": "block_size",
    },
    defaults={
        "micro_batch": 12,
        "grad_accum": 40,
        "lr": 6e-4,
        "optimizer": "adamw",
        "min_lr": 6e-5,
        "warmup_steps": 2000,
        "total_steps": 600000,
        "weight_decay": 0.1,
        "beta1": 0.9,
        "beta2": 0.95,
        "max_grad_norm": 1.0,
        "seq_len": 1024,
    },
    total_accumulation=True,
    refine=_refine,
)
