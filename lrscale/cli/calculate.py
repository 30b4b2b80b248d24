"""The calculator: ``lrscale --from 16x4@7.5e-5 --to 48``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lrscale.cli.options import OPTIONS, SIGNATURE, Request, flag
from lrscale.cli.sources import Source, read_source, read_target
from lrscale.errors import InvalidInput, UnknownName, printable

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
    answers = [_answer(request, source) for source in _sources(request)]
    if request.edit is not None:
        from lrscale.cli.edit import edit

        edit(request, [(source, plan) for source, plan, _ in answers])
    else:
        _print_all(request, answers)
    if request.fail_on is not None and any(plan.risk.reaches(request.fail_on) for _, plan, _ in answers):
        raise typer.Exit(1)


calculate.__signature__ = SIGNATURE  # type: ignore[attr-defined]  # a function's documented override
calculate.__annotations__ = {name: parameter.annotation for name, parameter in SIGNATURE.parameters.items()}


def _sources(request: Request) -> list[Source]:
    """Return what the run has now; several only where each is a file."""
    sources = [read_source(text, request) for text in request.sources]
    if len(sources) > 1 and any(source.file is None for source in sources):
        raise InvalidInput("expected one --from with a notation, or several with a file each")
    return sources


def _answer(request: Request, source: Source) -> tuple[Source, Plan, list[str]]:
    """Return the plan for one source, and the notes below its first line."""
    from lrscale import notation
    from lrscale.config import revised
    from lrscale.scaling.planning import compare, scale

    before, target = source.config, read_target(request)
    notes = list(source.notes)
    if not isinstance(target, notation.Target):
        _refuse_rule(request, f"{request.target} is the change somebody made")
        if request.edit is not None:
            raise InvalidInput(f"--to {request.target} is judged, and nothing is left to --{request.edit}")
        return source, compare(before, target.config_with(request.facts)), notes
    source.check(target)
    if target.lr is None:
        plan = scale(before, to=request.target, rule=_rule(request, source), conventions=request.conventions)
        return source, source.settled(plan), [*notes, *_other_readings(before, target)]
    _refuse_rule(request, f"--to {request.target} states its learning rate")
    stated = {"lr": target.lr} if target.warmup is None else {"lr": target.lr, "warmup_steps": target.warmup}
    after = revised(before, {**notation.aim(before, target), **stated})
    return source, compare(before, after), [*notes, *_other_readings(before, target)]


def _rule(request: Request, source: Source) -> str:
    """Return the rule that was asked for, else that of a framework which scales the rate itself, else auto.

    Raises:
        InvalidInput: both.
    """
    scaler = source.file.scaler if source.file is not None else None
    if request.rule is not None and scaler is not None and request.rule != scaler:
        raise InvalidInput(
            f"--rule {request.rule}: the framework scales the rate itself ({scaler}), so a rule would scale it twice"
        )
    return request.rule or scaler or "auto"


def _refuse_rule(request: Request, why: str) -> None:
    if request.rule is not None or request.conventions:
        raise InvalidInput(f"{why}, which leaves --rule and --convention nothing to do")


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


def _print_all(request: Request, answers: list[tuple[Source, Plan, list[str]]]) -> None:
    """Print the answers; with several, each under the name of its file."""
    if len(answers) == 1:
        _print(request, *answers[0][1:])
        return
    if request.format == "json" and request.get is None:
        plans = ",\n".join(plan.model_dump_json(indent=2) for _, plan, _ in answers)
        print(f"[\n{plans}\n]")
        return
    for index, (source, plan, notes) in enumerate(answers):
        name = printable(source.file.path) if source.file else ""
        print(
            "\n" * bool(index) + (f"# {name}" if request.get is None else f"{name}:"), end=" " if request.get else "\n"
        )
        _print(request, plan, notes)


def _print(request: Request, plan: Plan, notes: list[str]) -> None:
    if request.get is not None:
        print(_value(plan, request.get))
    elif request.format == "text":
        from lrscale.report import terminal, text

        terminal.emit(text.show_plan(plan, notes=notes, table=request.rule is None, width=terminal.width()))
    elif request.format == "markdown":
        from lrscale.report import markdown

        print(printable(markdown.show_plan(plan, notes=notes)))
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
