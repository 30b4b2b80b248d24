"""The floor of the schedule is above the learning rate it starts from.

## What it means

min_lr is where the schedule ends. Left behind when the peak was lowered, it
turns the decay into a rise.

## Levels

- high: min_lr above the peak

## What to do

Move min_lr by the same factor as the learning rate.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=64, lr=1e-4, min_lr=5e-5)
    >>> after = TrainingConfig(micro_batch=8, lr=3.5e-5, min_lr=5e-5)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["floor-above-peak"]
    'high'

## References

- arithmetic
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the schedule would rise."""
    floor, before = plan.after.min_lr, plan.before
    if not floor or floor <= plan.after.lr:
        return
    yield Finding(
        name="floor-above-peak",
        level="high",
        message=f"min_lr {show(floor)} is above the learning rate {show(plan.after.lr)}",
        evidence="arithmetic",
        hint="keep it below the learning rate"
        if not before.min_lr or before.min_lr > before.lr
        else f"the same share of the peak as before is {show(before.min_lr / before.lr * plan.after.lr)}",
    )
