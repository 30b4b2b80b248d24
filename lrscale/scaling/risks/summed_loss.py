"""The loss is summed, so the size of the gradient follows the batch.

## What it means

With a sum in place of a mean, k times the samples make k times the gradient. Under SGD that already multiplies the
step by k: a kept rate is the linear rule. Adam-like optimizers divide it out again, but eps and clipping do not.

## Levels

- high: the reduction itself changed between the two configurations
- medium: SGD and its relatives; lrscale divides every rule by the growth of the sum
- low: other optimizers

## What to do

Average the loss over the batch; then rates, norms and loss curves compare across batches.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=64, lr=1e-3, optimizer="sgd", loss_reduction="sum")
    >>> after = TrainingConfig(micro_batch=192, lr=1e-3, optimizer="sgd", loss_reduction="sum")
    >>> [finding.level for finding in assess(before, after).findings if finding.name == "summed-loss"]
    ['medium']

## References

- [goyal2017] section 3: normalise by the whole minibatch (read in excerpts)
- the correction is arithmetic: lr of a sum = lr of the mean / B
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.notation import show
from lrscale.plan import Finding
from lrscale.scaling.batch_change import summed_growth
from lrscale.scaling.optimizers import recognise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Level, Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the loss is or was summed."""
    old, new = plan.before.loss_reduction, plan.after.loss_reduction
    if "sum" not in (old, new):
        return
    if old != new:
        yield _finding("high", f"the loss reduction changed: {old or 'unknown'} -> {new or 'unknown'}")
        return
    growth = show(float(summed_growth(plan.before, plan.after)))
    optimizer = recognise(plan.after.optimizer)
    if optimizer is None:
        yield _finding(
            "medium", f"summed gradients are x{growth}; under SGD so is the step, which the rates here leave out"
        )
    elif optimizer.family == "sgd":
        yield _finding("medium", f"summed gradients, and so the steps of SGD, are x{growth}; rates are divided by it")
    else:
        yield _finding(
            "low", f"summed gradients are x{growth}; {optimizer.name} divides that out, eps and clipping do not"
        )


def _finding(level: Level, message: str) -> Finding:
    return Finding(
        name="summed-loss",
        level=level,
        message=message,
        evidence="Goyal et al. 2017, section 3",
        hint="average the loss over the batch",
    )
