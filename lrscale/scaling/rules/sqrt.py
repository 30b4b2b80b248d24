"""The rate follows the root of the batch: 4 times the batch, twice the rate.

## What it does

Multiplies the learning rate by the square root of the ratio of effective
batches. An Adam-like optimizer divides by the size of its gradient noise, which
falls with the root of the batch; the root keeps the noise of the walk.

## Formula

    lr' = lr * k^(1/2)        k = B'/B

- `lr`, `lr'`: learning rate before and after (dimensionless)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## When it holds

Adam, AdamW, RMSprop and their relatives while gradients are mostly noise (batch
well below the noise scale), for changes within about a factor of 4 to 8. The
betas stay; `adam-sde` is the same rule with the betas and eps moved too.

## When it breaks

- over decades: small language models from batch 1 to 1024 wanted about 3 times
  the rate where the root says 32;
- above the noise scale, where the best rate is flat or falls;
- at a fixed token budget the tuned rate of dense language models rose faster,
  about k^0.7, up to a knee;
- for plain SGD, where `linear` is the rule with the evidence.

## Example

    >>> from lrscale import sqrt
    >>> sqrt(7.5e-5, ratio=4)
    0.00015

## References

- [malladi2022] the derivation for Adam and RMSprop (abstract and the author's
  notes read)
- [krizhevsky2014] keeps the variance of the gradient (secondary sources read)
- [hoffer2017] with ghost batch normalisation and a longer training (abstract
  and code read)
- [granziol2020] the root for adaptive methods, linear for SGD (abstract read)
- [marek2025] section 4.3, the counter-evidence over three decades
- [li2025steplaw] the run table behind k^0.7
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.scaling.arithmetic import Real, scaled
from lrscale.scaling.batch_change import BatchChange, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, float | None] = {"square-root": None, "sqrt-scaling": None, "hoffer": None}
FAMILIES = frozenset({"adaptive", "sign", "matrix", "lamb"})
CONVENTIONS: Mapping[str, str] = {}
EXPONENTS = None


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return the root of k."""
    return Factor(change.root, f"({change.batches})^0.5")


def sqrt(lr: float, ratio: Real) -> float:
    """Return ``lr * ratio**0.5`` (ratio: effective batch after / before). Malladi et al. 2022.

    Raises:
        InvalidInput: an argument is not above 0 and finite.
    """
    return scaled(lr, ratio, 0.5)
