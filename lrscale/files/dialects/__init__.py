"""One module per framework: where it keeps its hyperparameters, and what they mean there. The file's name is its name.

A dialect defines ``DIALECT``, a :class:`Dialect`: a table over key paths. Its page says where the facts are from. Most
need nothing else; what several share stands in :mod:`lrscale.files.families`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from lrscale import plugins
from lrscale.files.document import normal
from lrscale.files.lookup import last_name
from lrscale.files.quantities import Unit, plain

if TYPE_CHECKING:
    from lrscale.files.lookup import Lookup

__all__ = ["SHARED", "TELLING", "UNIQUE", "Candidate", "Dialect", "Key", "Scaler", "load", "recognise"]

# How much a sign tells: no other framework has it; few have it; a family has it.
UNIQUE, TELLING, SHARED = 100, 10, 1


class Key(NamedTuple):
    """Where a value stands, and how its text is to be read.

    Attributes:
        paths: patterns of key paths (see :mod:`lrscale.files.lookup`); the first that is there gives the value, and
            the others move with it.
        unit: how the text is read.
    """

    paths: str | tuple[str, ...]
    unit: Unit = plain


class Scaler(NamedTuple):
    """A framework that multiplies the learning rate by a function of the batch at run time.

    Attributes:
        rule: the rule its code follows, ``linear`` or ``sqrt``.
        formula: what it multiplies by, for people.
        when: signs of which one must show, or conditions on several, ``a and not b=1``; empty where it always does.
    """

    rule: str
    formula: str
    when: tuple[str, ...] = ()


# A default: a value, or what computes it from the counts found, None where these do not tell.
Default = int | float | str | Callable[[Callable[[str], int | None]], int | None]


class Dialect(NamedTuple):
    """How one framework's configuration is read.

    Attributes:
        signs: what tells a file of it, and how much each sign tells; see :meth:`Lookup.shows`.
        keys: by field of a TrainingConfig, or fact (see :mod:`lrscale.files.facts`), where its value stands.
        defaults: what the framework takes where a key is missing; computed where it depends on other counts.
        divides_world: keys whose product divides the world size to give the data-parallel ranks.
        ignores: keys that never count, whatever pattern they fit.
        scalers: what multiplies the learning rate at run time.
        follows: keys that name another file: ``parent`` where this file inherits it, ``part`` where it adds to it.
        total_accumulation: accumulation counts the micro-batches of all ranks together.
        refine: what no table says; looks at the scalars and adds to, or corrects, the amounts found.
        notes: what a reader must know about the framework, one sentence each.
    """

    signs: Mapping[str, int]
    keys: Mapping[str, str | tuple[str, ...] | Key]
    defaults: Mapping[str, Default] = {}
    divides_world: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    scalers: tuple[Scaler, ...] = ()
    follows: Mapping[str, str] = {}
    total_accumulation: bool = False
    refine: Callable[..., None] | None = None
    notes: tuple[str, ...] = ()

    def name_of(self, field: str) -> str | None:
        """Return the key this framework has for a field, None where it has none."""
        entry = self.keys.get(field)
        paths = entry.paths if isinstance(entry, Key) else entry
        first = paths if isinstance(paths, str) or paths is None else paths[0]
        return None if first is None else first.removeprefix("**.").replace(".*", "[0]")


class Candidate(NamedTuple):
    """A dialect that a file may be of, with the signs that tell so."""

    name: str
    strength: int
    signs: tuple[str, ...]


def load(name: str) -> Dialect:
    """Return a dialect by its name.

    Raises:
        UnknownName: no dialect bears the name.
    """
    found: Dialect = plugins.load(__name__, name.strip().lower().replace("_", "-")).DIALECT
    return found


def recognise(lookup: Lookup) -> list[Candidate]:
    """Return the dialects a file may be of, the one with the most telling signs first."""
    shown: dict[str, list[tuple[int, str]]] = {}
    signs = _signs()
    likely = [entry for keys in set(lookup.paths) for entry in signs.keys.get(keys, ())]
    likely += [entry for name in lookup.names for entry in signs.names.get(name, ())]
    likely += [entry for section in lookup.sections for entry in signs.sections.get(section, ())]
    likely += signs.anywhere
    likely += signs.words if lookup.words else ()
    for dialect, sign, strength in likely:
        if lookup.shows(sign):
            shown.setdefault(dialect, []).append((strength, sign))
    found = [
        Candidate(dialect, sum(strength for strength, _ in signs), tuple(sign for _, sign in sorted(signs)[::-1]))
        for dialect, signs in shown.items()
    ]
    # What a family shares does not tell a framework by itself; the fallback's signs tell nothing, and need not.
    telling = (candidate for candidate in found if candidate.strength >= TELLING or candidate.strength == 0)
    return sorted(telling, key=lambda candidate: (-candidate.strength, candidate.name))


_Sign = tuple[str, str, int]


class _Signs(NamedTuple):
    """The signs of all dialects: keys by their path, or their last name, sections by their path or anywhere, words."""

    keys: dict[tuple[str, ...], list[_Sign]]
    names: dict[str, list[_Sign]]
    sections: dict[tuple[str, ...], list[_Sign]]
    anywhere: list[_Sign]
    words: list[_Sign]


@cache
def _signs() -> _Signs:
    signs = _Signs({}, {}, {}, [], [])
    for name, module in plugins.load_all(__name__).items():
        for sign, strength in module.DIALECT.signs.items():
            entry, first = (name, sign, strength), sign.partition(" and ")[0]
            key = first.partition("=")[0]
            if first.startswith("$ "):
                signs.words.append(entry)
            elif "*" in key and key.endswith("."):
                signs.anywhere.append(entry)
            elif key.endswith("."):
                signs.sections.setdefault(normal((key[:-1],)), []).append(entry)
            elif "*" in first or key[-1].isdecimal():
                signs.names.setdefault(last_name(key), []).append(entry)
            else:
                signs.keys.setdefault(normal((key,)), []).append(entry)
    return signs
