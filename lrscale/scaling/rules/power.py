"""The learning rate follows a power of the batch that you name, as in power:0.33.

## What it does

Multiplies the learning rate by the batch ratio to the power a. With a = 1 it is
`linear`, with a = 0.5 `sqrt`, with a = 0 `constant`. Use it where you have
measured the exponent on your own task.

## Formula

    lr' = lr * k^a        k = B'/B

- `lr`, `lr'`: learning rate before and after (dimensionless)
- `B`, `B'`: effective batch before and after (samples, or tokens)
- `a`: the exponent, -2 to 2 (dimensionless)

## When it holds

Where the exponent was measured, and near there. `marek` is power:0.1585, read
off small language models trained with Adam (30M parameters) over batches of 1
to 1024, with the half-life of beta2 kept in tokens.

## When it breaks

A power of the ratio never levels off: beyond the noise scale the best rate
does. `inverse` and `inverse-sqrt`, power:-1 and power:-0.5, lower the rate as
the batch grows, which nothing published supports for averaged losses. An
exponent measured on one model and budget need not hold on another.

## Example

    >>> from lrscale import power
    >>> power(7.5e-5, ratio=8, exponent=1/3)
    0.00015

## References

- [marek2025] section 4.3: about 3 times the rate from batch 1 to 1024; ln 3 /
  ln 1024 = 0.1585 is our arithmetic
- [shallue2018] the relation differs between workloads (abstract read)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.errors import InvalidInput
from lrscale.scaling import arithmetic
from lrscale.scaling.batch_change import BatchChange, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, float | None] = {"marek": 0.1585, "inverse": -1.0, "inverse-sqrt": -0.5}
FAMILIES: frozenset[str] = frozenset()
CONVENTIONS: Mapping[str, str] = {}
EXPONENTS = arithmetic.EXPONENTS


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return k to the power of the parameter.

    Raises:
        InvalidInput: no exponent was named.
    """
    if parameter is None:
        raise InvalidInput("power needs an exponent; expected for example power:0.33")
    return Factor(arithmetic.power(change.ratio, parameter), f"({change.batches})^{parameter:g}")


def power(lr: float, ratio: arithmetic.Real, exponent: arithmetic.Real) -> float:
    """Return ``lr * ratio**exponent`` (ratio: effective batch after / before).

    Raises:
        InvalidInput: an argument is not above 0 and finite, or the exponent leaves -2 to 2.
    """
    return arithmetic.scaled(lr, ratio, exponent)
