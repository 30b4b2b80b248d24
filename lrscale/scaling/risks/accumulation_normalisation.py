"""The accumulation changed, and not every trainer averages over it.

## What it means

If gradients of accumulated micro-batches are summed, the step grows with their
number; if each micro-batch is averaged on its own, those with fewer target
tokens weigh more. A run that was stable with one accumulation can differ at
another for this reason alone.

## Levels

- high: the gradients are summed over micro-batches, under SGD; or the reduction
  itself changed
- medium: they are summed, with another optimizer
- low: not stated

## What to do

Compare the gradient norm of one step at both accumulations: with averages they
agree.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=16, grad_accum=4, lr=0.1, accum_reduction="sum",
    ...     optimizer="sgd"
    ... )
    >>> after = TrainingConfig(
    ...     micro_batch=16, grad_accum=8, lr=0.1, accum_reduction="sum",
    ...     optimizer="sgd"
    ... )
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["accumulation-normalisation"]
    'high'

## References

- transformers issue 35438: a loss doubled by an accumulation of 2 in version
  4.47
- [goyal2017] section 3: normalise by the whole minibatch (read in excerpts)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import Finding
from lrscale.scaling.readings import family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Level, Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the accumulation changed and is not known to be averaged."""
    old, new = plan.before.grad_accum, plan.after.grad_accum
    before, reduction = plan.before.accum_reduction, plan.after.accum_reduction
    if before and reduction and before != reduction and max(old, new) > 1:
        yield _finding("high", f"accumulated gradients change from a {before} to a {reduction}, at accumulation {new}")
    if old == new or reduction == "mean":
        return
    level: Level = "low"
    if reduction == "sum":
        level = "high" if family(plan) == "sgd" else "medium"
    how = "summed over micro-batches" if reduction else "assumed to be averaged over micro-batches"
    yield _finding(level, f"accumulation {old} -> {new}: gradients are {how}")


def _finding(level: Level, message: str) -> Finding:
    return Finding(
        name="accumulation-normalisation",
        level=level,
        message=message,
        evidence="transformers issue 35438; Goyal et al. 2017, section 3",
        hint="compare the gradient norm of one step at both accumulations",
    )
