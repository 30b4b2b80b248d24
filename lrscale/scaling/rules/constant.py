"""The learning rate stays as it is, whatever the batch.

## What it does

Nothing to the learning rate; what is tied to the batch otherwise (warmup,
steps, decays) still moves.

## Formula

    lr' = lr

- `lr`, `lr'`: learning rate before and after (dimensionless)

## When it holds

Adam-like optimizers and small changes, within about a factor of 2 (fine-tuning)
to 4, where the optimum is flat; and optimizers that find their own step size,
such as Prodigy. With a larger batch it is the slow side: fewer updates of the
same size. ImageNet at a batch of 8192 with the rate of 256 ended at 41.67 %
error instead of 23.74 %, and did not blow up.

## When it breaks

- going down: the same rate with a smaller batch is noisier per step, the risky
  side;
- going far up at a fixed number of epochs, where it under-trains.

## Example

    >>> from lrscale import parse, scale
    >>> scale(parse("16x4@7.5e-5"), to="48x4", rule="constant").after.lr
    7.5e-05

## References

- [goyal2017] section 5, the unscaled rate at a batch of 8192 (read in excerpts)
- [shallue2018] no single law fits all workloads (abstract read)
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from lrscale.scaling.arithmetic import Real, scaled
from lrscale.scaling.batch_change import BatchChange, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, float | None] = {"none": None, "keep": None, "fixed": None}
FAMILIES = frozenset({"adaptive", "sign", "matrix", "lr-free", "lamb"})
CONVENTIONS: Mapping[str, str] = {}
EXPONENTS = None


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return 1."""
    return Factor(Fraction(1), "1")


def constant(lr: float, ratio: Real) -> float:
    """Return ``lr``, for symmetry with the other rules.

    Raises:
        InvalidInput: an argument is not above 0 and finite.
    """
    return scaled(lr, ratio, 0)
