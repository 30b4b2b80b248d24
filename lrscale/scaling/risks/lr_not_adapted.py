"""The effective batch changed and the learning rate did not.

## What it means

The learning rate was tuned for another batch, and nobody asked what it should
be now. With a larger batch and a loss averaged over it, the kept rate is the
slow side: fewer steps of the same size, so training falls short rather than
apart. With a smaller batch it is the risky side: the same step on a noisier
gradient.

## Levels

- high: changed by hand; critical where the batch shrank to an eighth or less
- medium: changed by hand by a factor of 2 at most, in fine-tuning, where the
  optimum is flat
- medium or low: a rule kept the rate on purpose, going down or going up

## What to do

Take a rate between the ends of the bracket, or keep the effective batch with
the notation `8x?`.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=16, grad_accum=4, lr=7.5e-5)
    >>> after = TrainingConfig(micro_batch=48, grad_accum=4, lr=7.5e-5)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["lr-not-adapted"]
    'high'

## References

- [goyal2017] section 5: at 32 times the batch the kept rate ended at 41.67 %
  error in place of 23.74 %, and did not explode (read in excerpts)
- [godbole2023playbook] a new batch size needs its optimizer hyperparameters
  tuned again
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.readings import family, lr_ratio, rate, stays, summed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Judgement: the noise of the step grew eightfold or more.
_CRITICAL_RATIO = 1 / 8
# Judgement: within this factor the optimum of fine-tuning is flat.
_FLAT = 2.0


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the batch moved and the rate stayed."""
    if stays(plan.ratio) or not stays(lr_ratio(plan)) or family(plan) == "lr-free":
        return
    down = plan.ratio < 1
    if plan.rule is not None:
        level = "medium" if down else "low"
    else:
        level = "critical" if plan.ratio <= _CRITICAL_RATIO else "high"
        if plan.after.fine_tuning and 1 / _FLAT <= plan.ratio <= _FLAT:
            level = "medium"
    side = "the risky side: as large a step on a noisier gradient" if down else "the slow side: fewer steps, no larger"
    yield Finding(
        name="lr-not-adapted",
        level=level,
        message=f"effective batch x{show(plan.ratio)}, {_rate(plan)}: {side}",
        evidence="Goyal et al. 2017, section 5; tuning playbook",
        hint=f"plausible rates are {show(plan.lr_low)} to {show(plan.lr_high)}",
    )


def _rate(plan: Plan) -> str:
    return f"learning rate kept at {show(plan.after.lr)}" if summed(plan) == 1 else rate(plan)
