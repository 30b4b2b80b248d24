"""Follow what a configuration refers to: files it inherits, and files that add to it. Plain local paths only.

A reference is followed inside the repository, a few levels deep; a path that leaves it, or is computed, is not.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lrscale.errors import FileError
from lrscale.files import disk, syntaxes
from lrscale.files.document import Document, normal
from lrscale.files.lookup import Lookup

if TYPE_CHECKING:
    from lrscale.files.disk import Snapshot
    from lrscale.files.document import Leaf

__all__ = ["Merged", "inherit", "parts_of"]

Follows = Mapping[str, str]
_Load = Callable[[str], "disk.Snapshot"]
_Section = tuple[str, ...]

# Judgement: real chains are two or three files long.
_DEEPEST, _MOST = 5, 20


class Merged(NamedTuple):
    """A document with what it inherits.

    Attributes:
        document: its own scalars, then those inherited that it does not set itself.
        snapshots: the files that were followed, by path.
        notes: what could not be followed.
    """

    document: Document
    snapshots: dict[str, Snapshot]
    notes: list[str]


class _Parent(NamedTuple):
    """A file that a document names.

    Attributes:
        line: where it is named.
        name: its path.
        section: the section its values go into.
        wins: they win over those of the document.
        above: it may lie in any folder above the document's.
    """

    line: int
    name: str
    section: _Section = ()
    wins: bool = False
    above: bool = False


def inherit(snapshot: Snapshot, lookup: Lookup, follows: Follows, load: _Load) -> Merged:
    """Return a document merged with its parents; what it sets itself wins, a list it sets replaces the parent's."""
    document = lookup.document
    merged = Merged(document, {}, [])
    if not _named(lookup, follows):
        return merged
    merging = _Merging(snapshot, follows, load, merged)
    merging.add(snapshot, lookup, ())
    return merged._replace(document=document._replace(leaves=tuple(merging.leaves)))


class _Merging:
    """The scalars found so far, the strongest first: what is set is not set again."""

    def __init__(self, snapshot: Snapshot, follows: Follows, load: _Load, merged: Merged) -> None:
        self.root, self.follows, self.load, self.merged = disk.repository(snapshot.path), follows, load, merged
        self.leaves: list[Leaf] = []
        self._open: list[tuple[Path, _Section]] = []
        self._opened = 0

    def add(self, snapshot: Snapshot, lookup: Lookup, section: _Section) -> None:
        """Add a document and its parents, the last named before the others."""
        self._open.append((Path(snapshot.path).resolve(), section))
        parents = _named(lookup, self.follows)
        for parent in [each for each in parents if each.wins]:
            self._follow(snapshot, lookup, parent, section)
        self._take(lookup.document, section, snapshot.path if len(self._open) > 1 else None)
        for parent in [each for each in parents if not each.wins]:
            self._follow(snapshot, lookup, parent, section)
        self._open.pop()

    def _follow(self, snapshot: Snapshot, lookup: Lookup, parent: _Parent, section: _Section) -> None:
        """Add a parent of a document, or note why it is not followed."""
        if len(self._open) > _DEEPEST or self._opened >= _MOST:
            self.merged.notes.append(f"{parent.name} is not followed: the chain of parents is too long")
            return
        others = _search_path(lookup, self.root)
        if parent.above:
            others = [*_above(snapshot, self.root), *others]
        found = _open(snapshot, parent.name, self.root, self.load, others)
        if found is None:
            self.merged.notes.append(f"{parent.name} (line {parent.line}) is not followed: what it sets is unknown")
            return
        into = _claimed(found.text, section, (*section, *parent.section))
        if (Path(found.path).resolve(), into) in self._open:
            return
        try:
            read = syntaxes.load(syntaxes.recognise(found.path, found.text)).read(found.text)
        except FileError as error:
            self.merged.notes.append(f"{parent.name} is not followed: {error}")
            return
        self._opened += 1
        self.merged.snapshots[found.path] = found
        self.add(found, Lookup(read), into)

    def _take(self, document: Document, section: _Section, path: str | None) -> None:
        """Add the scalars that are not set already, and lie in no list or section that is, nor around one."""
        own = {normal(leaf.path) for leaf in self.leaves}
        around = {keys[:at] for keys in own for at in range(1, len(keys))}
        whole = {keys[:at] for keys in own for at, key in enumerate(keys) if key.isdecimal()}
        whole |= {keys[:-1] for keys in own if keys[-1] == "delete_"}
        # A flag is no section: what a configuration file holds under its name stays.
        whole |= {normal(leaf.path) for leaf in self.leaves if not str(leaf.path[0]).startswith("-")}
        for leaf in document.leaves:
            keys = normal((*section, *leaf.path))
            if keys in own or keys in around or any(keys[:at] in whole for at in range(len(keys))):
                continue
            if path is None:
                self.leaves.append(leaf)
                continue
            locked = f"inherited from {path}, which others may share"
            self.leaves.append(leaf._replace(path=(*section, *leaf.path), locked=locked, file=path))


def _named(lookup: Lookup, follows: Follows) -> list[_Parent]:
    """Return the parents a document names, the last named first."""
    found: list[_Parent] = []
    for pattern, kind in follows.items():
        if kind == "parent":
            leaves = lookup.find(pattern) + lookup.find_list(pattern)
            found += [
                _Parent(leaf.line, "${...}" if leaf.text is None else leaf.text) for leaf in leaves if leaf.text != ""
            ]
        elif kind == "defaults":
            found += _defaults(lookup)
    return found[::-1]


def _defaults(lookup: Lookup) -> Iterator[_Parent]:
    """Yield what a hydra defaults list names; what stands behind ``_self_`` wins over the document."""
    behind = False
    for leaf in lookup.document.leaves:
        if leaf.path[:1] != ("defaults",) or len(leaf.path) == 1:
            continue
        behind = behind or leaf.text == "_self_"
        parent = _default(leaf)
        if parent is not None:
            yield parent._replace(wins=behind)


def _default(leaf: Leaf) -> _Parent | None:
    """Return what an entry of a hydra defaults list names: ``- optimizer: adam``, ``- base``, ``- a/b@c``."""
    if leaf.text in ("", "_self_", "null", "~"):
        return None
    option = "${...}" if leaf.text is None else leaf.text.removesuffix(".yaml")
    if len(leaf.path) > len(("defaults", 0)):
        group = str(leaf.path[2])
    else:
        group, _, option = option.rpartition("/")
        option, _, package = option.partition("@")
        group = f"{group}@{package}" if package else group
    group = group.removeprefix("override ").removeprefix("optional ").strip()
    group, _, package = group.partition("@")
    folder = group.strip("/")
    # Hydra's own groups, of launchers and sweepers, set nothing of the run.
    if folder.partition("/")[0] == "hydra":
        return None
    name = f"{folder}/{option}.yaml" if folder else f"{option}.yaml"
    return _Parent(leaf.line, name, _section(folder, package), above=group.startswith("/"))


def _section(folder: str, package: str) -> _Section:
    """Return the section that the values of a default go into: its package, else its group."""
    if package:
        named = package.removeprefix("_global_").removeprefix("_here_")
    else:
        named = folder.replace("../", "").replace("/", ".")
    return tuple(part for part in named.split(".") if part)


_PACKAGE = re.compile(r"(?:[ \t]*(?:#(?![ \t]*@package).*)?\n){0,20}[ \t]*#[ \t]*@package[ \t]+(\S+)")


def _claimed(text: str, outside: _Section, otherwise: _Section) -> _Section:
    """Return the section a file claims, ``# @package _global_``, where it claims any."""
    found = _PACKAGE.match(text)
    if found is None or found[1] == "_group_":
        return otherwise
    claimed = _section("", found[1])
    return claimed if found[1].startswith("_global_") else (*outside, *claimed)


def _above(snapshot: Snapshot, root: Path) -> list[Path]:
    """Return the folders from a file's up to the root of its repository, that left out."""
    return [folder for folder in Path(snapshot.path).absolute().parents if root in folder.resolve().parents]


def _search_path(lookup: Lookup, root: Path) -> list[Path]:
    """Return the folders of the repository that hydra is told to search."""
    paths = [leaf.text or "" for leaf in lookup.find_list("hydra.searchpath")]
    return [root / path.removeprefix("file://") for path in paths if path.startswith("file://")]


def parts_of(snapshot: Snapshot, lookup: Lookup, follows: Follows, load: _Load, notes: list[str]) -> list[Snapshot]:
    """Return the files that add to a configuration, as a DeepSpeed file does; note those not found."""
    patterns = [pattern for pattern, kind in follows.items() if kind == "part"]
    if not patterns:
        return []
    names = dict.fromkeys(leaf.text for pattern in patterns for leaf in lookup.find(pattern) if leaf.text)
    root = disk.repository(snapshot.path) if names else Path()
    # Their paths count from the folder the command is run in, which is some folder above.
    folders = _above(snapshot, root) if names else []
    found = {name: _open(snapshot, name, root, load, folders) for name in names}
    notes += [f"{name} is not followed: what it sets is unknown" for name, part in found.items() if part is None]
    return [part for part in found.values() if part is not None]


def _open(snapshot: Snapshot, name: str, root: Path, load: _Load, others: Sequence[Path] = ()) -> Snapshot | None:
    """Return the file a reference names, None where it is none, or lies outside the repository."""
    if "\0" in name or "$" in name or not name.strip():
        return None
    folder = Path(snapshot.path).parent
    for base in (folder, root, *others):
        path = Path(os.path.normpath(base / name))
        try:
            inside = root in path.resolve().parents
        except (OSError, RuntimeError):
            return None
        if not inside:
            continue
        try:
            return load(str(path))
        except FileError:
            continue
    return None
