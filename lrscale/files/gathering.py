"""From the scalars of a file to amounts of fields, by the table of its dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lrscale.errors import InvalidInput
from lrscale.files.dialects import Key
from lrscale.files.document import normal
from lrscale.files.lookup import split_list
from lrscale.files.quantities import device_ids, device_list, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrscale.files.dialects import Dialect
    from lrscale.files.document import Leaf
    from lrscale.files.lookup import Lookup
    from lrscale.files.quantities import Amount, Unit

__all__ = ["Found", "Place", "gather"]

# Fields that are lists themselves.
LISTS = frozenset({"milestones"})
# Without these there is nothing to scale.
NEEDED = frozenset({"lr", "micro_batch", "grad_accum", "global_batch"})
_DEVICES = (device_list, device_ids)


class Place(NamedTuple):
    """An amount, and the scalar that says so."""

    amount: Amount
    leaf: Leaf


class Found:
    """What the scalars of one file say.

    Attributes:
        lookup: the scalars.
        places: by field, every place that holds it; the first gives the value.
        unknown: by field, a scalar that holds it and does not tell, with the reason.
        partial: a file that says more was not read, so that a missing key does not tell what the framework takes.
    """

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.places: dict[str, list[Place]] = {}
        self.unknown: dict[str, tuple[Leaf, str]] = {}
        self.partial = False

    def value(self, field: str) -> int | float | str | None:
        """Return what a field is, None where the file does not say."""
        places = self.places.get(field)
        return places[0].amount.value if places else None

    def number(self, field: str) -> int | float | None:
        """Return what a field is where that is a number."""
        value = self.value(field)
        return None if isinstance(value, str) else value

    def take(self, field: str, paths: str | Iterable[str], unit: Unit = plain, ignores: tuple[str, ...] = ()) -> None:
        """Look a field up, and note what is found: its places, or why it is unknown."""
        for pattern in (paths,) if isinstance(paths, str) else paths:
            if not self.lookup.knows(pattern):
                continue
            for leaf in self.leaves(field, pattern, unit):
                if not ignores or not _ignored(leaf, ignores):
                    self.note(field, leaf, unit)
        if field in NEEDED and field not in self.places:
            self._note_section(field, paths)
        self.settle(field)

    def _note_section(self, field: str, paths: str | Iterable[str]) -> None:
        """Note that a section stands where a number was expected."""
        for pattern in (paths,) if isinstance(paths, str) else paths:
            first = self.lookup.find_below(pattern)
            if first is not None:
                self.unknown.setdefault(field, (first, "a section where a number was expected"))

    def note(self, field: str, leaf: Leaf, unit: Unit = plain) -> None:
        """Note what one scalar says about a field."""
        if leaf.text is None:
            self.unknown.setdefault(field, (leaf, leaf.locked))
            return
        try:
            amount = unit(field, leaf.text)
        except InvalidInput as error:
            self.unknown.setdefault(field, (leaf, str(error)))
            return
        if amount is not None:
            self.places.setdefault(amount.field, []).append(Place(amount, leaf))

    def drop(self, *fields: str) -> None:
        """Forget what was found about fields."""
        for field in fields:
            self.places.pop(field, None)
            self.unknown.pop(field, None)

    def leaves(self, field: str, pattern: str, unit: Unit) -> Iterator[Leaf]:
        """Yield the scalars for a pattern; a list of one is that one."""
        found = self.lookup.find(pattern)
        items = [item for leaf in found for item in split_list(leaf)] if field in LISTS else []
        if found and unit not in _DEVICES:
            yield from items or found
            return
        listed = self.lookup.find_list(pattern)
        if unit in _DEVICES:
            yield from found
            if listed and not found:
                yield listed[0]._replace(
                    path=listed[0].path[:-1],
                    text=",".join(leaf.text or "" for leaf in listed) + ",",
                    locked="a list of devices",
                )
        elif field in LISTS or len(listed) == 1:
            yield from listed
        elif listed:
            why = f"a list of {len(listed)} values where one was expected"
            yield listed[0]._replace(path=listed[0].path[:-1], text=None, locked=why)

    def settle(self, field: str) -> None:
        """Drop a field that several places of the same name tell differently."""
        places = self.places.get(field, [])
        if len(places) < 2 or field in LISTS:
            return
        first = places[0]
        name = normal(first.leaf.path)
        for other in places[1:]:
            if other.amount.value != first.amount.value and normal(other.leaf.path)[-1:] == name[-1:]:
                why = f"said differently: {first.amount.value} (line {first.leaf.line}), "
                self.unknown[field] = (first.leaf, why + f"{other.amount.value} (line {other.leaf.line})")
                del self.places[field]
                return


def gather(dialect: Dialect, lookup: Lookup) -> Found:
    """Return what a dialect's table finds in a file."""
    found = Found(lookup)
    for field, entry in dialect.keys.items():
        key = entry if isinstance(entry, Key) else Key(entry)
        found.take(field, key.paths, key.unit, dialect.ignores)
    for index, paths in enumerate(dialect.divides_world):
        found.take(f"divides_world.{index}", paths)
    if dialect.refine is not None:
        dialect.refine(found)
    return found


def _ignored(leaf: Leaf, ignores: tuple[str, ...]) -> bool:
    """Return whether a scalar's key, or one around it, holds one of the words that mean another batch or rate."""
    path = ".".join(normal(leaf.path))
    return any(word in path for word in ignores)
