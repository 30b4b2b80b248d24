"""The floor of the schedule, which is a learning rate and follows the peak.

## What it moves

`min_lr`, by the same factor as the learning rate, so that the schedule keeps
its shape. 0 stays 0.

## Conventions

- same-factor (default): the floor stays the same share of the peak
- keep: as it is

## Formula

    m' = m * lr'/lr

- `m`, `m'`: floor before and after (a learning rate)
- `lr`, `lr'`: peak learning rate before and after

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> scale(
    ...     TrainingConfig(micro_batch=64, lr=7.5e-5, min_lr=1e-6), to="192",
    ...     rule="linear"
    ... ).after.min_lr
    3e-06

## References

- arithmetic; the Swin Transformer's training script scales its min_lr, DINO's
  and DeiT's do not
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import answer
from lrscale.scaling.arithmetic import times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Change, Unmoved
    from lrscale.scaling.batch_change import BatchChange

CONVENTIONS: Mapping[str, str] = {"same-factor": "follows the learning rate", "keep": "as it is"}


def move(change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
    """Yield the floor of the schedule."""
    floor = change.before.min_lr
    if not floor:
        return
    moved = times(floor, change.lr_ratio)
    if convention == "keep":
        yield answer("min_lr", floor, floor, "as asked", {"same-factor": moved})
    else:
        why = f"the same factor as the learning rate: x{float(change.lr_ratio):.4g}"
        yield answer("min_lr", floor, moved, why, {"keep": floor})
