"""The learning rate moved with the batch by a power that no published rule has.

## What it means

From the two batches and the two rates follows the exponent a in lr'/lr = k^a.
Published rules that move the rate lie between 0.16 and 1.

## Levels

- medium: the exponent is below 0.1 or above 2
- low: within that range, but not near 0.16, 0.5 or 1

## What to do

If the rate was tuned, keep it: a measured optimum beats a rule. If it was
guessed, take the bracket.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=64, lr=1e-4)
    >>> after = TrainingConfig(micro_batch=128, lr=8e-4)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["lr-off-every-rule"]
    'medium'

## References

- [goyal2017] 1; [malladi2022] 0.5; [marek2025] 0.16, by our arithmetic
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling import rules
from lrscale.scaling.readings import TOLERANCE, exponent, follows, lr_ratio, rate, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

_PUBLISHED = {"marek": 0.1585, "sqrt": 0.5, "linear": 1.0}
# Judgement: an exponent this near to a rule's was meant to be it.
_NEAR = 0.05


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the implied exponent is that of no rule; against the batch is another finding's."""
    implied = exponent(plan)
    if implied is None or implied <= 0 or stays(lr_ratio(plan)) or plan.rule is not None:
        return
    known = rules.all_rules()
    published = [lr for name, lr in plan.alternatives.items() if known[name].FAMILIES]
    if any(math.isclose(plan.after.lr, lr, rel_tol=TOLERANCE) for lr in published):
        return
    nearest = min(_PUBLISHED, key=lambda rule: abs(_PUBLISHED[rule] - implied))
    outside = not follows(implied)
    if not outside and abs(_PUBLISHED[nearest] - implied) <= _NEAR:
        return
    yield Finding(
        name="lr-off-every-rule",
        level="medium" if outside else "low",
        message=f"{rate(plan)} at effective batch x{show(plan.ratio)} is k^{implied:.2f}; "
        f"nearest rule: {nearest}, k^{_PUBLISHED[nearest]:g}",
        evidence="judgement, from the exponents published",
        hint="it lies between the plausible rates"
        if plan.lr_low <= plan.after.lr <= plan.lr_high
        else f"keep it if it was tuned; otherwise {show(plan.lr_low)} to {show(plan.lr_high)}",
    )
