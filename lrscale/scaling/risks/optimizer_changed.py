"""The optimizer changed, and with it what the learning rate means.

## What it means

A rate is tuned for one optimizer. The step of Adam is about the rate itself,
that of SGD the rate times the gradient, that of Lion the rate exactly: the same
number is orders of magnitude off for another.

## Levels

- high: to an optimizer of another family, with the rate kept
- medium: to another family, with another rate; no rule relates the two
- low: to another optimizer of the same family

## What to do

Start from a published recipe of the new optimizer, and change the batch in a
run of its own.

## Example

    >>> from lrscale import assess, parse
    >>> before = parse("64@1e-3", optimizer="adamw")
    >>> after = parse("64@1e-3", optimizer="sgd")
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["optimizer-changed"]
    'high'

## References

- [chen2023lion] rates for Lion are 3 to 10 times smaller than for AdamW
- [godbole2023playbook] the optimizer's own hyperparameters are tuned with it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import Finding
from lrscale.scaling.optimizers import recognise
from lrscale.scaling.readings import stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Level, Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where both optimizers are known and differ."""
    old, new = recognise(plan.before.optimizer), recognise(plan.after.optimizer)
    if old is None or new is None or old == new:
        return
    level: Level = "low"
    if old.family != new.family:
        level = "high" if stays(plan.after.lr / plan.before.lr) else "medium"
    yield Finding(
        name="optimizer-changed",
        level=level,
        message=f"{old.name} ({old.family}) became {new.name} ({new.family}); no rule relates their learning rates",
        evidence="Chen et al. 2023; tuning playbook",
        hint="start from a published recipe of the new optimizer",
    )
