"""AI2's OLMo (YAML, and its overrides in shell scripts).

## What it is

`global_train_batch_size` is the batch of an optimizer step over all GPUs,
`device_train_microbatch_size` that of one forward pass of one GPU; the
accumulation follows from the two. `max_duration` is in steps, or with a suffix
in epochs (`1ep`) or tokens (`2e12T`), `scheduler.t_warmup` in steps unless
`scheduler.units` says tokens. `scheduler.alpha_f` is relative to the peak and
moves with it; `grad_clip_warmup_steps` is no warmup of the learning rate.

## Source

- olmo/config.py, https://github.com/allenai/OLMo
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.quantities import duration

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _refine(found: Found) -> None:
    """Read the warmup in the scheduler's unit."""
    if found.lookup.shows("scheduler.units=tokens"):
        found.drop("warmup_steps")
        found.take("warmup_tokens", "scheduler.t_warmup")


DIALECT = Dialect(
    signs={
        "save_interval_unsharded": UNIQUE,
        "save_interval_ephemeral": UNIQUE,
        "save_num_unsharded_checkpoints_to_keep": UNIQUE,
        "optimizer.metrics_log_interval": UNIQUE,
        "optimizer.decay_norm_and_bias": UNIQUE,
        "scheduler.grad_clip_warmup_steps": UNIQUE,
        "model.attention_layer_norm": UNIQUE,
        "fsdp.wrapping_strategy": UNIQUE,
        "gen1_gc_interval": TELLING,
        "model.mlp_hidden_size": SHARED,
        "model.block_type": SHARED,
        "global_train_batch_size": SHARED,
        "device_train_microbatch_size": SHARED,
        "scheduler.t_warmup": SHARED,
    },
    keys={
        "micro_batch": "device_train_microbatch_size",
        "global_batch": "global_train_batch_size",
        "lr": "optimizer.learning_rate",
        "warmup_steps": Key("scheduler.t_warmup", duration),
        "clip_warmup_steps": "scheduler.grad_clip_warmup_steps",
        "warmup_min_lr": "scheduler.warmup_min_lr",
        "total_steps": Key("max_duration", duration),
        "save_steps": ("save_interval", "save_interval_unsharded", "save_interval_ephemeral"),
        "eval_steps": "eval_interval",
        "log_steps": "console_log_interval",
        "seq_len": "model.max_sequence_length",
        "optimizer": "optimizer.name",
        "beta1": "optimizer.betas.0",
        "beta2": "optimizer.betas.1",
        "eps": "optimizer.eps",
        "weight_decay": "optimizer.weight_decay",
        "max_grad_norm": "max_grad_norm",
    },
    defaults={"micro_batch": 16, "global_batch": 512, "total_steps": 10000},
    refine=_refine,
)
