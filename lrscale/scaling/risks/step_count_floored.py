"""A number of steps would have rounded to 0 and was kept at 1, or a milestone had no room.

## What it means

The change of batch is so large that an interval or a warmup is less than half a step long, or milestones fall on the
same step. What was meant can no longer be expressed in whole steps.

## Levels

- medium: always

## What to do

Set these counts by hand.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> plan = scale(TrainingConfig(micro_batch=8, lr=1e-4, save_steps=10), to="256")
    >>> plan.after.save_steps, [f.level for f in plan.risk.findings if f.name == "step-count-floored"]
    (1, ['medium'])

## References

- arithmetic; Detectron2's auto_scale_workers lets the same counts reach 0
"""

from __future__ import annotations

import itertools
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
    moved = {change.field: change for change in plan.changes}
    lost = [name for name in _COUNTS if _floored(getattr(plan.before, name), getattr(plan.after, name), plan.ratio)]
    old, new = plan.before.milestones or (), plan.after.milestones or ()
    if "milestones" in moved and (len(new) < len(old) or any(b - a == 1 for a, b in itertools.pairwise(new))):
        lost.append("milestones")
    if lost:
        yield Finding(
            name="step-count-floored",
            level="medium",
            message=f"too large a batch for whole steps: {', '.join(lost)}",
            evidence="arithmetic",
            hint="set these by hand",
        )


def _floored(before: int | None, after: int | None, ratio: float) -> bool:
    return before is not None and after == 1 and before / ratio < 1 / 2
