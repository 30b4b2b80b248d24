"""The warmup takes a large share of the run, or all of it.

## What it means

If the warmup is longer than the run, the learning rate never reaches its peak: the run trains at a rate nobody chose,
rising to the end. Keeping the number of warmup steps while the batch grows does this at a fixed number of epochs.

## Levels

- high: the warmup is as long as the run or longer
- medium: more than 30 % of the run; or its length is unknown and the warmup covers twice the samples or more

## What to do

Keep the warmup in samples, or state total_steps (or epochs and dataset_size) so that the share can be computed.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=64, lr=1e-4, warmup_steps=1000, total_steps=9000)
    >>> after = TrainingConfig(micro_batch=192, lr=1e-4, warmup_steps=1000, total_steps=900)
    >>> [finding.level for finding in assess(before, after).findings if finding.name == "warmup-too-long"]
    ['high']

## References

- arithmetic; the bounds are judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.notation import show
from lrscale.plan import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Judgement.
_LONG_SHARE, _LONGER = 0.3, 2.0


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the peak comes late or never."""
    warmup, steps = plan.after.warmup, plan.after.steps
    if not warmup:
        return
    if steps is None:
        yield from _in_samples(plan)
    elif warmup > _LONG_SHARE * steps:
        never = warmup >= steps
        yield Finding(
            name="warmup-too-long",
            level="high" if never else "medium",
            message=f"warmup of {warmup} steps in a run of {steps}"
            + (": the learning rate never reaches its peak" if never else f", {warmup / steps:.0%}"),
            evidence="arithmetic; bounds are judgement",
            hint="keep the warmup in samples, or shorten it",
        )


def _in_samples(plan: Plan) -> Iterator[Finding]:
    old, new = plan.before.warmup_samples, plan.after.warmup_samples
    if old and new and new >= _LONGER * old:
        yield Finding(
            name="warmup-too-long",
            level="medium",
            message=f"the warmup covers {show(new / old)} times the samples ({old:,} -> {new:,}); at fixed epochs "
            "the peak comes that much later, or never",
            evidence="arithmetic",
            hint="state total_steps, or epochs and dataset_size, to know",
        )
