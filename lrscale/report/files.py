"""Configuration files for people: how they were read, and what was put into them."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from lrscale.errors import InvalidInput
from lrscale.numerals import number, show
from lrscale.report.terminal import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrscale.files.config_file import ConfigFile, Value
    from lrscale.plan import Plan

__all__ = ["as_json", "show_edit", "show_reading"]

_NAME, _VALUE = 16, 12


def as_json(files: Sequence[ConfigFile]) -> str:
    """Return the files as a JSON array, in the order they were named, with full precision."""
    import json

    return json.dumps([file.model_dump(mode="json") for file in files], indent=2)


def show_reading(file: ConfigFile, *, width: int = 80) -> str:
    """Return how a file was read, as text: every value with its place, then what is unknown."""
    if file.dialect is None:
        return f"{file.path}: no batch size or learning rate was recognised"
    lines = list(_heading(file, width))
    stated = {
        name: held for name, held in file.values.items() if held.source != "default" and name != "effective_batch"
    }
    for name, held in stated.items():
        lines += _row(name, _shown(held), _origin(held, file.path), width)
    lines += _row("effective batch", *_effective(file), width)
    for unknown in file.unknown:
        place = f"{unknown.key}, {_place(unknown.file, unknown.line, file.path)}"
        lines += _row(unknown.field, "unknown", f"{place}: {unknown.why}", width)
    defaults = ", ".join(f"{name} {_shown(held)}" for name, held in file.values.items() if held.source == "default")
    if defaults:
        lines += _row("not in the file", "", f"{file.dialect} takes {defaults}", width)
    for note in file.notes:
        lines += _row("note", "", note, width)
    return "\n".join(line.rstrip() for line in lines)


def _heading(file: ConfigFile, width: int) -> Iterator[str]:
    signs = [sign.removeprefix("**.").removeprefix("$ ") for sign in file.evidence[:3]]
    why = f", told by {', '.join(signs)}" if signs else ""
    yield from wrap(f"{file.path}: {file.dialect}{why}", width, initial_indent="", subsequent_indent="  ")


def _row(name: str, value: str, origin: str, width: int) -> list[str]:
    text = f"{value:{_VALUE}} {origin}" if value else origin
    indent = " " * (_NAME + 3)
    rest = indent + " " * (_VALUE + 1) if value and len(value) <= _VALUE else indent
    return wrap(text, width, initial_indent=f"  {name:{_NAME}} ", subsequent_indent=rest)


def _shown(held: Value) -> str:
    if held.text is not None and isinstance(held.value, int | float) and _reads_as(held.text, held.value):
        return held.text
    return _told(held)


def _reads_as(text: str, value: float) -> bool:
    """Return whether a text is short, and the number itself; a list of devices is not."""
    try:
        return len(text) <= _VALUE and number(text) == value
    except InvalidInput:
        return False


def _told(held: Value) -> str:
    values = held.value if isinstance(held.value, tuple) else (held.value,)
    return ",".join(show(value) if isinstance(value, int | float) else value for value in values)


def _origin(held: Value, path: str) -> str:
    if held.source == "derived":
        return f"= {held.why}"
    if held.source == "stated":
        return f"stated {held.why}"
    place = f"{held.key}, {_place(held.file or path, held.line, path)}"
    return f"{place}: {held.why}" if held.why else place


def _place(file: str, line: int | None, path: str) -> str:
    return f"line {line}" if file == path else f"{file} line {line}"


def _effective(file: ConfigFile) -> tuple[str, str]:
    held = file.values.get("effective_batch")
    if held is not None:
        return _shown(held), f"samples a step: {held.why}"
    if (tokens := _tokens(file)) is not None:
        return tokens
    factors = [file.values[name].value for name in ("micro_batch", "grad_accum") if name in file.values]
    counts = [value for value in factors if isinstance(value, int)]
    vague = {"micro_batch", "grad_accum"} & {unknown.field for unknown in file.unknown}
    if vague or "micro_batch" not in file.values or counts != factors or "data_parallel" in file.values:
        return "unknown", ""
    unit = file.values.get("batch_unit")
    what = "tokens" if unit is not None and unit.value == "tokens" else "samples"
    return str(prod(counts)), f"{what} a step and rank; how many ranks is not said: state --world N"


def _tokens(file: ConfigFile) -> tuple[str, str] | None:
    """Return the batch of a step in tokens, where the file counts those and states every factor."""
    unit, ranks = file.values.get("batch_unit"), file.values.get("data_parallel")
    micro, accum = file.values.get("micro_batch"), file.values.get("grad_accum")
    factors = [held.value for held in (micro, accum, ranks) if held is not None and isinstance(held.value, int)]
    if unit is None or unit.value != "tokens" or micro is None or ranks is None:
        return None
    return str(prod(factors)), f"tokens a step: {' x '.join(map(str, factors))}"


def show_edit(before: ConfigFile, file: ConfigFile, plan: Plan, *, width: int = 80) -> str:
    """Return what was written into a file, as text, and what is left to do."""
    written = file.changed
    if not written:
        lines = [f"{file.path}: nothing to write"]
    else:
        lines = [f"{', '.join(written)}: written"]
        for name, held in file.values.items():
            old = before.values.get(name)
            if old is not None and held.source == "file" and old.value != held.value:
                lines += _row(name, "", f"{_told(old)} -> {_told(held)}", width)
    if file.scaler is not None:
        lines += _row("lr", "", f"stays: the framework scales it itself ({file.scaler})", width)
    for todo in file.todo:
        lines += _row("to do", "", f"{todo.field} = {todo.value}: {todo.why}", width)
    risk = plan.risk
    lines += _row("risk", "", risk.level + ("" if not risk.findings else f": {risk.findings[0].message}"), width)
    return "\n".join(line.rstrip() for line in lines)
