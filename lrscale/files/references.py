"""Follow what a configuration refers to: files it inherits, and files that add to it. Plain local paths only.

A reference is followed inside the repository, a few levels deep; a path that leaves it, or is computed, is not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
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

# Judgement: real chains are two or three files long.
_DEEPEST, _MOST = 5, 20


class Merged(NamedTuple):
    """A document with what it inherits.

    Attributes:
        document: its own scalars, then those inherited that it does not set itself.
        origins: by id of an inherited scalar, the file it is from.
        snapshots: the files that were followed, by path.
        notes: what could not be followed.
    """

    document: Document
    origins: dict[int, str]
    snapshots: dict[str, Snapshot]
    notes: list[str]


def inherit(snapshot: Snapshot, lookup: Lookup, follows: Follows, load: _Load) -> Merged:
    """Return a document merged with its parents; what it sets itself wins, a list it sets replaces the parent's."""
    document = lookup.document
    merged = Merged(document, {}, {}, [])
    if not _named(lookup, follows):
        return merged
    root = disk.repository(snapshot.path)
    leaves = list(document.leaves)
    _merge(leaves, snapshot, lookup, follows, load, root, merged, 0)
    return merged._replace(document=document._replace(leaves=tuple(leaves)))


def _merge(
    leaves: list[Leaf],
    snapshot: Snapshot,
    lookup: Lookup,
    follows: Follows,
    load: _Load,
    root: Path,
    merged: Merged,
    depth: int,
) -> None:
    """Add what the parents of one document set, the nearest first."""
    for leaf, name, prefix in _named(lookup, follows):
        if depth >= _DEEPEST or len(merged.snapshots) >= _MOST:
            merged.notes.append(f"{name} is not followed: the chain of parents is too long")
            return
        parent = _open(snapshot, name, root, load)
        if parent is None:
            merged.notes.append(f"{name} (line {leaf.line}) is not followed: what it sets is unknown")
            continue
        if parent.path in merged.snapshots or parent.path == snapshot.path:
            continue
        try:
            read = syntaxes.load(syntaxes.recognise(parent.path, parent.text)).read(parent.text)
        except FileError as error:
            merged.notes.append(f"{name} is not followed: {error}")
            continue
        merged.snapshots[parent.path] = parent
        _add(leaves, read, prefix, parent.path, merged.origins)
        _merge(leaves, parent, Lookup(read), follows, load, root, merged, depth + 1)


def _add(leaves: list[Leaf], parent: Document, prefix: tuple[str, ...], path: str, origins: dict[int, str]) -> None:
    """Add the scalars of a parent that are not set already, and lie in no list or section that is."""
    own = {normal(leaf.path) for leaf in leaves}
    lists = {normal(leaf.path)[:-1] for leaf in leaves if isinstance(leaf.path[-1], int)}
    lists |= {keys[:at] for keys in own for at, key in enumerate(keys) if key.isdecimal()}
    replaced = {keys[:-1] for keys in own if keys[-1] == "delete_"}
    for leaf in parent.leaves:
        keys = normal((*prefix, *leaf.path))
        if keys in own or any(keys[:at] in lists or keys[:at] in replaced for at in range(len(keys))):
            continue
        inherited = leaf._replace(path=(*prefix, *leaf.path), locked=f"inherited from {path}, which others may share")
        origins[id(inherited)] = path
        leaves.append(inherited)


def _named(lookup: Lookup, follows: Follows) -> list[tuple[Leaf, str, tuple[str, ...]]]:
    """Return the parents a document names, with the section their values go into; the last named wins."""
    found: list[tuple[Leaf, str, tuple[str, ...]]] = []
    for pattern, kind in follows.items():
        if kind == "parent":
            leaves = lookup.find(pattern) + lookup.find_list(pattern)
            found += [(leaf, "${...}" if leaf.text is None else leaf.text, ()) for leaf in leaves if leaf.text != ""]
        elif kind == "defaults":
            found += [entry for leaf in lookup.document.leaves if (entry := _default(leaf)) is not None]
    return found[::-1]


def _default(leaf: Leaf) -> tuple[Leaf, str, tuple[str, ...]] | None:
    """Return what an entry of a hydra defaults list names: ``- optimizer: adam`` or ``- base``."""
    if leaf.path[:1] != ("defaults",) or not leaf.text or leaf.text in ("_self_", "null") or "$" in leaf.text:
        return None
    if len(leaf.path) == 2:
        return leaf, f"{leaf.text}.yaml", ()
    group = str(leaf.path[2]).removeprefix("override ").removeprefix("optional ").strip()
    folder, _, package = group.partition("@")
    section = () if package == "_global_" else tuple((package or folder).strip("/").replace("/", ".").split("."))
    return leaf, f"{folder.strip('/')}/{leaf.text.removesuffix('.yaml')}.yaml", section


def parts_of(snapshot: Snapshot, lookup: Lookup, follows: Follows, load: _Load, notes: list[str]) -> list[Snapshot]:
    """Return the files that add to a configuration, as a DeepSpeed file does; note those not found."""
    patterns = [pattern for pattern, kind in follows.items() if kind == "part"]
    if not patterns:
        return []
    names = dict.fromkeys(leaf.text for pattern in patterns for leaf in lookup.find(pattern) if leaf.text)
    root = disk.repository(snapshot.path) if names else Path()
    found = {name: _open(snapshot, name, root, load) for name in names}
    notes += [f"{name} is not followed: what it sets is unknown" for name, part in found.items() if part is None]
    return [part for part in found.values() if part is not None]


def _open(snapshot: Snapshot, name: str, root: Path, load: _Load) -> Snapshot | None:
    """Return the file a reference names, None where it is none, or lies outside the repository."""
    if "\0" in name or "$" in name or not name.strip():
        return None
    folder = Path(snapshot.path).parent
    for base in (folder, root):
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
