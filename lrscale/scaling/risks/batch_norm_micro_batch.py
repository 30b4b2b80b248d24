"""Batch normalisation sees the micro-batch, which changed.

## What it means

Its statistics come from the samples of one device and one forward pass.
Accumulation and ranks do not change them; the micro-batch does, and small ones
make them noisy.

## Levels

- medium: the micro-batch changed
- high: it fell below 16 samples

## What to do

Keep the micro-batch and change accumulation or ranks, synchronise the
statistics, or use ghost batch normalisation.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=32, lr=0.1, norm="batch")
    >>> after = TrainingConfig(
    ...     micro_batch=8, grad_accum=4, lr=0.1, norm="batch"
    ... )
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["batch-norm-micro-batch"]
    'high'

## References

- [godbole2023playbook] "Batch normalization implementation details"
- [hoffer2017] ghost batch normalisation (abstract read)
- [ioffe2015]; the bound of 16 is judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import Finding
from lrscale.scaling.readings import micro_ratio, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Judgement.
_SMALL = 16


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where batch normalisation meets another micro-batch."""
    if plan.after.norm != "batch" or stays(micro_ratio(plan)):
        return
    old, new = plan.before.micro_batch, plan.after.micro_batch
    if old is None or new is None:
        return
    yield Finding(
        name="batch-norm-micro-batch",
        level="high" if new < _SMALL and micro_ratio(plan) < 1 else "medium",
        message=f"batch normalisation takes its statistics from micro-batches: {old} -> {new} samples",
        evidence="tuning playbook; Hoffer et al. 2017",
        hint="keep the micro-batch and change accumulation or ranks, or use ghost batch normalisation",
    )
