"""The warmup takes a large share of the run, or all of it.

## What it means

If the warmup is longer than the run, the learning rate never reaches its peak:
the run trains at a rate nobody chose, rising to the end. Keeping the number of
warmup steps while the batch grows does this at a fixed number of epochs.

## Levels

- high: the warmup is as long as the run or longer
- medium: more than 30 % of the run; or its length is unknown and the warmup
  covers twice the samples or more

## What to do

Keep the warmup in samples, or state total_steps (or epochs and dataset_size) so
that the share can be computed.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=1e-4, warmup_steps=1000, total_steps=9000
    ... )
    >>> after = TrainingConfig(
    ...     micro_batch=192, lr=1e-4, warmup_steps=1000, total_steps=900
    ... )
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["warmup-too-long"]
    'high'

## References

- arithmetic; the bounds are judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.readings import LONG_WARMUP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.config import TrainingConfig
    from lrscale.plan import Plan

# Judgement.
_LONGER = 2.0


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the peak comes late or never."""
    share = _share(plan.after)
    if share is None:
        yield from _in_samples(plan)
    elif share > LONG_WARMUP:
        told = "the warmup" if plan.after.warmup is None else f"warmup of {plan.after.warmup} steps"
        whole = "the run" if plan.after.steps is None else f"a run of {plan.after.steps}"
        never = share >= 1
        yield Finding(
            name="warmup-too-long",
            level="high" if never else "medium",
            message=f"{told} is {share:.0%} of {whole}"
            + (": the learning rate never reaches its peak" if never else ""),
            evidence="arithmetic; bounds are judgement",
            hint="keep the warmup in samples, or shorten it",
        )


def _share(config: TrainingConfig) -> float | None:
    """Return the warmup's share of the run, as stated or computed; None where unknown."""
    if config.warmup_steps is None:
        return config.warmup_ratio
    return None if config.steps is None else config.warmup_steps / config.steps


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
