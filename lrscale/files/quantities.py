"""What the text of a value means: how much of which field, and which of its characters say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from lrscale.errors import InvalidInput, printable
from lrscale.numerals import number

__all__ = [
    "Amount",
    "Unit",
    "device_ids",
    "device_list",
    "duration",
    "one_minus",
    "percent",
    "plain",
    "share_below_one",
    "words",
]


class Amount(NamedTuple):
    """A value read from a text: ``value = offset + factor x number``.

    Attributes:
        field: the field it is an amount of.
        value: in the field's unit; the text itself where the framework decides at run time ("auto").
        start: index into the text of the number, or word.
        end: index behind it.
        factor: see above.
        offset: see above.
    """

    field: str
    value: int | float | str
    start: int
    end: int
    factor: float = 1
    offset: float = 0


# From the field that a table names and the text that stands in the file; None where the text says nothing, an
# InvalidInput where it says something that cannot be meant.
Unit = Callable[[str, str], Amount | None]

TEXTS = frozenset({"optimizer", "loss", "batch_unit", "loss_reduction", "accum_reduction", "norm", "scheduler"})
_ABSENT = frozenset({"", "null", "~", "none", "???"})


def plain(field: str, text: str) -> Amount | None:
    """Read a number, or a name where the field is one.

    Raises:
        InvalidInput: the field is a number and the text is none.
    """
    stripped = text.strip()
    if stripped.lower() in _ABSENT:
        return None
    start = text.index(stripped)
    end = start + len(stripped)
    if field in TEXTS or stripped.lower() == "auto":
        return Amount(field, printable(stripped), start, end)
    value = _whole(number(stripped))
    # Frameworks write "not set" as -1; nothing here can be negative.
    return None if value == -1 else Amount(field, value, start, end)


def _whole(value: float) -> int | float:
    """Return 64 for 64.0, which is how people who write 64.0 mean it."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def share_below_one(field: str, text: str) -> Amount | None:
    """Read steps, where a fraction below 1 is a share of all steps (transformers, kohya, OneTrainer)."""
    found = plain(field, text)
    if found is not None and isinstance(found.value, float) and 0 < found.value < 1:
        return found._replace(field=field.replace("_steps", "_ratio"))
    return found


def percent(field: str, text: str) -> Amount | None:
    """Read a share written as a percentage."""
    found = plain(field, text.strip().removesuffix("%"))
    if found is None or isinstance(found.value, str):
        return found
    return found._replace(value=found.value / 100, factor=0.01)


def one_minus(field: str, text: str) -> Amount | None:
    """Read a decay written as its distance from 1 (the momentum of mmengine's EMA)."""
    found = plain(field, text)
    if found is None or isinstance(found.value, str):
        return found
    return found._replace(value=1 - found.value, factor=-1, offset=1)


_DURATION = re.compile(r"\s*([\d._]+(?:[eE][-+]?\d+)?)\s*(ba|ep|dur|sp|tok|steps|[MBT])?\s*")
_BY_SUFFIX = {
    "warmup_steps": {"ep": "warmup_epochs", "dur": "warmup_ratio", "sp": "warmup_samples", "tok": "warmup_tokens"},
    "total_steps": {"ep": "epochs", "sp": "total_samples", "tok": "total_tokens", "T": "total_tokens"},
}


def duration(field: str, text: str) -> Amount | None:
    """Read a Composer time: ``100ba`` steps, ``8ep`` epochs, ``0.1dur`` of the run, ``2e12tok`` tokens, bare steps."""
    if text.strip().lower() in _ABSENT:
        return None
    found = _DURATION.fullmatch(text)
    if found is None:
        raise InvalidInput(f"expected a time such as 100ba, 8ep or 0.1dur, got {text[:40]!r}")
    suffix = found.group(2)
    if suffix not in (None, "ba", "steps"):
        other = _BY_SUFFIX.get(field, {}).get(suffix)
        if other is None:
            return None
        field = other
    return Amount(field, _whole(number(found.group(1))), found.start(1), found.end(1))


def device_list(field: str, text: str) -> Amount | None:
    """Read a number of devices, or a list of them: ``4``, ``0,1``, ``[0, 1]``; ``-1`` and ``auto`` tell none."""
    stripped = text.strip().strip("[]()").strip()
    if "," in stripped:
        count = len([part for part in stripped.split(",") if part.strip()])
        return Amount(field, count, 0, len(text))
    if not stripped.isdecimal() or stripped == "0":
        return None
    return Amount(field, int(stripped), text.index(stripped), text.index(stripped) + len(stripped))


def device_ids(field: str, text: str) -> Amount | None:
    """Read the devices that are named: ``0``, ``3`` and ``cpu`` are one, ``0,1`` and ``[0, 1]`` are two."""
    stripped = text.strip().strip("[]()").strip()
    if stripped.lower() in {*_ABSENT, "all", "auto"}:
        return None
    return Amount(field, len([part for part in stripped.split(",") if part.strip()]), 0, len(text))


def words(**meaning: str) -> Unit:
    """Return a unit that reads one word as another: ``words(sents="samples")``."""

    def read(field: str, text: str) -> Amount | None:
        found = meaning.get(text.strip().lower())
        return None if found is None else Amount(field, found, 0, len(text))

    return read
