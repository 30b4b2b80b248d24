"""A focal loss may be divided by something else than the batch.

## What it means

Focal losses are averaged, or divided by the number of positives, or plainly
summed, depending on the code. Divided by the positives of each micro-batch they
change with accumulation and ranks; summed they change with the batch. Focusing
also leaves few examples with a say, so gradients are noisier than the batch
suggests.

## Levels

- medium: the loss is a focal loss and the batch changed in any of its factors

## What to do

Read what your code divides by; state loss_reduction="sum" where it is a sum.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=16, grad_accum=4, lr=7.5e-5, loss="focal"
    ... )
    >>> after = TrainingConfig(
    ...     micro_batch=48, grad_accum=4, lr=7.5e-5, loss="focal"
    ... )
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["focal-loss-normaliser"]
    'medium'

## References

- [lin2017focal] section 4.1: normalised by the number of anchors assigned to a
  ground-truth box
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import Finding
from lrscale.scaling.readings import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where a focal loss meets another batch."""
    before, after = plan.before, plan.after
    same = (before.micro_batch, before.grad_accum, before.effective_batch) == (
        after.micro_batch,
        after.grad_accum,
        after.effective_batch,
    )
    if same or not names(after.loss, "focal"):
        return
    yield Finding(
        name="focal-loss-normaliser",
        level="medium",
        message="a focal loss may be averaged, divided by positives, or summed: each reacts to the batch differently",
        evidence="Lin et al. 2017, section 4.1",
        hint="check what the loss is divided by"
        + ("" if after.loss_reduction else "; where it is summed, state loss_reduction=sum"),
    )
