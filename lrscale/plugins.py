"""The directory is the registry: the modules of a plug-in package are its plug-ins, by file name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from lrscale.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

__all__ = ["closest", "load", "load_all", "names", "page"]


@cache
def names(package: str) -> tuple[str, ...]:
    """Return the names of the plug-ins in a package, sorted, with ``-`` for ``_``."""
    path = importlib.import_module(package).__path__
    return tuple(sorted(found.name.replace("_", "-") for found in pkgutil.iter_modules(path)))


@cache
def load(package: str, name: str) -> ModuleType:
    """Import one plug-in by its name.

    Raises:
        UnknownName: no module of the package bears the name.
    """
    if name not in names(package):
        kind = package.rpartition(".")[2].removesuffix("s")
        raise UnknownName(f"{name!r} is no {kind}; expected {closest(name, names(package))}")
    return importlib.import_module(f"{package}.{name.replace('-', '_')}")


@cache
def load_all(package: str) -> dict[str, ModuleType]:
    """Import every plug-in of a package, by name, in alphabetical order."""
    return {name: load(package, name) for name in names(package)}


def page(plugin: ModuleType) -> str:
    """Return the manual page of a plug-in, which is its docstring."""
    return (plugin.__doc__ or "").strip()


# Judgement: a list longer than this is not read, so only the closest name is offered.
_LISTED = 30


def closest(name: str, known: Iterable[str]) -> str:
    """Return the end of an error message: the known names where they are few, and the closest where one is close."""
    import difflib

    known = list(known)
    match = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if len(known) > _LISTED:
        return match[0] if match else f"one of {len(known)} names, none of them close"
    return f"one of {', '.join(known)}" + (f" (did you mean {match[0]}?)" if match else "")
