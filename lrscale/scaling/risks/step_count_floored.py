"""A number of steps would have rounded to 0, or a milestone had no room.

## What it means

The change of batch is so large that an interval or a warmup is less than half a
step long, or milestones fall on the same step. What was meant can no longer be
expressed in whole steps.

## Levels

- medium: always

## What to do

Set these counts by hand.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> plan = scale(
    ...     TrainingConfig(micro_batch=8, lr=1e-4, save_steps=10), to="256"
    ... )
    >>> plan.after.save_steps
    1
    >>> found = {f.name: f.level for f in plan.risk.findings}
    >>> found["step-count-floored"]
    'medium'

## References

- arithmetic; Detectron2's auto_scale_workers lets the same counts reach 0
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from lrscale.plan import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

_COUNTS = ("warmup_steps", "total_steps", "save_steps", "eval_steps", "log_steps")


def look(plan: Plan) -> Iterator[Finding]:
    """Yield one finding that names every count that lost its meaning."""
    if plan.rule is None:
        return
    asked = {change.field for change in plan.changes if change.why == "as asked"}
    lost = [name for name in _COUNTS if name not in asked and _floored(plan, name)]
    if any(change.field == "milestones" for change in plan.changes) and _crowded(plan):
        lost.append("milestones")
    if lost:
        yield Finding(
            name="step-count-floored",
            level="medium",
            message=f"too large a batch for whole steps: {', '.join(lost)}",
            evidence="arithmetic",
            hint="set these by hand",
        )


def _floored(plan: Plan, name: str) -> bool:
    before = getattr(plan.before, name)
    return bool(before) and getattr(plan.after, name) == 1 and before / plan.ratio < 1 / 2


def _crowded(plan: Plan) -> bool:
    """True where milestones fell out of the run, onto its first step, or had to make room for each other."""
    end = plan.before.steps or math.inf
    within = sorted(step for step in plan.before.milestones or () if step < end)
    placed = plan.after.milestones or ()
    if len(placed) < len(within):
        return True
    if not within:
        return False
    shrink = within[-1] / placed[len(within) - 1]
    gaps = zip(itertools.pairwise(within), itertools.pairwise(placed), strict=False)
    squeezed = any(b - a == 1 and (late - early) / shrink < 1 / 2 for (early, late), (a, b) in gaps)
    return squeezed or (placed[0] == 1 and within[0] / plan.ratio < 1 / 2)
