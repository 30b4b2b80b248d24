"""The optimizer decides which rule holds, and it is not known.

## What it means

For SGD the rate follows the batch, for Adam-like optimizers its root. Without
the name, lrscale assumes an Adam-like one and widens the bracket to every
published rule.

## Levels

- low: the rules differ by less than a factor of 2; medium: by up to 8; high: by
  more

## What to do

Name the optimizer: `--optimizer adamw`.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=16, lr=1e-4)
    >>> after = TrainingConfig(micro_batch=80, lr=2e-4)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["optimizer-unknown"]
    'medium'

## References

- [granziol2020] linear for SGD, the root for adaptive methods (abstract read)
- the bounds are judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.readings import family, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Judgement: the factor between linear and constant, which is the batch ratio.
_FAR, _VERY_FAR = 2.0, 8.0


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the optimizer is unstated or unknown."""
    if family(plan) is not None or stays(plan.ratio):
        return
    spread = max(plan.ratio, 1 / plan.ratio)
    named = plan.after.optimizer
    yield Finding(
        name="optimizer-unknown",
        level="low" if spread < _FAR else "medium" if spread <= _VERY_FAR else "high",
        message=("the optimizer is not stated" if named is None else f"{named!r} is no optimizer lrscale knows")
        + f": Adam-like is assumed, and linear (SGD) and constant differ {show(spread)} times",
        evidence="Granziol et al. 2020",
        hint="name it: optimizer=adamw, sgd, lion ...",
    )
