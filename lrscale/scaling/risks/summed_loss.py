"""The loss is summed, so the size of the gradient follows the batch.

## What it means

With a sum in place of a mean, k times the samples make k times the gradient.
Under SGD that already multiplies the step by k: a kept rate is the linear rule.
Adam-like optimizers divide it out again, but eps and clipping do not.

## Levels

- high: the reduction itself changed between the two configurations
- medium: SGD and its relatives; lrscale divides every rule but `conservative`
  by the growth of the sum
- low: other optimizers

## What to do

Average the loss over the batch; then rates, norms and loss curves compare
across batches.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=1e-3, optimizer="sgd", loss_reduction="sum"
    ... )
    >>> after = TrainingConfig(
    ...     micro_batch=192, lr=1e-3, optimizer="sgd", loss_reduction="sum"
    ... )
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["summed-loss"]
    'medium'

## References

- [goyal2017] section 3: normalise by the whole minibatch (read in excerpts)
- the correction is arithmetic: lr of a sum = lr of the mean / B
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.batch_change import summed_growth
from lrscale.scaling.optimizers import recognise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Level, Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the loss is or was summed."""
    old, new = plan.before.loss_reduction, plan.after.loss_reduction
    if old and new and old != new:
        yield _finding("high", f"the loss reduction changed: {old} -> {new}")
        return
    growth = summed_growth(plan.before, plan.after)
    if new != "sum" or growth == 1:
        return
    optimizer, larger = recognise(plan.after.optimizer), f"summed gradients are x{show(float(growth))}"
    if optimizer is None:
        yield _finding("medium", f"{larger}; under SGD so is the step, which the rates here leave out")
    elif optimizer.feels_scale:
        done = "a kept rate is the linear rule" if plan.rule is None else "every rule but conservative is divided by it"
        yield _finding("medium", f"{larger}, and so are the steps of {optimizer.name}; {done}")
    else:
        yield _finding("low", f"{larger}; {optimizer.name} divides that out, eps and clipping do not")


def _finding(level: Level, message: str) -> Finding:
    return Finding(
        name="summed-loss",
        level=level,
        message=message,
        evidence="Goyal et al. 2017, section 3",
        hint="average the loss over the batch",
    )
