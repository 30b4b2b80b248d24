"""YAML. Nothing is constructed, so that tags cost nothing and run nothing; numbers keep their text."""

from __future__ import annotations

from lrscale.files.composing import compose, leaves_of
from lrscale.files.document import Document

__all__ = ["SUFFIXES", "read"]

SUFFIXES = frozenset({".yaml", ".yml"})


def read(text: str) -> Document:
    """Return the scalars of the first document of a YAML stream.

    Raises:
        FileError: the text is not YAML, or nests deeper than any configuration.
    """
    return Document("yaml", text, tuple(leaves_of(compose(text, "YAML"), text)))
