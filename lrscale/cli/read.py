"""``lrscale read``: how lrscale reads configuration files."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from lrscale.cli.options import complete_dialect, world_size
from lrscale.errors import FileError, InvalidInput, MissingFact

if TYPE_CHECKING:
    from lrscale.files.config_file import ConfigFile

HELP = """Example: lrscale read train.yaml

Print how configuration files are read: values, where each stands, the effective batch, what is unknown.
"""

__all__ = ["HELP", "read"]


def read(
    files: Annotated[list[str], typer.Argument(help="YAML, JSON, TOML, Python or shell files.", metavar="FILE...")],
    dialect: Annotated[
        str | None,
        typer.Option(
            help="The framework, where it is not recognised.", metavar="NAME", autocompletion=complete_dialect
        ),
    ] = None,
    world: Annotated[str | None, typer.Option(help="Processes in all, where no file says so.", metavar="N")] = None,
    format: Annotated[str, typer.Option(help="text or json.", metavar="NAME")] = "text",  # noqa: A002  # what is typed
) -> None:
    """Print how lrscale reads configuration files."""
    from lrscale.files import reading
    from lrscale.report import files as report
    from lrscale.report import terminal

    if format not in ("text", "json"):
        raise InvalidInput(f"--format: expected one of text, json, got {format!r}")
    size, found, failed = world_size(world), [], False
    for path in files:
        try:
            found.append(reading.read(path, dialect=dialect, world=size))
            _refuse_contradiction(found[-1])
        except FileError as error:
            failed = True
            print(f"lrscale: {error}", file=sys.stderr)
    if format == "json":
        print(report.as_json(found))
    elif found:
        width = terminal.width()
        terminal.emit("\n\n".join(report.show_reading(file, width=width) for file in found))
    if failed:
        raise typer.Exit(2)


def _refuse_contradiction(file: ConfigFile) -> None:
    """Refuse values that contradict each other, or cannot be meant; what is missing is no fault of a file."""
    with contextlib.suppress(MissingFact):
        _ = file.config
