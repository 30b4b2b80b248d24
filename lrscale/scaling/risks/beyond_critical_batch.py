"""The new batch nears or passes the size at which a larger batch stops paying.

## What it means

Below the critical batch, twice the batch needs about half the steps. Above it
the steps hardly fall and the samples needed for the same loss grow with the
batch.

## Levels

- medium: from half the critical batch
- high: beyond it

## What to do

Weigh the shorter run against the extra samples; the message has both numbers.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=64, lr=0.1, critical_batch=256)
    >>> after = TrainingConfig(micro_batch=512, lr=0.3, critical_batch=256)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["beyond-critical-batch"]
    'high'

## References

- [mccandlish2018] section 2.3, equations 2.11 and 2.12
- [zhang2024cbs] another definition: 20 % more steps than ideal (secondary
  sources read)
- [merrill2025] the noise scale as a stand-in can be far too small
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.arithmetic import exact, saturating

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# From here the overhead in samples is half of what it is at the critical batch.
_NEAR = 0.5


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the critical batch, or the noise scale in its place, is near."""
    critical = plan.after.critical_batch or plan.after.noise_scale
    if critical is None:
        return
    old, new = plan.before.effective_batch, plan.after.effective_batch
    if new < _NEAR * critical or new <= old:
        return
    steps = 1 / float(saturating(Fraction(new, old), exact(critical) / old))
    samples = (new + critical) / (old + critical)
    scope = " on one rank" if plan.after.per_rank else ""
    yield Finding(
        name="beyond-critical-batch",
        level="high" if new > critical else "medium",
        message=f"batch {new}{scope} is {show(new / critical)} times the critical batch {critical:g}: "
        f"the same loss takes {show(samples)} times the samples and {show(steps)} times the steps",
        evidence="McCandlish et al. 2018, section 2.3",
        hint="a batch below half the critical one wastes little",
    )
