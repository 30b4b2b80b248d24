"""The warmup covers far fewer samples, so the learning rate rises more steeply.

## What it means

A warmup is there for the early phase of training, which lasts a number of
samples rather than of steps. Shortening it together with a change of batch
makes the rise steeper exactly where training is most fragile.

## Levels

- medium: less than half the samples
- high: less than a twentieth, or none at all where there was one

## What to do

Keep the samples: the convention same-samples gives the number of steps.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=16, grad_accum=4, lr=7.5e-5, warmup_steps=15000
    ... )
    >>> after = TrainingConfig(micro_batch=48, lr=2.5e-5, warmup_steps=500)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["warmup-shortened"]
    'high'

## References

- [goyal2017] section 2.2: without a warmup large batches fail early in training
  (read in excerpts)
- the two bounds are judgement
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.readings import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Judgement.
_SHORT, _VERY_SHORT = 1 / 2, 1 / 20


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the warmup lost samples."""
    old, new = plan.before.warmup_samples, plan.after.warmup_samples
    if not old or new is None or new / old >= _SHORT:
        return
    before, after = plan.before.warmup or 0, plan.after.warmup or 0
    slope = plan.after.lr / after * before / plan.before.lr if after else 1.0
    steeper = f", and the rate rises {show(slope)} times as steeply per step" if slope > 1 + TOLERANCE else ""
    yield Finding(
        name="warmup-shortened",
        level="high" if new / old < _VERY_SHORT else "medium",
        message=f"warmup {before} -> {after} steps is {old:,} -> {new:,} samples{steeper}",
        evidence="Goyal et al. 2017, section 2.2; bounds are judgement",
        hint=f"the same samples are {max(1, math.floor(before / plan.ratio + 1 / 2))} steps",
    )
