"""The arithmetic that rules and companions share: exact while it is rational, rounded once; floats only for roots.

``7.5e-5 * 16/48`` is 2.5e-05 here and 2.4999999999999998e-05 in floats, because a learning rate is taken as the decimal
a person wrote. Python's numeric tower does the rest: a Fraction times a Fraction is exact, times a float is a float.
"""

from __future__ import annotations

import math
import sys
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from lrscale.errors import InvalidInput

__all__ = [
    "EXPONENTS",
    "Real",
    "beta2_memory",
    "exact",
    "first_order",
    "half_life",
    "power",
    "quotient",
    "saturating",
    "scaled",
    "times",
    "whole_steps",
    "within",
]

# Judgement: batches beyond this many samples are not divided by hand.
_LARGEST_DENOMINATOR = 10**6
# Small whole powers of a decimal are decimals that people expect to see: 0.9^3 is 0.729.
_EXACT_POWERS = 16
# No published rule leaves -1 to 1; beyond twice that an exponent is a slip of the pen.
EXPONENTS = (-2.0, 2.0)


Real = Fraction | float


def exact(number: Real) -> Fraction:
    """Return the number a person wrote: 7.5e-5 is 75/1000000, not the binary float nearest to it.

    Raises:
        InvalidInput: the number is not above 0 and finite.
    """
    if isinstance(number, bool | str) or not 0 < number <= sys.float_info.max:
        raise InvalidInput(f"expected a number above 0, got {str(number)[:40]}")
    return Fraction(*_written(float(number))) if isinstance(number, float) else Fraction(number)


def quotient(ratio: Real) -> Fraction:
    """Return the ratio a person computed: 64/192 is a third, not the float nearest to it.

    Raises:
        InvalidInput: the ratio is not above 0 and finite.
    """
    found = exact(ratio)
    near = Fraction(ratio).limit_denominator(_LARGEST_DENOMINATOR)
    return near if near and float(near) == ratio else found


def power(base: Fraction, exponent: Real) -> Real:
    """Return ``base**exponent``: exact for whole exponents and perfect squares, else a float.

    >>> power(Fraction(16, 9), Fraction(1, 2)), power(Fraction(3, 4), Fraction(1, 2))
    (Fraction(4, 3), 0.8660254037844386)
    """
    if exponent == int(exponent):
        return (base if exponent >= 0 else 1 / base) ** abs(int(exponent))
    if exponent == 0.5:
        top, bottom = math.isqrt(base.numerator), math.isqrt(base.denominator)
        if top * top == base.numerator and bottom * bottom == base.denominator:
            return Fraction(top, bottom)
        return math.sqrt(base)
    return math.pow(base, exponent)


def times(number: float, factor: Real) -> float:
    """Return ``number * factor``, rounded once where the factor is rational.

    Raises:
        InvalidInput: the product leaves the range of a float.

    >>> times(7.5e-5, Fraction(16, 48)), 7.5e-5 * 16 / 48
    (2.5e-05, 2.4999999999999998e-05)
    """
    if isinstance(factor, float):
        return _in_range(number * factor)
    top, bottom = _written(float(number))
    try:
        return _in_range(top * factor.numerator / (bottom * factor.denominator))
    except OverflowError:
        return _in_range(math.inf)


def scaled(lr: float, ratio: Real, exponent: Real = 1) -> float:
    """Return ``lr * ratio**exponent``, for the bare functions that launch scripts call.

    Raises:
        InvalidInput: a number is not above 0 and finite, the exponent leaves -2 to 2, or the result a float's range.
    """
    return times(float(exact(lr)), power(quotient(ratio), within(exponent)))


def within(exponent: Real, low: float = EXPONENTS[0], high: float = EXPONENTS[1]) -> Real:
    """Return the exponent if it lies in the range that makes sense for a rule.

    Raises:
        InvalidInput: it does not.
    """
    if not low <= exponent <= high:
        raise InvalidInput(f"expected an exponent of {low:g} to {high:g}, got {exponent}")
    return exponent


def saturating(ratio: Fraction, noise_per_batch: Fraction) -> Fraction:
    """Return ``(1 + t) / (1 + t/k)``, the gain of a ``k`` times larger batch whose noise scale is ``t`` old batches."""
    return (1 + noise_per_batch) / (1 + noise_per_batch / ratio)


def half_life(decay: float, ratio: Fraction) -> float:
    """Return ``decay**k``, the decay per step that keeps the half-life in samples when the batch grows by ``k``."""
    if ratio.denominator == 1 and ratio <= _EXACT_POWERS:
        return float(exact(decay) ** ratio.numerator)
    return math.pow(decay, ratio)


def first_order(decay: float, ratio: Fraction) -> float | None:
    """Return ``1 - k (1 - decay)``, to which ``decay**k`` is near for small steps; None where it is no decay.

    >>> first_order(0.999, Fraction(3)), first_order(0.9, Fraction(10))
    (0.997, None)
    """
    top, bottom = _written(decay)
    left = bottom * ratio.denominator - ratio.numerator * (bottom - top)
    return left / (bottom * ratio.denominator) if 0 < left < bottom * ratio.denominator else None


def beta2_memory(beta2: float) -> int:
    """Return ``2 / (1 - beta2)`` in whole steps, rounded up. Ma and Yarats 2019.

    >>> beta2_memory(0.999), beta2_memory(0.9), beta2_memory(0.0)
    (2000, 20, 2)
    """
    top, bottom = _written(beta2)
    return -(-2 * bottom // (bottom - top))


def whole_steps(steps: int, ratio: Fraction) -> int:
    """Return ``steps / ratio`` as the nearest whole number, halves up, never 0."""
    return max(1, (2 * steps * ratio.denominator + ratio.numerator) // (2 * ratio.numerator))


@lru_cache(maxsize=1024)
def _written(number: float) -> tuple[int, int]:
    """Return the shortest decimal that reads back as this float, as an integer ratio."""
    return Decimal(repr(number)).as_integer_ratio()


def _in_range(number: float) -> float:
    if not 0 < number < math.inf:
        raise InvalidInput(f"the result is too {'large' if number else 'small'} for a floating-point number")
    return number
