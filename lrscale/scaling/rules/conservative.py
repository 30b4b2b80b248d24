"""The lowest rate that linear, sqrt, constant or inverse gives on either batch.

## What it does

Takes the batch ratio twice, of effective batches and of micro-batches, and
multiplies the learning rate by the smallest of both ratios and their inverses.
It never raises a learning rate. After a collapse it is the rate that no rule
calls too high: something to start again from, not the rate that trains best.

## Formula

    lr' = lr * min(k, 1/k, m, 1/m)^p        k = B'/B, m = b'/b

- `lr`, `lr'`: learning rate before and after (dimensionless)
- `B`, `B'`: effective batch before and after (samples, or tokens)
- `b`, `b'`: micro-batch before and after (samples, or tokens)
- `p`: the exponent, 1 unless named; `conservative:0.5` is the milder form

## When it holds

When a run has broken and you want to rule the learning rate out as the cause.
Weight decay stays where it is.

## When it breaks

- As a way to train well: nothing published supports lowering the rate because
  the batch grew, with a loss that is averaged over the batch. What is published
  concerns summed losses under SGD (there 1/k is `constant` in disguise), Adam
  beyond the batch at which its best rate peaks, and asynchronous workers.
- It does not compose: there and back again lowers the rate twice.
- A summed loss does not change it, although it changes the rules it is made of.

## Example

    >>> from lrscale import parse, scale
    >>> scale(parse("16x4@7.5e-5"), to="48", rule="conservative").after.lr
    2.5e-05
    >>> scale(parse("16x4@7.5e-5"), to="48x4", rule="conservative").after.lr
    2.5e-05

## References

- [li2024surge] for Adam-like optimizers the best rate rises with the batch,
  peaks, and then falls (abstract read)
- [goyal2017] section 5: an unscaled, so too low, rate trains too little and
  does not explode (read in excerpts)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.scaling.arithmetic import Real, exact, power, quotient, times, within
from lrscale.scaling.batch_change import BatchChange, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

ALIASES: Mapping[str, float | None] = {"safe": None, "lower-envelope": None}
FAMILIES: frozenset[str] = frozenset()
CONVENTIONS: Mapping[str, str] = {"weight-decay": "keep"}
EXPONENTS = (0.0, 2.0)


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return the smallest of both ratios and their inverses, to the power of the parameter."""
    exponent = 1.0 if parameter is None else parameter
    lowest = _lowest(change.ratio, change.micro_ratio)
    value = power(lowest, exponent)
    return Factor(value, f"({lowest})^{exponent:g}" if exponent != 1 else str(lowest), of_mean=False)


def conservative(lr: float, ratio: Real, micro_ratio: Real | None = None, exponent: Real = 1) -> float:
    """Return ``lr * min(ratio, 1/ratio, micro_ratio, 1/micro_ratio)**exponent``; lrscale's own definition.

    Args:
        lr: learning rate before.
        ratio: effective batch after / before.
        micro_ratio: micro-batch after / before; ``ratio`` where left out.
        exponent: 0 to 2.

    Raises:
        InvalidInput: an argument is not above 0 and finite, or the exponent leaves 0 to 2.
    """
    k = quotient(ratio)
    lowest = _lowest(k, k if micro_ratio is None else quotient(micro_ratio))
    return times(float(exact(lr)), power(lowest, within(exponent, *EXPONENTS)))


def _lowest(*ratios: Fraction) -> Fraction:
    """Return the smallest of the ratios and their inverses."""
    return min(ratio if ratio.numerator <= ratio.denominator else 1 / ratio for ratio in ratios)
