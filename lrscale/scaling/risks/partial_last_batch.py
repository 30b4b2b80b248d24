"""The last step of each epoch averages over a small rest of the data set.

## What it means

Where the last, smaller batch is kept, it moves the weights as far as a full
one, on much noisier gradients. With few steps per epoch that is a large share
of the training.

## Levels

- medium: the rest is below a tenth of a batch and an epoch has at most 100
  steps

## What to do

Drop the last batch, or choose a batch that leaves a larger rest.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=10_000, data_parallel=1, lr=1e-4, dataset_size=200_040
    ... )
    >>> after = TrainingConfig(
    ...     micro_batch=100_000, data_parallel=1, lr=3e-4, dataset_size=200_040
    ... )
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["partial-last-batch"]
    'medium'

## References

- Lightning issue 18633; the bounds are judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Judgement.
_SMALL_REST, _FEW_STEPS = 0.1, 100


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the rest of the data set is a tiny batch."""
    size, batch = plan.after.dataset_size, plan.after.effective_batch
    if size is None:
        return
    full, rest = divmod(size, batch)
    if not rest or rest >= _SMALL_REST * batch or not 1 <= full <= _FEW_STEPS:
        return
    scope = " on one rank" if plan.after.per_rank else ""
    yield Finding(
        name="partial-last-batch",
        level="medium",
        message=f"{size:,} samples{scope} are {full} batches of {batch:,} and a last step on {rest} samples "
        "at the full rate",
        evidence="Lightning issue 18633",
        hint="drop the last batch (drop_last), or choose another batch",
    )
