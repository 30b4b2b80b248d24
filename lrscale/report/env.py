"""A plan as shell assignments, for ``eval "$(lrscale ... --format env)"``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrscale.plan import Plan

__all__ = ["bare", "settings", "show_plan"]

_ALWAYS = ("lr", "micro_batch", "grad_accum")


def show_plan(plan: Plan) -> str:
    """Return one assignment a line, with full precision, in upper case: ``LR=6.495190528383289e-05``."""
    return "\n".join(f"{name.upper()}={value}" for name, value in settings(plan).items())


def settings(plan: Plan) -> dict[str, str]:
    """Return the new batch and rate and every other field that moved, as bare text."""
    fields = dict.fromkeys((*_ALWAYS, *(change.field for change in plan.changes)))
    found = {name: getattr(plan.after, name) for name in fields}
    return {name: bare(value) for name, value in found.items() if isinstance(value, int | float | tuple)}


def bare(value: object) -> str:
    """Return a value with full precision and nothing around it: lists are joined by commas."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
