"""So much changed together that the outcome will not say which change did it.

## What it means

A batch with the learning rate that belongs to it is one change. A warmup of other samples, another number of samples
in all, another optimizer or another decay are further ones: if the run improves or breaks, nobody knows why.

## Levels

- medium: two changes; high: three or more

## What to do

Change the batch and what follows from it first; try the rest in runs of their own.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=16, grad_accum=4, lr=7.5e-5, warmup_steps=15000)
    >>> after = TrainingConfig(micro_batch=48, lr=2.5e-5, warmup_steps=500)
    >>> [finding.level for finding in assess(before, after).findings if finding.name == "several-changes-at-once"]
    ['high']

## References

- judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import Finding
from lrscale.scaling.readings import exponent, lr_ratio, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.config import TrainingConfig
    from lrscale.plan import Plan

# Judgement.
_MANY = 3
_OTHERS = ("optimizer", "momentum", "beta1", "beta2", "weight_decay", "ema_decay", "max_grad_norm", "loss", "seq_len")
# A learning rate within these powers of the batch ratio belongs to the batch, and is no change of its own.
_BELONGS = (0.1, 2.0)


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where unrelated things moved in one change made by hand."""
    if plan.rule is not None:
        return
    changed = list(_changed(plan))
    if len(changed) < 2:
        return
    yield Finding(
        name="several-changes-at-once",
        level="high" if len(changed) >= _MANY else "medium",
        message=f"{len(changed)} changes in one: {', '.join(changed)}",
        evidence="judgement",
        hint="change the batch with what follows from it first, the rest in runs of their own",
    )


def _changed(plan: Plan) -> Iterator[str]:
    before, after = plan.before, plan.after
    if not stays(plan.ratio):
        yield "effective batch"
    implied, (low, high) = exponent(plan), _BELONGS
    if not stays(lr_ratio(plan)) and (implied is None or not low <= implied <= high):
        yield "learning rate"
    if _moved(before, after, "warmup_steps", "warmup_ratio") and _resampled(
        before.warmup_samples, after.warmup_samples
    ):
        yield "warmup in samples"
    if _moved(before, after, "total_steps", "epochs") and _resampled(before.total_samples, after.total_samples):
        yield "length of the run in samples"
    yield from (field for field in _OTHERS if getattr(before, field) != getattr(after, field))


def _moved(before: TrainingConfig, after: TrainingConfig, *fields: str) -> bool:
    """True where somebody touched one of the fields."""
    return any(getattr(before, field) != getattr(after, field) for field in fields)


def _resampled(old: int | None, new: int | None) -> bool:
    return bool(old) and new is not None and not stays(new / (old or 1))
