"""A plan for people at a terminal: plain text of at most the given width, ASCII only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.notation import spell_product
from lrscale.numerals import show
from lrscale.report.terminal import wrap
from lrscale.scaling import rules
from lrscale.scaling.optimizers import recognise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lrscale.plan import Change, Plan, Unmoved, Value

__all__ = ["show_plan", "show_value", "sweep"]

_LABEL = 15


def show_plan(plan: Plan, *, notes: Sequence[str] = (), table: bool = True, width: int = 80) -> str:
    """Return a plan as text.

    Args:
        plan: the answer.
        notes: lines to put below the first, such as another reading of the target.
        table: whether to set all rules side by side.
        width: columns of the terminal.
    """
    lines = [*_reading(plan), *(line for note in notes for line in _note(note, width)), "", *_rate(plan, width)]
    if table and plan.ratio != 1 and plan.alternatives:
        lines += ["", *_table(plan, width)]
    lines += _changes(plan, width)
    lines += ["", *_risk(plan, width)]
    if plan.assumptions:
        lines += ["", *_labelled("assumed", "; ".join(plan.assumptions), width)]
    if plan.rule is not None and plan.lr_low != plan.lr_high:
        lines += ["", *_labelled("to be sure", "sweep " + "  ".join(map(show, sweep(plan))), width)]
    return "\n".join(line.rstrip() for line in lines)


def _note(note: str, width: int) -> list[str]:
    return wrap(note, width, initial_indent="  ", subsequent_indent="    ")


def sweep(plan: Plan) -> list[float]:
    """Return three rates to try: half, the same and double, clipped to the bracket, without repetition."""
    rates = (min(max(plan.after.lr * factor, plan.lr_low), plan.lr_high) for factor in (0.5, 1, 2))
    return sorted({*rates, plan.after.lr})


def show_value(value: Value) -> str:
    """Return a field's value for people."""
    if value is None:
        return "?"
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    return show(value) if isinstance(value, int | float) else value


def _reading(plan: Plan) -> Iterator[str]:
    unit = " tokens" if plan.after.batch_unit == "tokens" else ""
    scope = " per rank" if plan.after.per_rank else ""
    moved = "unchanged" if plan.ratio == 1 else f"x{show(plan.ratio)}"
    yield f"{spell_product(plan.before)} -> {spell_product(plan.after)}{unit}{scope}   effective batch {moved}"


def _rate(plan: Plan, width: int) -> Iterator[str]:
    before, after = show(plan.before.lr), show(plan.after.lr)
    moved = next((change for change in plan.changes if change.field == "lr"), None)
    if moved is not None:
        why = moved.why if plan.rule is not None else f"x{show(plan.after.lr / plan.before.lr)}, as given"
        yield from _labelled("learning rate", f"{before} -> {after}   {why}", width)
    else:
        kept = next((left.why for left in plan.unmoved if left.field == "lr"), "")
        yield from _labelled("learning rate", f"{after} stays   {kept}", width)
    if plan.lr_low != plan.lr_high:
        yield f"{'plausible':{_LABEL}}{show(plan.lr_low)} to {show(plan.lr_high)}"


def _table(plan: Plan, width: int) -> Iterator[str]:
    """Yield every rule with its rate: the recommended one first, then from high to low."""
    optimizer = recognise(plan.after.optimizer)
    known = rules.all_rules()
    chosen = plan.rule and rules.choose(plan.rule).name
    yield f"  {'rule':14} {'lr':11} {'factor':8}"
    for name, lr in sorted(plan.alternatives.items(), key=lambda row: (row[0] != chosen, -row[1], row[0])):
        rule = known[name]
        notes = [f"{companion}={convention}" for companion, convention in rule.CONVENTIONS.items()]
        if optimizer and rule.FAMILIES and optimizer.family not in rule.FAMILIES:
            notes.append("not for this optimizer")
        if name == chosen:
            notes.append("recommended" if name == "auto" else "chosen")
        mark = ">" if name == chosen else " "
        yield f"{mark} {name:14} {show(lr):11} {show(lr / plan.before.lr):8} {', '.join(notes)}"[:width]


def _changes(plan: Plan, width: int) -> Iterator[str]:
    """Yield what else moves and what stays, the batch and the learning rate left out."""
    told = {"lr", "micro_batch", "grad_accum", "data_parallel", "global_batch"}
    moved = [change for change in plan.changes if change.field not in told]
    kept = [left for left in plan.unmoved if left.field not in told]
    if moved:
        steps = any(change.field.endswith("_steps") for change in moved)
        yield from ("", "also moves" + ("     (steps are optimizer steps)" if steps else ""))
    for change in moved:
        values = f"{show_value(change.before)} -> {show_value(change.after)}"
        yield from _row(change, values, {change.before, change.after}, width)
    if kept:
        yield from ("", "stays")
    for left in kept:
        yield from _row(left, show_value(left.value), {left.value}, width)


def _row(answer: Change | Unmoved, shown: str, told: set[Value], width: int) -> Iterator[str]:
    """Yield a hyperparameter, with the alternatives whose values are not told already."""
    others = ", ".join(
        f"{name} {show_value(other)}" for name, other in answer.alternatives.items() if other not in told
    )
    text = f"{shown}   {answer.why}" + (f" ({others})" if others else "")
    yield from wrap(text, width, initial_indent=f"  {answer.field:16} ", subsequent_indent=" " * 19)


def _risk(plan: Plan, width: int) -> Iterator[str]:
    risk = plan.risk
    yield f"{'risk':{_LABEL}}{risk.level}" + ("" if risk.findings else ", nothing found")
    for finding in risk.findings:
        yield from wrap(
            f"{finding.name}: {finding.message}",
            width,
            initial_indent=f"  {finding.level:9}",
            subsequent_indent=" " * 11,
        )
        if finding.hint:
            hint = f"-> {finding.hint}"
            yield from wrap(hint, width, initial_indent=" " * 11, subsequent_indent=" " * 14)
    if risk.findings:
        yield f"  (lrscale explain {risk.findings[0].name} says why; so for the others)"


def _labelled(label: str, text: str, width: int) -> list[str]:
    return wrap(text, width, initial_indent=f"{label:{_LABEL}}", subsequent_indent=" " * _LABEL)
