"""The calculator: ``lrscale --from 16x4@7.5e-5 --to 48``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import typer

from lrscale.cli.options import OPTIONS, SIGNATURE, Request, flag
from lrscale.errors import InvalidInput, NotationError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.config import TrainingConfig
    from lrscale.notation import Target
    from lrscale.plan import Plan

__all__ = ["calculate"]


def calculate(context: typer.Context, **options: Any) -> None:
    """Answer what must follow a new batch, or hand over to a subcommand."""
    given = {name: value for name, value in options.items() if value not in (None, False, [], ())}
    if context.invoked_subcommand is not None:
        _refuse_before_subcommand(given, context.invoked_subcommand)
        return
    if not given:
        print(context.get_help())
        raise typer.Exit(2)
    request = Request.of(given)
    plan, notes = _answer(request)
    _print(request, plan, notes)
    if request.fail_on is not None and plan.risk.reaches(request.fail_on):
        raise typer.Exit(1)


calculate.__signature__ = SIGNATURE  # type: ignore[attr-defined]  # a function's documented override
calculate.__annotations__ = {name: parameter.annotation for name, parameter in SIGNATURE.parameters.items()}


def _answer(request: Request) -> tuple[Plan, list[str]]:
    """Return the plan and the notes below its first line."""
    from lrscale import notation
    from lrscale.config import revised
    from lrscale.scaling.planning import compare, scale

    before = _read("--from", request.source, request.facts)
    target = _read("--effective" if request.target.startswith("=") else "--to", request.target)
    if target.lr is None:
        rule = "auto" if request.rule is None else request.rule
        plan = scale(before, to=request.target, rule=rule, conventions=request.conventions)
        return plan, list(_other_readings(before, target))
    if request.rule is not None or request.conventions:
        raise InvalidInput(
            f"--to {request.target} states its learning rate, which leaves --rule and --convention nothing to do"
        )
    stated = {"lr": target.lr} if target.warmup is None else {"lr": target.lr, "warmup_steps": target.warmup}
    after = revised(before, {**notation.aim(before, target), **stated})
    return compare(before, after), list(_other_readings(before, target))


def _read(option: str, text: str, facts: dict[str, Any] | None = None) -> Any:  # a config or a target
    from lrscale import notation

    try:
        return notation.parse_target(text) if facts is None else notation.parse(text, **facts)
    except NotationError as error:
        if os.path.isfile(text):  # noqa: PTH113  # unlike pathlib it takes any text for an answer
            raise InvalidInput(f"{option}: {text} is a file; expected a notation such as 16x4@7.5e-5") from None
        raise NotationError(f"{option}: {error.expected}", error.text, error.position) from None


def _other_readings(before: TrainingConfig, target: Target) -> Iterator[str]:
    """Yield what else a bare number could have meant, with its effective batch."""
    micro = target.micro
    if not isinstance(micro, int) or target.accum is not None or target.effective is not None:
        return
    ranks = before.data_parallel or 1
    shape = f"{micro}x1" + (f"x{ranks}" if ranks > 1 else "")
    if before.grad_accum > 1:
        yield f"({micro} is read as {shape}; {micro}x{before.grad_accum} would be {micro * before.grad_accum * ranks})"
    if ranks > 1:
        yield f"({micro} is per rank, {micro * ranks} on {ranks} ranks{_over_all(before, micro)})"


def _over_all(before: TrainingConfig, batch: int) -> str:
    """Return how to ask for a batch over all ranks, where that has a solution."""
    from lrscale import notation

    try:
        notation.aim(before, notation.Target(effective=batch))
    except InvalidInput:
        return ""
    return f"; --effective {batch} asks for {batch} over all of them"


def _print(request: Request, plan: Plan, notes: list[str]) -> None:
    if request.get is not None:
        print(_value(plan, request.get))
    elif request.format == "text":
        from lrscale.report import terminal, text

        terminal.emit(text.show_plan(plan, notes=notes, table=request.rule is None, width=terminal.width()))
    elif request.format == "markdown":
        from lrscale.report import markdown

        print(markdown.show_plan(plan, notes=notes))
    else:
        from importlib import import_module

        print(import_module(f"lrscale.report.{request.format}").show_plan(plan))


# What --get knows besides the fields of a config.
_DERIVED = ("effective_batch", "tokens_per_step", "warmup", "warmup_samples", "steps", "total_samples")
_OF_PLAN = ("ratio", "lr_low", "lr_high", "rule")


def _value(plan: Plan, name: str) -> str:
    from lrscale.config import TrainingConfig
    from lrscale.plugins import closest
    from lrscale.report.env import bare

    field = name.strip().lower().replace("-", "_")
    known = (*TrainingConfig.model_fields, *_DERIVED, *_OF_PLAN, "risk")
    if field not in known:
        raise UnknownName(f"--get: {name!r} is no field; expected {closest(field, known)}")
    value = plan.risk.level if field == "risk" else getattr(plan if field in _OF_PLAN else plan.after, field)
    if value is None:
        fix = "; state it as an option" if field in OPTIONS and field != "rule" else ""
        raise InvalidInput(f"--get: {field} is not known for this run{fix}")
    return bare(value)


def _refuse_before_subcommand(given: dict[str, Any], command: str) -> None:
    if given:
        options = ", ".join(map(flag, given))
        raise InvalidInput(
            f"{options} before {command!r}: these belong to the calculator; put options after the subcommand"
        )
