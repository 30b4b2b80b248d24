"""A milestone lies at or behind the end of the run: the rate never drops there.

## What it means

Milestones count optimizer steps. Left as they are while the batch grows, or the
run is made shorter, they move behind its end: the run then finishes at a rate
that was meant for its beginning.

## Levels

- medium: a milestone was inside the run and is not any more
- low: it was outside before

## What to do

Divide the milestones by the batch ratio, as the companion schedule does.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=8, lr=0.1, total_steps=300, milestones=(100, 200)
    ... )
    >>> after = TrainingConfig(
    ...     micro_batch=16, lr=0.2, total_steps=150, milestones=(100, 200)
    ... )
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["milestone-never-reached"]
    'medium'

## References

- arithmetic
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.config import TrainingConfig
    from lrscale.plan import Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where a milestone is out of reach."""
    late = _late(plan.after)
    if not late:
        return
    yield Finding(
        name="milestone-never-reached",
        level="medium" if len(late) > len(_late(plan.before)) else "low",
        message=f"the run ends at step {plan.after.steps}, before the milestone at {late[0]}",
        evidence="arithmetic",
        hint="divide milestones by the batch ratio, like the steps",
    )


def _late(config: TrainingConfig) -> list[int]:
    """Return the milestones that the run does not reach; none where its length is unknown."""
    end = config.steps
    return [] if end is None else [step for step in config.milestones or () if step >= end]
