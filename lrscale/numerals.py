"""Numbers as people write them: read without a guess at their type, and shown so that they can be compared."""

from __future__ import annotations

from lrscale.errors import InvalidInput

__all__ = ["cut", "number", "show", "whole_number"]

_DECIMAL = frozenset("0123456789_.+-eE")
# Judgement: above this a number is told by its distance from 1.
_NEAR_ONE = 0.99


def number(text: str) -> float:
    """Read a decimal number as people write it: ``7.5e-5``, ``70_000``, ``.1``.

    Raises:
        InvalidInput: anything else, an overflow included.
    """
    stripped = text.strip()
    try:
        value = float(stripped) if _DECIMAL.issuperset(stripped) else None
    except ValueError:
        value = None
    if value is None:
        comma = "; write the decimal point as ." if "," in stripped else ""
        raise InvalidInput(f"expected a number such as 7.5e-5, got {cut(stripped)!r}{comma}")
    if value in (float("inf"), float("-inf")):
        raise InvalidInput(f"expected a finite number, got {cut(stripped)!r}")
    return value


def whole_number(text: str) -> int:
    """Read a whole number as people write it: ``15000``, ``15_000``, ``15e3``.

    Raises:
        InvalidInput: anything else.
    """
    if text.isascii() and text.strip().isdecimal() and len(text) < 40:
        return int(text)
    value = number(text)
    if not value.is_integer():
        raise InvalidInput(f"expected a whole number, got {cut(text.strip())!r}")
    return int(value)


def show(value: float) -> str:
    """Write a number for people: four significant digits, exponents for what is small or large.

    A decay just below 1 is told by its distance from 1, which is what it means.

    >>> show(7.5e-5 * 0.75**0.5), show(0.1), show(3.0), show(192), show(0.9999**0.5)
    ('6.495e-05', '0.1', '3', '192', '0.99995')
    """
    if isinstance(value, int):
        return str(value)
    if _NEAR_ONE < value < 1:
        return f"{1 - float(f'{1 - value:.3e}'):.12g}"
    if value and not 1e-3 <= abs(value) < 1e6:
        digits, _, exponent = f"{value:.3e}".partition("e")
        return f"{digits.rstrip('0').rstrip('.')}e{exponent}"
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"


def cut(text: str) -> str:
    """Return a text short enough for an error message."""
    return text if len(text) <= 40 else text[:37] + "..."
