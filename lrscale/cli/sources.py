"""What ``--from`` and ``--to`` name: a notation, or a file, which wins over it where it exists."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from lrscale.errors import InvalidInput, NotationError

if TYPE_CHECKING:
    from lrscale.cli.options import Request
    from lrscale.config import TrainingConfig
    from lrscale.files.config_file import ConfigFile
    from lrscale.notation import Target

__all__ = ["Source", "read_source", "read_target"]


class Source:
    """What the run has now.

    Attributes:
        file: the file it is from, None for a notation.
        config: the configuration.
    """

    def __init__(self, config: TrainingConfig, file: ConfigFile | None = None) -> None:
        self.config, self.file = config, file


def read_source(text: str, request: Request) -> Source:
    """Read what stands after ``--from``.

    Raises:
        LrscaleError: it is neither a file that can be read nor a notation.
    """
    if _is_path(text):
        file = _read_file(text, request)
        return Source(file.config_with(request.facts), file)
    if request.edit is not None or request.dialect is not None or request.world is not None:
        option = next(name for name in (request.edit, "dialect" if request.dialect else None, "world") if name)
        raise InvalidInput(f"--{option} is about files, and {text!r} is none")
    from lrscale import notation

    try:
        return Source(notation.parse(text, **request.facts))
    except NotationError as error:
        raise _named("--from", error, text) from None


def read_target(request: Request) -> Target | ConfigFile:
    """Read what stands after ``--to``: the parts of a notation, or a file with the change somebody made."""
    if _is_path(request.target):
        return _read_file(request.target, request)
    from lrscale import notation

    try:
        return notation.parse_target(request.target)
    except NotationError as error:
        option = "--effective" if request.target.startswith("=") else "--to"
        raise _named(option, error, request.target) from None


def _read_file(path: str, request: Request) -> ConfigFile:
    from lrscale.files.reading import read

    return read(path, dialect=request.dialect, world=request.world)


def _is_path(text: str) -> bool:
    """Return whether a text names something that exists; pathlib would not take any text for an answer."""
    return os.path.lexists(text) or _has_known_ending(text)


# A name that ends so and does not exist is a file that is missing, not a notation.
_ENDINGS = (".yaml", ".yml", ".json", ".jsonc", ".toml", ".py", ".sh", ".slurm", ".sbatch", ".conf")


def _has_known_ending(text: str) -> bool:
    return text.lower().endswith(_ENDINGS)


def _named(option: str, error: NotationError, text: str) -> Any:
    missing = "; no file of that name exists" if "/" in text else ""
    return NotationError(f"{option}: {error.expected}{missing}", error.text, error.position)
