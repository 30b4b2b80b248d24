"""One module per file syntax: text to scalars with their places. The file's name is the syntax's name.

A syntax defines

- ``SUFFIXES``: the file name endings it is read for.
- ``read(text)``: the :class:`~lrscale.files.document.Document`; nothing that is read is ever executed.

Where a value can only be known by running the file, its leaf has no text and says why in ``locked``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol, cast

from lrscale import plugins
from lrscale.errors import FileError

if TYPE_CHECKING:
    from lrscale.files.document import Document

__all__ = ["Syntax", "load", "recognise"]


class Syntax(Protocol):
    """What every module of this package looks like."""

    SUFFIXES: frozenset[str]

    def read(self, text: str) -> Document:
        """Return the scalars of a text.

        Raises:
            FileError: the text is not of this syntax; names the line.
        """


def load(name: str) -> Syntax:
    """Return a syntax by its name."""
    return cast("Syntax", plugins.load(__name__, name))


def recognise(file_name: str, text: str) -> str:
    """Return the name of a file's syntax, by its ending or, for scripts without one, by its first line.

    Raises:
        FileError: neither tells.
    """
    suffix = PurePath(file_name).suffix.lower()
    for name, syntax in _all().items():
        if suffix in syntax.SUFFIXES:
            return name
    first = text[:200].partition("\n")[0]
    if first.startswith("#!"):
        if re.search(r"\b(ba|z|da|k)?sh\b", first):
            return "shell"
        if "python" in first:
            return "python"
    known = ", ".join(sorted(suffix for syntax in _all().values() for suffix in syntax.SUFFIXES))
    raise FileError(f"is of no known kind; expected a file name ending in {known}")


@cache
def _all() -> dict[str, Syntax]:
    return cast("dict[str, Syntax]", plugins.load_all(__name__))
