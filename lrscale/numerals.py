"""Numbers as people write them: read without a guess at their type, and shown so that they can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.errors import InvalidInput

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["cut", "number", "restyle", "show", "whole_number"]

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


def restyle(written: str, value: float) -> str:
    """Return a number in the style another was written in: notation, exponent width, dot, underscores.

    All digits that tell the value from its neighbours are kept.

    >>> restyle("1.0e-04", 2.5e-5), restyle("1e-4", 2.5e-5), restyle("0.0001", 2e-5), restyle("70_000", 35000)
    ('2.5e-05', '2.5e-5', '0.00002', '35_000')
    """
    from decimal import Decimal

    exact = Decimal(repr(value))
    sign, digits, point = exact.as_tuple()
    bare = "".join(map(str, digits)).rstrip("0") or "0"
    exponent = int(point) + len(digits) - 1 if exact else 0
    marker = next((letter for letter in "eE" if letter in written), "")
    minus = "-" if sign else ""
    if not marker:
        return minus + _decimal(written, abs(exact))
    mantissa, _, power = written.partition(marker)
    told = bare[0] + ("." + (bare[1:] or "0") if len(bare) > 1 or "." in mantissa else "")
    width = len(power.lstrip("+-"))
    # A sign stays a sign: YAML takes 2.0e+0 for a number, and 2.0e0 for a text.
    plus = "-" if exponent < 0 else "+" if power[:1] in ("+", "-") else ""
    return f"{minus}{told}{marker}{plus}{abs(exponent):0{width}d}"


def _decimal(written: str, value: Decimal) -> str:
    """Return a number without an exponent, with the dot and the underscores of another."""
    whole, _, part = f"{value:f}".partition(".")
    part = part.rstrip("0")
    if "_" in written:
        whole = f"{int(whole):_}"
    if part or "." in written:
        part = part or ("" if written.endswith(".") else "0")
        whole = "" if written.lstrip("+-").startswith(".") and whole == "0" else whole
        return f"{whole}.{part}"
    return whole
