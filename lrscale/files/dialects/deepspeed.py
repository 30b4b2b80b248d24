"""DeepSpeed configurations (JSON, YAML, a Python dict, JSON in a shell script).

## What it is

`train_batch_size` is the batch of an optimizer step over all ranks:
train_micro_batch_size_per_gpu x gradient_accumulation_steps x data-parallel
ranks. Any two give the third, so that the missing one is what moves with the
number of GPUs: with train_batch_size and the micro-batch it is the
accumulation, with micro-batch and accumulation the batch of a step. One alone
means an accumulation of 1. "auto" is filled in by the trainer that
reads the file, and is never written. Under WarmupLR and WarmupDecayLR the
peak is `warmup_max_lr`, not the optimizer's `lr`, and 0.001 where it is
missing; under OneCycle it is `cycle_max_lr`. `freeze_step` of 1-bit optimizers
is no warmup of the learning rate.

## Source

- deepspeed/runtime/config.py (`_set_batch_related_parameters`) and
  deepspeed/runtime/lr_schedules.py,
  https://github.com/deepspeedai/DeepSpeed
- https://www.deepspeed.ai/docs/config-json/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, Dialect, Key
from lrscale.files.quantities import Amount, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrscale.files.gathering import Found


def _auto(field: str, text: str) -> Amount | None:
    """Read nothing but "auto"."""
    return plain(field, text) if text.strip().lower() == "auto" else None


def _in(*names: str) -> tuple[str, ...]:
    """Return keys at the root, and in the one dict or here-document that holds them."""
    return (*names, *(f"*.{name}" for name in names))


def _accumulation(count: Callable[[str], int | None]) -> int | None:
    """Return the accumulation where one of the two batches is stated alone."""
    return 1 if (count("micro_batch") is None) != (count("global_batch") is None) else None


_WARMUPS = ("warmuplr", "warmupdecaylr")


def _refine(found: Found) -> None:
    """Take no accumulation for 1 that follows from "auto", and no rate for the peak that is not."""
    if found.value("global_batch") == "auto" and not {"grad_accum"} & {*found.places, *found.unknown}:
        leaf = found.places["global_batch"][0].leaf
        found.unknown["grad_accum"] = (leaf, "follows from train_batch_size, which is filled in at run time")
    types = [leaf.text for pattern in _in("scheduler.type") for leaf in found.lookup.find(pattern)]
    peaks = [leaf for pattern in _in("scheduler.params.warmup_max_lr") for leaf in found.lookup.find(pattern)]
    if any((text or "").lower() in _WARMUPS for text in types) and not peaks and "lr" in found.places:
        leaf = found.places["lr"][0].leaf
        found.drop("lr")
        found.unknown["lr"] = (leaf, f"{types[0]} peaks at its own warmup_max_lr, 0.001 where it is missing")


DIALECT = Dialect(
    signs={
        "train_micro_batch_size_per_gpu": TELLING,
        "zero_optimization.": TELLING,
        "zero_optimization.stage": TELLING,
        "optimizer.params.lr": SHARED,
        "train_batch_size and optimizer.params.lr": TELLING,
        "steps_per_print": TELLING,
        "wall_clock_breakdown": TELLING,
        "zero_allow_untested_optimizer": TELLING,
        "scheduler.params.warmup_max_lr": TELLING,
        "scheduler.params.warmup_num_steps": TELLING,
        "fp16.initial_scale_power": TELLING,
        "*.train_micro_batch_size_per_gpu": TELLING,
        "*.zero_optimization.": TELLING,
        "*.optimizer.params.lr": SHARED,
        "*.steps_per_print": SHARED,
    },
    keys={
        "global_batch": _in("train_batch_size"),
        "train_batch_size": Key(_in("train_batch_size"), _auto),
        "micro_batch": _in("train_micro_batch_size_per_gpu"),
        "grad_accum": _in("gradient_accumulation_steps"),
        "lr": _in("scheduler.params.warmup_max_lr", "scheduler.params.cycle_max_lr", "optimizer.params.lr"),
        "warmup_init_lr": _in("scheduler.params.warmup_min_lr"),
        "cycle_min_lr": _in("scheduler.params.cycle_min_lr"),
        "warmup_steps": _in("scheduler.params.warmup_num_steps", "scheduler.params.cycle_first_step_size"),
        "freeze_steps": _in("optimizer.params.freeze_step"),
        "decay_steps": _in("scheduler.params.cycle_second_step_size", "scheduler.params.decay_step_size"),
        "total_steps": _in("scheduler.params.total_num_steps"),
        "optimizer": _in("optimizer.type"),
        "weight_decay": _in("optimizer.params.weight_decay"),
        "momentum": _in("optimizer.params.momentum"),
        "beta1": _in("optimizer.params.betas.0"),
        "beta2": _in("optimizer.params.betas.1"),
        "eps": _in("optimizer.params.eps"),
        "max_grad_norm": _in("gradient_clipping"),
        "log_steps": _in("steps_per_print"),
    },
    defaults={"grad_accum": _accumulation},
    divides_world=("tensor_parallel.autotp_size",),
    refine=_refine,
)
