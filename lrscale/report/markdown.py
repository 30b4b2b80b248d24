"""A plan as Markdown, to paste into a pull request or a lab book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.notation import spell_product
from lrscale.numerals import show
from lrscale.report.text import show_value, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrscale.plan import Plan

__all__ = ["show_plan"]


def show_plan(plan: Plan, *, notes: Sequence[str] = ()) -> str:
    """Return the plan as GitHub-flavoured Markdown."""
    lines = [f"**Batch** {spell_product(plan.before)} -> {spell_product(plan.after)} (x{show(plan.ratio)})", *notes, ""]
    lines += _section(("setting", "before", "after", "why"), _changes(plan))
    lines += _section(("rule", "learning rate"), ((name, show(lr)) for name, lr in plan.alternatives.items()))
    if plan.lr_low != plan.lr_high:
        rates = ", ".join(map(show, sweep(plan)))
        lines += [f"Plausible: {show(plan.lr_low)} to {show(plan.lr_high)}; to be sure, sweep {rates}.", ""]
    lines += [f"**Risk** {plan.risk.level}", ""]
    lines += [f"- **{found.level}** `{found.name}`: {found.message}; {found.hint}" for found in plan.risk.findings]
    if plan.assumptions:
        lines += ["", f"Assumed: {'; '.join(plan.assumptions)}."]
    return "\n".join(lines)


def _changes(plan: Plan) -> Iterator[tuple[str, ...]]:
    for change in plan.changes:
        yield f"`{change.field}`", show_value(change.before), show_value(change.after), change.why
    for left in plan.unmoved:
        yield f"`{left.field}`", show_value(left.value), "stays", left.why


def _section(heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> list[str]:
    """Return a table; a bar inside a cell is escaped."""
    body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *body, ""] if body else []
