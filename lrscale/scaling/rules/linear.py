"""The learning rate follows the batch: k times the batch, k times the rate.

## What it does

Multiplies the learning rate by the ratio of effective batches. Twice the
samples per step, twice the step: as long as the weights hardly move within k
small steps, one large step covers the same ground.

## Formula

    lr' = lr * k        k = B'/B

- `lr`, `lr'`: learning rate before and after (dimensionless)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## When it holds

Plain and momentum SGD with a loss averaged over the batch, batches below the
gradient noise scale, and a warmup of several epochs where the batch is large.
ResNet-50 on ImageNet kept its error up to a batch of 8192 from a base of 256.

## When it breaks

- early in training, without a warmup;
- above the noise scale;
- far up: the same model lost about a point of accuracy at a batch of 16384
  (secondary source);
- with Adam-like optimizers, which normalise the gradient: there it overshoots
  upwards;
- with a summed loss under SGD, where the sum already does it: lrscale then
  keeps the rate.

## Example

    >>> from lrscale import linear
    >>> linear(7.5e-5, ratio=48/64)
    5.625e-05

## References

- [goyal2017] section 2.1 the rule, 2.2 the warmup, 5 the ImageNet results (read
  in excerpts)
- [krizhevsky2014] used it in practice while deriving the square root (secondary
  sources read)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.scaling.arithmetic import Real, scaled
from lrscale.scaling.batch_change import BatchChange, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, float | None] = {"goyal": None, "linear-scaling": None, "lsr": None, "one-weird-trick": None}
FAMILIES = frozenset({"sgd", "lars"})
CONVENTIONS: Mapping[str, str] = {}
EXPONENTS = None


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return k."""
    before = change.before
    warms_up = before.warmup_steps is not None or before.warmup_ratio is not None
    told = () if warms_up or change.ratio <= 1 else ("there is a warmup, which linear needs as the batch grows",)
    return Factor(change.ratio, change.batches, told)


def linear(lr: float, ratio: Real) -> float:
    """Return ``lr * ratio`` (ratio: effective batch after / before). Goyal et al. 2017, section 2.1.

    Raises:
        InvalidInput: an argument is not above 0 and finite.
    """
    return scaled(lr, ratio)
