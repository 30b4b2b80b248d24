"""What lrscale raises: one base class, and the few kinds a caller may want to tell apart."""

from __future__ import annotations

__all__ = ["InvalidInput", "LrscaleError", "MissingFact", "NotationError", "UnknownName"]


class LrscaleError(Exception):
    """Anything lrscale refuses to do; the message says what failed, the value, what was expected and what to do."""


class InvalidInput(LrscaleError, ValueError):
    """A value that cannot be meant: zero, negative, not finite, contradicting another one."""


class MissingFact(LrscaleError, LookupError):
    """A quantity the question needs and nobody stated; lrscale does not guess it."""


class UnknownName(LrscaleError, LookupError):
    """A name that no rule, companion, risk or field bears; the message offers the closest one."""


class NotationError(InvalidInput):
    """A batch notation that cannot be read; the message shows the text with a caret at the place.

    Args:
        expected: what should have stood there.
        text: the whole notation as it was given.
        position: index into ``text`` where reading stopped.
    """

    def __init__(self, expected: str, text: str, position: int) -> None:
        self.expected, self.text, self.position = expected, text, position
        shown, caret = _excerpt(text, position)
        super().__init__(f"{expected}\n  {shown}\n  {' ' * caret}^")


# Judgement: one line of an 80-column terminal with room for the indent.
_EXCERPT = 70


def _excerpt(text: str, position: int) -> tuple[str, int]:
    """Return at most one line of printable text around the position, and the caret's column in it."""
    start = max(0, position - _EXCERPT // 2)
    before, after = text[start:position], text[position : start + _EXCERPT]
    head, tail = ("..." if start else ""), ("..." if start + _EXCERPT < len(text) else "")
    before = head + "".join(map(_printable, before))
    return before + "".join(map(_printable, after)) + tail, len(before)


def _printable(character: str) -> str:
    return (
        character if (character.isprintable() and character.isascii()) or character == "×" else ascii(character)[1:-1]
    )
