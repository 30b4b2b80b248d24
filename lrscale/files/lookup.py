"""Find scalars by patterns of key paths: ``optimizer.lr``, ``**.lr`` (anywhere), ``process.*.train.lr`` (any key)."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from lrscale.files.document import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lrscale.files.document import Document, Leaf, Path

    _Keys = tuple[str, ...]

__all__ = ["Lookup", "last_name", "split_list"]


class Lookup:
    """The scalars of a document by what they are called; spelling (case, ``-`` or ``_``, dashes) does not count."""

    def __init__(self, document: Document) -> None:
        self.document = document
        # By the last key that is a name: each scalar with its path as it is compared.
        self._by_name: dict[str, list[tuple[_Keys, Leaf]]] = {}
        self._parents: dict[Path, tuple[_Keys, str]] = {(): ((), "")}
        by_name, parents = self._by_name, self._parents
        for leaf in document.leaves:
            path = leaf.path
            parent = parents.get(path[:-1])
            if parent is None:
                parent = parents[path[:-1]] = _parent(path[:-1])
            last = path[-1] if path else ""
            if type(last) is str:
                own = _own(last)
                name, keys = own[-1], parent[0] + own
            else:
                name, keys = parent[1], (*parent[0], str(last))
            found = by_name.get(name)
            if found is None:
                by_name[name] = [(keys, leaf)]
            else:
                found.append((keys, leaf))

    @property
    def names(self) -> Iterable[str]:
        """The last keys of all scalars, list indices left out."""
        return self._by_name

    @property
    def paths(self) -> Iterable[tuple[str, ...]]:
        """The paths of all scalars, as they are compared."""
        return [keys for found in self._by_name.values() for keys, _ in found]

    def knows(self, pattern: str) -> bool:
        """Return whether any scalar has the last key of a pattern: what fails this, need not be looked for."""
        return _compiled(pattern)[0] in self._by_name

    def find(self, pattern: str) -> list[Leaf]:
        """Return the scalars whose path fits a pattern, in the order of the file.

        The items of a list that is written as a string, ``"(0.9, 0.95)"``, are found like those of any other list.
        """
        name, keys = _compiled(pattern)
        candidates = self._by_name.get(name)
        if candidates is None:
            return []
        if "*" in pattern:
            found = [leaf for path, leaf in candidates if _fits(path, keys)]
        else:
            found = [leaf for path, leaf in candidates if path == keys]
        if found or not keys[-1].isdecimal():
            return found
        items = (split_list(leaf) for path, leaf in candidates if _fits(path, keys[:-1]))
        return [item for each in items for item in each if item.path[-1] == int(keys[-1])]

    def find_list(self, pattern: str) -> list[Leaf]:
        """Return the items of the lists whose path fits a pattern; a list written as a string is one, too."""
        name, keys = _compiled(pattern)
        found = []
        for path, leaf in self._by_name.get(name, ()):
            if isinstance(leaf.path[-1], int) and _fits(path[:-1], keys):
                found.append(leaf)
            elif _fits(path, keys):
                found += split_list(leaf)
        return found

    def find_below(self, pattern: str) -> Leaf | None:
        """Return the first scalar of the section whose path fits a pattern, under the section's path."""
        _, keys = _compiled(pattern)
        if "*" in pattern:
            section = next((each for each in self.sections if each[-1] == keys[-1] and _fits(each, keys)), None)
        else:
            section = keys if keys in self.sections else None
        for leaf in self.document.leaves if section else ():
            at = next((at for at in range(len(leaf.path)) if normal(leaf.path[:at]) == section), None)
            if at is not None:
                return leaf._replace(path=leaf.path[:at])
        return None

    @cached_property
    def sections(self) -> frozenset[tuple[str, ...]]:
        """The key paths that hold scalars below them."""
        found: set[tuple[str, ...]] = set()
        for keys, _ in self._parents.values():
            while keys and keys not in found:
                found.add(keys)
                keys = keys[:-1]
        return frozenset(found)

    @cached_property
    def words(self) -> frozenset[str]:
        """What commands and imports name, in lower case, folders left out."""
        return frozenset(word.rpartition("/")[2].lower() for word in self.document.words)

    def shows(self, sign: str) -> bool:
        """Return whether a document bears a sign.

        A sign is a key (``optimizer.lr``), a section (``optimizer.``), a key with a value
        (``optimizer._component_=torch*``), a word of a command or import (``$ *train.py``), or several of these:
        ``a and not b=1``.
        """
        if " and " in sign or sign.startswith("not "):
            parts = sign.split(" and ")
            return all(self.shows(part.removeprefix("not ")) != part.startswith("not ") for part in parts)
        if sign.startswith("$ "):
            pattern = sign[2:].lower()
            return pattern in self.words or ("*" in pattern and any(fnmatchcase(word, pattern) for word in self.words))
        pattern, equals, value = sign.partition("=")
        if equals:
            leaves = self.find(pattern) + (self.find_list(pattern) if "*" in value else [])
            return any(leaf.text is not None and fnmatchcase(leaf.text.lower(), value.lower()) for leaf in leaves)
        if sign.endswith("."):
            _, keys = _compiled(sign[:-1])
            if "*" not in sign:
                return keys in self.sections
            return any(section[-1] == keys[-1] and _fits(section, keys) for section in self.sections)
        return bool(self.find(pattern) or self.find_list(pattern))


_ITEM = re.compile(r"[^\s,()\[\]]+")


def split_list(leaf: Leaf) -> list[Leaf]:
    """Return the items of a list that is written as a string: ``"(60000, 80000)"``, ``"0.9,0.98"``; else none."""
    text = (leaf.text or "").strip()
    if not text or not ("," in text or text[0] in "(["):
        return []
    whole = leaf.text or ""
    inside = leaf.end - leaf.start == len(whole)
    return [
        leaf._replace(
            path=(*leaf.path, index),
            text=item.group(),
            start=leaf.start + item.start() if inside else leaf.start,
            end=leaf.start + item.end() if inside else leaf.end,
            locked=leaf.locked or ("" if inside else "not a plain list"),
        )
        for index, item in enumerate(_ITEM.finditer(whole))
    ]


@lru_cache(maxsize=65536)
def _own(key: str) -> _Keys:
    return normal((key,))


def _parent(path: Path) -> tuple[_Keys, str]:
    """Return a section's path as it is compared, and its last key that is a name."""
    keys = normal(path)
    return keys, next((_own(key)[-1] for key in reversed(path) if type(key) is str), "")


def last_name(pattern: str) -> str:
    """Return the last key of a pattern that is a name."""
    return _compiled(pattern)[0]


@lru_cache(maxsize=65536)
def _compiled(pattern: str) -> tuple[str, tuple[str, ...]]:
    keys = normal((pattern,)) if not pattern.startswith("**.") else ("**", *normal((pattern[3:],)))
    return next((key for key in reversed(keys) if not key.isdecimal() and key != "*"), ""), keys


def _fits(path: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    if keys[0] == "**":
        tail = keys[1:]
        return len(path) >= len(tail) and _same(path[len(path) - len(tail) :], tail)
    return len(path) == len(keys) and _same(path, keys)


def _same(path: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    return path == keys or ("*" in keys and all(key in ("*", part) for part, key in zip(path, keys, strict=True)))
