"""``--write`` and ``--diff``: put the values of a plan into the files of ``--from``, all of them or none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrscale.cli.options import Request
    from lrscale.cli.sources import Source
    from lrscale.files.config_file import ConfigFile
    from lrscale.plan import Plan

__all__ = ["edit"]


def edit(request: Request, answers: list[tuple[Source, Plan]]) -> None:
    """Write the new values, or show them as a diff; what could not be moved is told on stderr.

    Raises:
        RefusedEdit: one of the files cannot be changed safely; none is.
    """
    edited = [source.file.with_plan(plan) for source, plan in answers if source.file is not None]
    if request.edit == "write":
        from lrscale.files.editing import write

        write(edited)
        for file, (_, plan) in zip(edited, answers, strict=True):
            _report(file, plan)
        return
    for file in edited:
        sys.stdout.write(file.diff())
        _tell_todo(file)


def _report(file: ConfigFile, plan: Plan) -> None:
    from lrscale.report import files, terminal

    terminal.emit(files.show_edit(file, plan, width=terminal.width()))


def _tell_todo(file: ConfigFile) -> None:
    for todo in file.todo:
        print(f"lrscale: to do: {file.path}: {todo.field} = {todo.value} ({todo.why})", file=sys.stderr)
