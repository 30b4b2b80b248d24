"""The learning rate went down while the batch went up, or up while it went down.

## What it means

Every published rule for a loss averaged over the batch moves the rate with the
batch or leaves it. Up with a smaller batch is the dangerous direction; down
with a larger one is slow. Lowering the rate as the batch grows is right for a
summed loss under SGD, for Adam beyond the batch at which its best rate peaks,
and for asynchronous workers.

## Levels

- critical: changed by hand, rate up and batch down
- high: changed by hand, rate down and batch up
- low: a rule did it, such as `conservative`

## What to do

Check which of the two was meant; then let a rule compute the rate.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=64, lr=1e-4)
    >>> after = TrainingConfig(micro_batch=32, lr=2e-4)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["lr-moved-against-batch"]
    'critical'

## References

- [li2024surge] the one regime with averaged losses in which the best rate falls
  (abstract read)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.readings import family, lr_ratio, rate, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where batch and rate moved in opposite directions."""
    ratio = lr_ratio(plan)
    if stays(plan.ratio) or stays(ratio) or (ratio > 1) == (plan.ratio > 1) or family(plan) == "lr-free":
        return
    up = ratio > 1
    level = "low" if plan.rule is not None else "critical" if up else "high"
    yield Finding(
        name="lr-moved-against-batch",
        level=level,
        message=f"effective batch x{show(plan.ratio)}, {rate(plan)}: "
        + ("larger steps on a noisier gradient" if up else "no published rule for averaged losses lowers it"),
        evidence="Li et al. 2024 (surge) for the exception",
        hint=f"plausible rates are {show(plan.lr_low)} to {show(plan.lr_high)}",
    )
