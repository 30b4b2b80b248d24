"""So much changed together that the outcome will not say which change did it.

## What it means

A batch with the learning rate that belongs to it is one change. A warmup of
other samples, another number of samples in all, another optimizer or another
decay are further ones, unless they are what a convention of lrscale asks for:
if the run improves or breaks, nobody knows why.

## Levels

- medium: two changes; high: three or more

## What to do

Change the batch and what follows from it first; try the rest in runs of their
own.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=16, grad_accum=4, lr=7.5e-5, warmup_steps=15000
    ... )
    >>> after = TrainingConfig(micro_batch=48, lr=2.5e-5, warmup_steps=500)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["several-changes-at-once"]
    'high'

## References

- judgement
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrscale.plan import Finding
from lrscale.scaling.optimizers import recognise
from lrscale.scaling.readings import TOLERANCE, exponent, follows, lr_ratio, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan, Value

# Judgement.
_MANY = 3
_CLOSE = 0.005
_OTHERS = (
    "momentum beta1 beta2 eps weight_decay ema_decay max_grad_norm loss loss_reduction accum_reduction seq_len"
).split()


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
    implied = exponent(plan)
    plausible = plan.lr_low * (1 - TOLERANCE) <= after.lr <= plan.lr_high * (1 + TOLERANCE)
    if not stays(lr_ratio(plan)) and not plausible and (implied is None or not follows(implied)):
        yield "learning rate"
    if _free(plan, "warmup_steps", "warmup_ratio") and _moved(before.warmup_samples, after.warmup_samples):
        yield "warmup in samples"
    if _free(plan, "total_steps", "epochs", "dataset_size") and (
        _moved(before.total_samples, after.total_samples) or _moved(before.epochs, after.epochs)
    ):
        yield "length of the run in samples"
    if before.optimizer and after.optimizer and recognise(before.optimizer) != recognise(after.optimizer):
        yield "optimizer"
    for field in _OTHERS:
        if None not in (getattr(before, field), getattr(after, field)) and _free(plan, field):
            yield field


def _free(plan: Plan, *fields: str) -> bool:
    """True where one of the fields moved, and to a value that no convention asks for."""
    moved = [change for change in plan.changes if change.field in fields]
    asked = [(change.after, value) for change in moved for value in change.alternatives.values()]
    return bool(moved) and not any(_close(given, value) for given, value in asked)


def _close(given: Value, asked: Value) -> bool:
    """True where a value is what a convention asks for, up to the rounding of a whole step or of three digits."""
    if isinstance(given, int) and isinstance(asked, int):
        return abs(given - asked) <= 1
    if isinstance(given, int | float) and isinstance(asked, int | float):
        return math.isclose(given, asked, rel_tol=_CLOSE)
    return given == asked


def _moved(old: float | None, new: float | None) -> bool:
    """True where both are known and differ by more than counts."""
    return old is not None and new is not None and old != new and not (old and stays(new / old))
