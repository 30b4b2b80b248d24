"""Read a configuration file: its syntax, the dialect it is of, the files it refers to, and what its values are."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from lrscale.errors import FileError
from lrscale.files import dialects, disk, syntaxes
from lrscale.files.config_file import ConfigFile, Unknown, Value
from lrscale.files.derivation import derive
from lrscale.files.document import spelled
from lrscale.files.gathering import gather
from lrscale.files.lookup import Lookup
from lrscale.files.references import inherit, parts_of
from lrscale.files.settings import world_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.files.dialects import Candidate, Dialect
    from lrscale.files.disk import Snapshot
    from lrscale.files.document import Leaf
    from lrscale.files.gathering import Found

__all__ = ["Loader", "Reading", "Site", "read"]

Loader = Callable[[str], "disk.Snapshot"]


class Site(NamedTuple):
    """One place that holds a field, and the file it is in."""

    file: str
    field: str
    value: int | float | str
    leaf: Leaf
    start: int
    end: int
    factor: float
    offset: float


class Reading(NamedTuple):
    """What lies behind a ConfigFile.

    Attributes:
        snapshots: the files that were read, by path as named; the first is the file itself.
        sites: by field, every place that holds it; the first gives the value.
        dialect: the table it was read by, None where none fits.
        load: how files are read.
        world: the number of processes that was stated, None where none was.
    """

    snapshots: dict[str, Snapshot]
    sites: dict[str, list[Site]]
    dialect: Dialect | None
    load: Loader
    world: int | None


def read(
    path: str | os.PathLike[str], *, dialect: str | None = None, world: int | None = None, load: Loader = disk.load
) -> ConfigFile:
    """Read a configuration file of any framework; nothing in it is executed.

    Args:
        path: the file: YAML, JSON, TOML, Python or shell.
        dialect: the framework it is of, where that is not to be recognised.
        world: the number of processes, where no file states it.
        load: how files are read; from disk unless told otherwise.

    Raises:
        FileError: the file cannot be read, or could be of several frameworks that disagree.
        UnknownName: no dialect bears the name.

    Whatever is missing, reading succeeds: only :attr:`ConfigFile.config` needs a batch and a rate.
    """
    snapshot = load(os.fspath(path))
    try:
        return _read(snapshot, dialect, world, load)
    except FileError as error:
        raise error.within(snapshot.path) from None


# Files that add to files that add to a file, and no further: two may name each other.
_DEEPEST = 3

# A file that holds none of these words states neither a batch nor a rate, whatever its framework.
_WORDS = (
    "batch lr learning accum bs ims_per tokens update_freq num_processes nproc samples base_ defaults -b gpu devices"
).split()


def _speaks(text: str) -> bool:
    """Return whether a text may state a batch or a rate, without reading it."""
    lowered = text.lower()
    return any(word in lowered for word in _WORDS)


def _read(snapshot: Snapshot, name: str | None, world: int | None, load: Loader, depth: int = 0) -> ConfigFile:
    if not snapshot.text.strip():
        raise FileError("is empty; expected a configuration")
    syntax = syntaxes.recognise(snapshot.path, snapshot.text)
    if name is None and not _speaks(snapshot.text):
        return _silent(snapshot, syntax, load)
    document = syntaxes.load(syntax).read(snapshot.text)
    lookup = Lookup(document)
    candidates = dialects.recognise(lookup)
    chosen = name or (candidates[0].name if candidates else None)
    if chosen is None:
        return _silent(snapshot, syntax, load)
    if name is None:
        _refuse_tie(candidates, lookup)
    file = _interpret(snapshot, lookup, chosen.strip().lower().replace("_", "-"), candidates, world, load, depth)
    if name is not None and not file._reading.sites:  # noqa: SLF001  # of the same making
        raise FileError(f"holds no key that {name} reads; leave out --dialect to have its framework recognised")
    return file


def _silent(snapshot: Snapshot, syntax: str, load: Loader) -> ConfigFile:
    """Return a file in which no batch and no rate was recognised."""
    found = ConfigFile(path=snapshot.path, syntax=syntax, dialect=None)
    found._reading = Reading({snapshot.path: snapshot}, {}, None, load, None)  # noqa: SLF001  # made here
    return found


def _refuse_tie(candidates: list[Candidate], lookup: Lookup) -> None:
    """Refuse a file that two dialects fit equally and read differently."""
    first, *others = (candidate for candidate in candidates if candidate.strength == candidates[0].strength)
    readings = {}
    for candidate in (first, *others) if others else ():
        places = gather(dialects.load(candidate.name), lookup).places
        readings[candidate.name] = {
            field: places[field][0].amount.value for field in ("micro_batch", "global_batch", "lr") if field in places
        }
    if len({str(reading) for reading in readings.values()}) > 1:
        names = " or ".join(readings)
        raise FileError(f"could be of {names}, which read it differently; name one, as with --dialect {first.name}")


def _interpret(
    snapshot: Snapshot,
    lookup: Lookup,
    name: str,
    candidates: list[Candidate],
    world: int | None,
    load: Loader,
    depth: int,
) -> ConfigFile:
    dialect = dialects.load(name)
    document = lookup.document
    merged = inherit(snapshot, lookup, dialect.follows, load)
    found = gather(dialect, lookup if merged.document is document else Lookup(merged.document))
    found.partial |= bool(merged.notes)
    named = parts_of(snapshot, found.lookup, dialect.follows, load, merged.notes) if depth < _DEEPEST else []
    parts = list(_read_parts(named, load, depth + 1, merged.notes))
    snapshots = {snapshot.path: snapshot, **merged.snapshots}
    sites = _sites(found, snapshot.path)
    values = {field: _value(sites[field]) for field in sites}
    unknown = _unknown(found, snapshot.path, values)
    notes = list(dialect.notes) + list(merged.notes)
    for part in parts:
        behind = part._reading  # noqa: SLF001  # of the same making
        snapshots |= behind.snapshots
        for field, places in behind.sites.items():
            # "auto" in a part: what this file says, or its framework takes.
            if places[0].value == "auto":
                continue
            sites[field] = [*sites.get(field, []), *places]
            told = values.get(field)
            if told is None or told.value == "auto":
                values[field] = part.values[field]
            elif field in _AGREE and told.value != part.values[field].value:
                unknown.append(_disagreement(field, values.pop(field), part.values[field]))
        unknown += part.unknown
    derived = derive(dialect, found, values, world, lambda: world_for(snapshot.path))
    signs = next((candidate.signs for candidate in candidates if candidate.name == name), ())
    result = ConfigFile(
        path=snapshot.path,
        syntax=document.syntax,
        dialect=name,
        evidence=signs,
        values={name: _placed(held, snapshot.path) for name, held in derived.values.items()},
        unknown=tuple(unknown),
        scaler=derived.scaler,
        notes=(*notes, *derived.notes),
    )
    result._reading = Reading(snapshots, sites, dialect, load, world)  # noqa: SLF001  # made here
    return result


# What a trainer's arguments and a file that adds to them must say alike.
_AGREE = frozenset({"micro_batch", "lr"})


def _disagreement(field: str, told: Value, other: Value) -> Unknown:
    why = f"{told.value} here, and {other.value} in {other.file}:{other.line} ({other.key}); make them agree"
    return Unknown(field=field, why=why, file=told.file or "", line=told.line or 1, key=told.key or field)


def _read_parts(named: list[Snapshot], load: Loader, depth: int, notes: list[str]) -> Iterator[ConfigFile]:
    """Yield the files that add to a configuration; note those that cannot be read."""
    for part in named:
        try:
            yield _read(part, None, None, load, depth)
        except FileError as error:
            notes.append(f"{error.within(part.path)}; what it sets is unknown")


def _sites(found: Found, path: str) -> dict[str, list[Site]]:
    return {
        field: [
            Site(
                file=leaf.file or path,
                field=field,
                value=amount.value,
                leaf=leaf,
                start=leaf.start + amount.start,
                end=leaf.start + amount.end,
                factor=amount.factor,
                offset=amount.offset,
            )
            for amount, leaf in places
        ]
        for field, places in found.places.items()
    }


def _value(sites: list[Site]) -> Value:
    first = sites[0]
    value = tuple(site.value for site in sites) if first.field == "milestones" else first.value
    return Value(
        value=value,
        text=first.leaf.text,
        file=first.file,
        line=first.leaf.line,
        key=spelled(first.leaf.path),
        source="file",
    )


def _placed(held: Value, path: str) -> Value:
    """Return a value with the file it stands in; a launcher's stands in the file itself."""
    return held if held.line is None or held.file is not None else held.model_copy(update={"file": path})


def _unknown(found: Found, path: str, values: dict[str, Value]) -> list[Unknown]:
    return [
        Unknown(field=field, why=why, file=leaf.file or path, line=leaf.line, key=spelled(leaf.path))
        for field, (leaf, why) in found.unknown.items()
        if field not in values
    ]
