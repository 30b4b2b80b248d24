"""The averaged weights cover so few steps that they average hardly anything.

## What it means

Keeping the half-life in samples shortens it in steps as the batch grows. Below
about ten steps the average follows the weights.

## Levels

- medium: 1/(1 - decay) below 10 steps after the change and not before

## What to do

Keep the decay (convention ema=keep), or a smaller batch.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> plan = scale(
    ...     TrainingConfig(micro_batch=64, lr=7.5e-5, ema_decay=0.99), to="4096"
    ... )
    >>> found = {f.name: f.level for f in plan.risk.findings}
    >>> found["ema-too-short"]
    'medium'

## References

- [busbridge2023] the rule (abstract read); the bound is judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Judgement: an average over fewer steps is no average.
_LEAST_STEPS = 10


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the average became short."""
    old, new = plan.before.ema_decay, plan.after.ema_decay
    if new is None or 1 / (1 - new) >= _LEAST_STEPS or (old is not None and 1 / (1 - old) < _LEAST_STEPS):
        return
    yield Finding(
        name="ema-too-short",
        level="medium",
        message=f"averaged weights with decay {show(new)} cover about {1 / (1 - new):.0f} steps",
        evidence="Busbridge et al. 2023; bound is judgement",
        hint="keep the decay, or take a smaller batch",
    )
