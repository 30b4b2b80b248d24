"""TOML files: the values by tomli, their places by a scan of the same text; the two must agree.

Numbers, dates and booleans are shown as the file writes them, strings by their content. A string over several lines
or with escapes is locked: what stands in the file is not what it means.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from lrscale.errors import FileError
from lrscale.files.document import Document, Leaf, check_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.files.document import Path

__all__ = ["SUFFIXES", "read"]

SUFFIXES = frozenset({".toml"})

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\n]*'""")
_STRING = re.compile(
    r'''"""[^"\\]*(?:(?:\\.|"{1,2}(?!"))[^"\\]*)*"{3,5}'''
    r"""|'''[^']*(?:'{1,2}(?!')[^']*)*'{3,5}"""
    r"""|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\n]*'""",
    re.DOTALL,
)
# A date may be parted from its time by a space.
_OTHER = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#=]+")


def read(text: str) -> Document:
    """Return the scalars of a TOML file.

    Raises:
        FileError: the text is not TOML, or a value's place cannot be told.
    """
    check_count(text)
    try:
        values = dict(_flat(_load(text)))
        return Document("toml", text, tuple(_Scan(text, values).leaves()))
    except RecursionError as error:
        raise FileError("nested too deeply", line=1) from error


def _load(text: str) -> dict[str, object]:
    import tomli

    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise FileError(f"not TOML: {error.msg}", line=error.lineno) from error
    except ValueError as error:
        raise FileError("not TOML: a number is too long", line=1) from error


def _flat(root: object) -> Iterator[tuple[Path, object]]:
    """Yield every scalar that tomli read, under its path."""
    waiting: list[tuple[Path, object]] = [((), root)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, index), item) for index, item in enumerate(value)]
        else:
            yield path, value


def _lost(line: int) -> NoReturn:
    raise FileError("cannot locate the values", line=line)


class _Scan:
    """One walk over a text that tomli has accepted, so that it only looks for where things begin and end."""

    def __init__(self, text: str, values: dict[Path, object]) -> None:
        self._text, self._values = text, values
        self._at, self._line, self._counted = 0, 1, 0
        self._found: list[Leaf] = []
        self._last_table: dict[Path, int] = {}

    def leaves(self) -> list[Leaf]:
        """Return all leaves, in the order of the file."""
        table: Path = ()
        while self._next() != "":
            if self._next() == "[":
                table = self._header()
            else:
                self._pair(table)
        if len(self._found) != len(self._values):
            _lost(1)
        return self._found

    def _next(self) -> str:
        """Return the next character that is neither blank nor comment."""
        self._at = self._token(_BLANK).end()
        return self._text[self._at : self._at + 1]

    def _token(self, pattern: re.Pattern[str]) -> re.Match[str]:
        return pattern.match(self._text, self._at) or _lost(self._line_of(self._at))

    def _line_of(self, start: int) -> int:
        self._line += self._text.count("\n", self._counted, start)
        self._counted = start
        return self._line

    def _header(self) -> Path:
        brackets = 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        *outer, name = self._keys()
        self._at += brackets
        path: Path = ()
        for key in outer:
            path = self._entered((*path, key))
        path = (*path, name)
        if brackets == 2:
            self._last_table[path] = self._last_table.get(path, -1) + 1
        return self._entered(path)

    def _entered(self, path: Path) -> Path:
        """Return the path of a table; for an array of tables, of its last one."""
        return (*path, self._last_table[path]) if path in self._last_table else path

    def _keys(self) -> list[str]:
        keys = [self._key()]
        while self._next() == ".":
            self._at += 1
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        self._next()
        found = self._token(_KEY)
        self._at, raw = found.end(), found[0]
        if "\\" in raw and raw[0] == '"':
            return str(_load(f"key = {raw}")["key"])
        return raw[1:-1] if raw[0] in "\"'" else raw

    def _pair(self, table: Path) -> None:
        path = (*table, *self._keys())
        self._skip("=")
        self._value(path)

    def _skip(self, character: str) -> None:
        if self._next() != character:
            _lost(self._line_of(self._at))
        self._at += 1

    def _value(self, path: Path) -> None:
        opening = self._next()
        if opening == "[":
            self._items(path)
        elif opening == "{":
            self._pairs(path)
        else:
            self._found.append(self._scalar(path))

    def _items(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self._next() != "]":
            self._value((*path, index))
            index += 1
            self._comma()
        self._at += 1

    def _pairs(self, path: Path) -> None:
        self._at += 1
        while self._next() != "}":
            self._pair(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        if self._next() == ",":
            self._at += 1

    def _scalar(self, path: Path) -> Leaf:
        start, value = self._at, self._values.get(path)
        is_string = self._next() in ("'", '"')
        raw = self._token(_STRING if is_string else _OTHER)[0]
        self._at += len(raw)
        line = self._line_of(start)
        if is_string != isinstance(value, str) or not (is_string or _means(raw, value)):
            _lost(line)
        if not isinstance(value, str):
            return Leaf(path, raw, start, self._at, line)
        if raw[1:-1] == value and "\\" not in value:
            return Leaf(path, value, start + 1, self._at - 1, line)
        return Leaf(path, value, start, self._at, line, "not a plain string")


def _means(raw: str, value: object) -> bool:
    """Tell whether this is how a file writes the value that tomli read."""
    try:
        if isinstance(value, bool):
            return raw == str(value).lower()
        if isinstance(value, int):
            return int(raw, 0) == value
        return value is not None and (not isinstance(value, float) or repr(float(raw)) == repr(value))
    except ValueError:
        return False
