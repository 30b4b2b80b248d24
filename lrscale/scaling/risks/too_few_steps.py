"""The run is left with few optimizer steps.

## What it means

At a fixed number of samples a larger batch means fewer updates. Below some
hundreds, under-training is the main way to lose quality, whatever the learning
rate.

## Levels

- high: fewer than 500 steps; medium: fewer than 2000
- low: the run was below the same bound before, with less than twice the steps

## What to do

Train longer, or keep the batch smaller.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=64, lr=1e-4, total_steps=9000)
    >>> after = TrainingConfig(micro_batch=1024, lr=4e-4, total_steps=400)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["too-few-steps"]
    'high'

## References

- [hoffer2017] the loss of quality at large batches comes from too few updates
  (abstract read)
- the bounds are judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Level, Plan

# Judgement.
_VERY_FEW, _FEW, _HARDLY_FEWER = 500, 2000, 0.5


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where few updates are left."""
    before, after = plan.before.steps, plan.after.steps
    if after is None or after >= _FEW or (before is not None and after >= before):
        return
    bound = _VERY_FEW if after < _VERY_FEW else _FEW
    level: Level = "high" if after < _VERY_FEW else "medium"
    if before is not None and before < bound and after > _HARDLY_FEWER * before:
        level = "low"
    yield Finding(
        name="too-few-steps",
        level=level,
        message=f"{after} optimizer steps are left" + ("" if before is None else f" of {before}"),
        evidence="Hoffer et al. 2017; bounds are judgement",
        hint="train longer, or take a smaller batch",
    )
