"""The decay of averaged weights, which cover more samples in a larger batch.

## What it moves

`ema_decay`, so that the average covers the same samples as before.

## Conventions

- half-life (default): decay^k keeps the half-life in samples
- keep: as it is

## Formula

    rho' = rho^k        k = B'/B

- `rho`, `rho'`: decay per step before and after (dimensionless)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> scale(
    ...     TrainingConfig(micro_batch=64, lr=7.5e-5, ema_decay=0.99), to="4096"
    ... ).after.ema_decay
    0.525596487525562

## References

- [busbridge2023] the EMA scaling rule (abstract read, formula from secondary
  sources)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import answer
from lrscale.scaling.arithmetic import half_life

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Change, Unmoved
    from lrscale.scaling.batch_change import BatchChange

CONVENTIONS: Mapping[str, str] = {"half-life": "decay^k", "keep": "as it is"}


def move(change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
    """Yield the decay of the averaged weights."""
    decay = change.before.ema_decay
    if not decay:
        return
    kept = half_life(decay, change.ratio)
    if convention == "keep":
        yield answer("ema_decay", decay, decay, "as asked", {"half-life": kept})
    else:
        yield answer("ema_decay", decay, kept, f"half-life in samples kept: {show(decay)}^{change.k}", {"keep": decay})
