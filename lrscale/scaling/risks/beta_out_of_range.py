"""A decay of Adam's left the range in which it means something, or nearly so.

## What it means

The formula 1 - k (1 - beta) is a first-order approximation of beta^k and turns
negative for large k; there lrscale falls back to beta^k. A beta2 that averages
over hardly any steps, or below beta1, makes the step size erratic.

## Levels

- high: beta2 below 0.5
- medium: the formula left (0, 1) and beta^k was taken
- low: beta2 fell below beta1

## What to do

Keep the betas, or change the batch by less.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=7.5e-5, beta1=0.9, optimizer="adamw"
    ... )
    >>> plan = scale(before, to="1024", rule="adam-sde")
    >>> found = {f.name: f.level for f in plan.risk.findings}
    >>> found["beta-out-of-range"]
    'medium'

## References

- [malladi2022] needs 1 - beta small after scaling (abstract and the author's
  notes read)
- the bound of 0.5 is judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.arithmetic import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Level, Plan

# Judgement: an average over two steps is no average.
_LEAST_BETA2 = 0.5


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding for each decay that is or would be out of range."""
    before, after = plan.before, plan.after
    fallen = [
        f"{change.field} {change.before:g} -> {show(change.after)}"
        for change in plan.changes
        if change.field in ("beta1", "beta2")
        and isinstance(change.before, float)
        and isinstance(change.after, float)
        # Where the formula was the convention, it is not among the alternatives.
        and plan.rule is not None
        and "sde" not in change.alternatives
        and plan.ratio * (1 - exact(change.before)) >= 1
    ]
    if fallen:
        told = f"1 - k (1 - beta) is no decay at k = {show(plan.ratio)}, so beta^k is taken: {', '.join(fallen)}"
        yield _finding("medium", told)
    if after.beta2 is None or after.beta2 == before.beta2:
        return
    if after.beta2 < _LEAST_BETA2:
        yield _finding("high", f"beta2 {show(after.beta2)} averages over less than two steps")
    elif after.beta1 is not None and after.beta2 < after.beta1 and (before.beta1 or 0) <= (before.beta2 or 1):
        yield _finding("low", f"beta2 {show(after.beta2)} is now below beta1 {show(after.beta1)}")


def _finding(level: Level, message: str) -> Finding:
    return Finding(
        name="beta-out-of-range",
        level=level,
        message=message,
        evidence="Malladi et al. 2022",
        hint="keep the betas (convention adam-moments=keep), or change the batch by less",
    )
