"""``--write`` and ``--diff``: put the values of a plan into the files of ``--from``, all of them or none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lrscale.errors import printable

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
    from lrscale.files import editing

    files = [(source.file, source.file.with_plan(plan), plan) for source, plan in answers if source.file is not None]
    edited = [file for _, file, _ in files]
    if request.edit == "write":
        editing.write(edited)
        for before, file, plan in files:
            _report(before, file, plan)
        return
    sys.stdout.write(editing.diff(edited))
    for file in edited:
        _tell_todo(file)


def _report(before: ConfigFile, file: ConfigFile, plan: Plan) -> None:
    from lrscale.report import files, terminal

    terminal.emit(files.show_edit(before, file, plan, width=terminal.width()))


def _tell_todo(file: ConfigFile) -> None:
    for todo in file.todo:
        line = f"lrscale: to do: {file.path}: {todo.field} = {todo.value} ({todo.why})"
        print(printable(line), file=sys.stderr)
