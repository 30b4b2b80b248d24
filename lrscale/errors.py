"""What lrscale raises: one base class, and the few kinds a caller may want to tell apart."""

from __future__ import annotations

__all__ = ["FileError", "InvalidInput", "LrscaleError", "MissingFact", "NotationError", "RefusedEdit", "UnknownName"]


class LrscaleError(Exception):
    """Anything lrscale refuses to do; the message says what failed, the value, what was expected and what to do."""


class InvalidInput(LrscaleError, ValueError):
    """A value that cannot be meant: zero, negative, not finite, contradicting another one."""


class MissingFact(LrscaleError, LookupError):
    """A quantity the question needs and nobody stated; lrscale does not guess it."""


class UnknownName(LrscaleError, LookupError):
    """A name that no rule, companion, risk or field bears; the message offers the closest one."""


class FileError(InvalidInput):
    """A file that cannot be read; the message starts with ``file:line: key:``, as far as they are known.

    Args:
        message: what is wrong, what was expected, what to do.
        file: path of the file, None until the edge adds it.
        line: line in it, from 1.
        key: key path in it, as people write it.
    """

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, key: str | None = None
    ) -> None:
        self.message, self.file, self.line, self.key = message, file, line, key
        super().__init__(message)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        if self.file is None and self.line is not None:
            place = f"line {self.line}"
        return printable(": ".join(part for part in (place, self.key, self.message) if part)).replace("\n", "\\n")

    def within(self, file: str) -> FileError:
        """Return the same error, with the file it is about."""
        return type(self)(self.message, file=self.file or file, line=self.line, key=self.key)


class RefusedEdit(FileError):
    """A change that cannot be made safely in a file; nothing has been written."""


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


def printable(text: str) -> str:
    """Return text without characters that would steer a terminal; line ends stay."""
    return "".join(letter if letter.isprintable() or letter == "\n" else ascii(letter)[1:-1] for letter in text)
