"""The rate followed the micro-batch; the effective batch changed otherwise.

## What it means

An optimizer step averages over micro-batch x accumulation x ranks. Whoever
multiplies (or divides) the rate by the ratio of micro-batches alone scales for
a batch the optimizer never sees.

## Levels

- high: changed by hand
- low: a rule did it; `conservative` looks at both batches on purpose

## What to do

Compare effective batches: the first line of lrscale's answer spells both out.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=16, grad_accum=4, lr=7.5e-5)
    >>> after = TrainingConfig(micro_batch=48, grad_accum=1, lr=2.5e-5)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["lr-scaled-by-micro-batch"]
    'high'

## References

- arithmetic; mmengine's auto_scale_lr ignores accumulation in the same way
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.readings import lr_ratio, micro_ratio, stays, summed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# The powers of the micro-batch ratio that people apply: linear, square root, and both upside down.
_POWERS = {1.0: "linearly", 0.5: "by its root", -1.0: "inversely", -0.5: "by its inverse root"}
# Judgement: nearer than this to a power of the ratio is no accident.
_CLOSE = 0.02


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the rate fits the micro-batch ratio and not the effective one."""
    micro, ratio = micro_ratio(plan), lr_ratio(plan)
    if summed(plan) != 1 or stays(micro) or stays(ratio) or stays(micro / plan.ratio):
        return
    if _power(ratio, plan.ratio) in (1.0, 0.5):
        return
    power = _power(ratio, micro)
    if power is None:
        return
    old, new = plan.before, plan.after
    yield Finding(
        name="lr-scaled-by-micro-batch",
        level="high" if plan.rule is None else "low",
        message=f"the learning rate (x{show(ratio)}) follows the micro-batch {old.micro_batch} -> {new.micro_batch} "
        f"{_POWERS[power]}, but the effective batch went {old.effective_batch} -> {new.effective_batch}",
        evidence="arithmetic",
        hint=f"scale by the effective batch, x{show(plan.ratio)}: {show(plan.lr_low)} to {show(plan.lr_high)}",
    )


def _power(ratio: float, base: float) -> float | None:
    """Return the power of the base that the ratio is close to."""
    for power in _POWERS:
        if math.isclose(ratio, base**power, rel_tol=_CLOSE):
            return power
    return None
