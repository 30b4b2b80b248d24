"""diffusion-pipe (TOML), by DeepSpeed's pipeline engine.

## What it is

`micro_batch_size_per_gpu` is that of one pipeline: the batch of a step is
micro_batch_size_per_gpu x gradient_accumulation_steps x GPUs /
`pipeline_stages`. It may be a list of one batch per resolution, and is unknown
then. `eval_*` and `caching_batch_size` do not train. Images in a video run may
have a batch of their own, `image_micro_batch_size_per_gpu`, which does not
move with it.

## Source

- train.py, https://github.com/tdrussell/diffusion-pipe
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import TELLING, UNIQUE, Dialect

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _refine(found: Found) -> None:
    """Take no batch of one resolution for that of all."""
    for leaf in found.lookup.find("micro_batch_size_per_gpu.*.*"):
        found.unknown.setdefault("micro_batch", (leaf, "a list of batches, one for each resolution"))


DIALECT = Dialect(
    signs={
        "caching_batch_size": UNIQUE,
        "eval_micro_batch_size_per_gpu": UNIQUE,
        "video_clip_mode": UNIQUE,
        "image_micro_batch_size_per_gpu": UNIQUE,
        "micro_batch_size_per_gpu": TELLING,
        "pipeline_stages": TELLING,
        "partition_method": TELLING,
    },
    keys={
        "micro_batch": "micro_batch_size_per_gpu",
        "grad_accum": "gradient_accumulation_steps",
        "lr": "optimizer.lr",
        "min_lr": "optimizer.min_lr",
        "warmup_steps": "warmup_steps",
        "epochs": "epochs",
        "total_steps": "max_steps",
        "save_steps": ("save_every_n_steps", "checkpoint_every_n_steps"),
        "eval_steps": "eval_every_n_steps",
        "log_steps": ("steps_per_print", "logging_steps"),
        "optimizer": "optimizer.type",
        "weight_decay": "optimizer.weight_decay",
        "beta1": "optimizer.betas.0",
        "beta2": "optimizer.betas.1",
        "eps": "optimizer.eps",
        "max_grad_norm": "gradient_clipping",
    },
    defaults={"micro_batch": 1, "grad_accum": 1, "warmup_steps": 0, "max_grad_norm": 1.0},
    divides_world=("pipeline_stages",),
    refine=_refine,
)
