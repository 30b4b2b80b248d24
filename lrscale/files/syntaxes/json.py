"""JSON, and what configuration files make of it: comments, trailing commas, placeholders.

It is read as the YAML it nearly is, which gives every value its place.
"""

from __future__ import annotations

import re

from lrscale.files.composing import compose, leaves_of
from lrscale.files.document import Document

__all__ = ["SUFFIXES", "read"]

SUFFIXES = frozenset({".json", ".jsonc", ".json5", ".conf"})

_STRING_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"?|//[^\n]*|/\*.*?(?:\*/|\Z)|\t', re.DOTALL)

# Half of a character beyond the first plane: escaped so in JSON, and never in YAML.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def read(text: str) -> Document:
    """Return the scalars of a JSON text.

    Raises:
        FileError: the text is not JSON, whatever may be forgiven.
    """
    return Document("json", text, tuple(leaves_of(compose(_SURROGATE.sub(r"\\ufffd", _blanked(text)), "JSON"), text)))


def _blanked(text: str) -> str:
    """Return the text with spaces for its comments and tabs, which YAML does not have, each character in its place."""
    if "\t" not in text and "//" not in text and "/*" not in text:
        return text

    def blank(found: re.Match[str]) -> str:
        token = found.group()
        return token if token[0] == '"' else re.sub(r"[^\n]", " ", token)

    return _STRING_OR_COMMENT.sub(blank, text)
