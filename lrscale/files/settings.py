"""What a project says about its runs: ``[tool.lrscale]`` of pyproject.toml, or lrscale.toml.

[tool.lrscale.world]          # lrscale.toml: [world]
"configs/pretrain/*" = 64     # processes, by path pattern from this file's folder; the first that fits counts
"*" = 8
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from lrscale.config import Count, Frozen
from lrscale.errors import FileError
from lrscale.files import disk
from lrscale.plugins import closest

__all__ = ["Settings", "settings_for", "world_for"]


class Settings(Frozen):
    """The settings of a project."""

    world: dict[str, Count] = Field({}, description="processes in all, by path pattern; a bare number is that of '*'")


def world_for(path: str) -> int | None:
    """Return how many processes the settings of a file's project say it runs on, None where they do not.

    Raises:
        FileError: the settings cannot be read, or say what cannot be meant.
    """
    found = settings_for(path)
    if found is None:
        return None
    folder, settings = found
    name = disk.absolute(path).relative_to(folder).as_posix()
    return next((size for pattern, size in settings.world.items() if fnmatchcase(name, pattern)), None)


def settings_for(path: str) -> tuple[Path, Settings] | None:
    """Return the settings nearest to a file, up to its repository's root, with the folder they stand in.

    Raises:
        FileError: the settings cannot be read, or say what cannot be meant.
    """
    folders = disk.upward(path)
    for folder in folders[: folders.index(str(disk.repository(path))) + 1]:
        for name in ("lrscale.toml", "pyproject.toml"):
            settings = _read(f"{folder}/{name}")
            if settings is not None:
                return Path(folder), settings
    return None


def _read(path: str) -> Settings | None:
    try:
        changed = os.stat(path).st_mtime_ns  # noqa: PTH116  # as below, of every folder on the way
    except OSError:
        return None
    return _parsed(path, changed)


@lru_cache(maxsize=256)
def _parsed(path: str, changed: int) -> Settings | None:  # noqa: ARG001  # read again when it changed
    import tomli

    try:
        table: Any = tomli.loads(disk.load(path).text)
    except FileError:
        raise
    except (ValueError, RecursionError) as error:
        raise FileError(f"not valid TOML: {error}", file=path) from None
    if path.endswith("pyproject.toml"):
        tools = table.get("tool")
        table = tools.get("lrscale") if isinstance(tools, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise FileError(f"expected a table, got {table!r}", file=path, key="tool.lrscale")
    if isinstance(table.get("world"), int):
        table = {**table, "world": {"*": table["world"]}}
    try:
        return Settings(**table)
    except ValidationError as error:
        raise _explained(error, path) from None


def _explained(error: ValidationError, path: str) -> FileError:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return FileError(f"is no setting; expected {closest(key, Settings.model_fields)}", file=path, key=key)
    return FileError(f"{first['msg'].lower()}, got {first['input']!r}", file=path, key=key)
