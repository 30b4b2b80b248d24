"""The learning rate changed and the effective batch did not.

## What it means

Nothing about the batch asks for another rate: the factors changed and their
product stayed. The rate may still have been wrong before; then its change is an
experiment of its own.

## Levels

- low: always; nothing is wrong with trying another rate

## What to do

Keep the rate if the batch was the only reason to move it.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=16, grad_accum=4, lr=7.5e-5)
    >>> after = TrainingConfig(micro_batch=32, grad_accum=2, lr=5e-5)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["lr-changed-alone"]
    'low'

## References

- arithmetic
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.readings import lr_ratio, rate, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where only the rate moved."""
    ratio = lr_ratio(plan)
    if not stays(plan.ratio) or stays(ratio):
        return
    yield Finding(
        name="lr-changed-alone",
        level="low",
        message=f"{rate(plan)} while the effective batch stays at {plan.after.effective_batch}",
        evidence="arithmetic",
        hint=f"the batch alone asks for {show(plan.lr_low)}",
    )
