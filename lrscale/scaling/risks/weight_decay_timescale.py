"""The weights' memory, in samples, changed with the batch and the learning rate.

## What it means

Decoupled weight decay makes the weights an average over 1/(lr * wd) steps. When
the batch or the rate moves and the coefficient does not follow, that average
covers more or fewer samples.

## Levels

- medium: the memory in samples changed by more than a factor of 2
- low: lrscale moved the coefficient and stopped at its limit of 4

## What to do

Let the coefficient follow (the companion weight-decay), or know that you are
changing the regularisation too.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=1e-4, weight_decay=0.01, optimizer="adamw"
    ... )
    >>> after = TrainingConfig(
    ...     micro_batch=512, lr=1e-4, weight_decay=0.01, optimizer="adamw"
    ... )
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["weight-decay-timescale"]
    'medium'

## References

- [wang2024adamw] the best timescale in epochs hardly changes (abstract read)
- [bergsma2025] the best coefficient is linear in the batch at a fixed budget
  (abstract read)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.optimizers import recognise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Judgement: within a factor of 2 the optimum is flat.
_FAR = 2.0
# How far lrscale moves a coefficient at most.
_LIMIT = 4.0


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the memory moved, for decoupled weight decay."""
    before, after = plan.before, plan.after
    optimizer = recognise(after.optimizer)
    if not before.weight_decay or not after.weight_decay or optimizer is None:
        return
    if not optimizer.decoupled or optimizer.family == "lr-free":
        return
    # Memory in samples is batch / (lr wd): how much longer it is now.
    coefficient = after.weight_decay / before.weight_decay
    longer = plan.ratio * (before.lr / after.lr) / coefficient
    if 1 / _FAR <= longer <= _FAR:
        return
    capped = plan.rule is not None and any(math.isclose(coefficient, limit) for limit in (_LIMIT, 1 / _LIMIT))
    yield Finding(
        name="weight-decay-timescale",
        level="low" if capped else "medium",
        message=f"weight decay {show(before.weight_decay)} -> {show(after.weight_decay)}: the weights average over "
        f"{show(longer)} times the samples" + (", as it moves by a factor of 4 at most" if capped else ""),
        evidence="Wang and Aitchison 2024; Bergsma et al. 2025",
        hint=f"the same memory needs {show(after.weight_decay * longer)}",
    )
