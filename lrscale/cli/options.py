"""The calculator's options, and what they ask for once they have been checked."""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import Annotated, Any, NamedTuple, get_args

import typer

from lrscale.errors import InvalidInput, LrscaleError, UnknownName

__all__ = [
    "EPILOG",
    "FORMATS",
    "HELP",
    "OPTIONS",
    "SIGNATURE",
    "Request",
    "complete_dialect",
    "complete_page",
    "flag",
    "world_size",
]

FORMATS = ("text", "json", "markdown", "args", "env")

# Facts whose value is a word; the others are numbers.
_WORDS = ("batch_unit", "optimizer", "loss", "loss_reduction", "accum_reduction", "norm")


def _version(asked: bool) -> None:  # noqa: FBT001  # typer calls it so
    if asked:
        from lrscale import __version__

        print(f"lrscale {__version__}")
        raise typer.Exit


def _complete_rule(incomplete: str) -> list[str]:
    from lrscale import plugins

    return [name for name in plugins.names("lrscale.scaling.rules") if name.startswith(incomplete)]


def _complete_field(incomplete: str) -> list[str]:
    from lrscale.config import TrainingConfig

    return [name for name in TrainingConfig.model_fields if name.startswith(incomplete)]


def complete_page(incomplete: str) -> list[str]:
    """Return the pages of the manual that begin so, for the shell."""
    from lrscale import plugins
    from lrscale.report import manual

    return [name for package in manual.KINDS.values() for name in plugins.names(package) if name.startswith(incomplete)]


def complete_dialect(incomplete: str) -> list[str]:
    """Return the dialects that begin so, for the shell."""
    from lrscale import plugins

    return [name for name in plugins.names("lrscale.files.dialects") if name.startswith(incomplete)]


def _complete_format(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


def _option(flag: str, help: str, metavar: str, **more: Any) -> Any:  # noqa: A002  # typer's name, typer's type
    return typer.Option(flag, help=help, metavar=metavar, **more)


# Where what is typed is shorter than the name of the field.
_FLAGS = {"source": "--from", "warmup_steps": "--warmup", "total_steps": "--steps"}


def flag(name: str) -> str:
    """Return what is typed for an option: ``--warmup`` for ``warmup_steps``."""
    return _FLAGS.get(name, f"--{name.replace('_', '-')}")


_Text, _Texts, _Flag = str | None, list[str] | None, bool
OPTIONS: dict[str, Any] = {
    "source": Annotated[_Texts, _option("--from", "What the run has: MICROxACCUMxRANKS@LR, or a file.", "BATCH@LR")],
    "to": Annotated[_Text, _option("--to", "The new batch: 48 or 48x4; a file or @LR: judge that.", "BATCH")],
    "write": Annotated[_Flag, typer.Option("--write", help="Put the new values into the files of --from.")],
    "diff": Annotated[_Flag, typer.Option("--diff", help="Show what --write would change, for git apply.")],
    "dialect": Annotated[
        _Text,
        _option(
            "--dialect", "The framework of a file, where it is not recognised.", "NAME", autocompletion=complete_dialect
        ),
    ],
    "world": Annotated[_Text, _option("--world", "Processes in all, where no file says so.", "N")],
    "keep_batch": Annotated[_Flag, typer.Option("--keep-batch", help="Solve the accumulation: --to 8 --keep-batch.")],
    "effective": Annotated[_Text, _option("--effective", "In place of --to: a new effective batch.", "N")],
    "rule": Annotated[
        _Text,
        _option(
            "--rule", "auto, linear, sqrt, power:0.3 ...: see lrscale rules.", "RULE", autocompletion=_complete_rule
        ),
    ],
    "convention": Annotated[_Texts, _option("--convention", "How a companion follows: warmup=same-steps.", "X=HOW")],
    "get": Annotated[
        _Text, _option("--get", "Print one bare value: lr, warmup_steps ...", "FIELD", autocompletion=_complete_field)
    ],
    "format": Annotated[
        _Text, _option("--format", "text, json, markdown, args or env.", "NAME", autocompletion=_complete_format)
    ],
    "fail_on": Annotated[
        _Text, _option("--fail-on", "Exit 1 from this risk up: low, medium, high, critical.", "LEVEL")
    ],
    "optimizer": Annotated[_Text, _option("--optimizer", "adamw, sgd, lion ... in any spelling.", "NAME")],
    "warmup_steps": Annotated[_Text, _option("--warmup", "Warmup, in optimizer steps.", "N")],
    "total_steps": Annotated[_Text, _option("--steps", "Length of the run, in optimizer steps.", "N")],
    "epochs": Annotated[_Text, _option("--epochs", "Length of the run, in passes over the data.", "N")],
    "dataset_size": Annotated[_Text, _option("--dataset-size", "Samples in the data set.", "N")],
    "fine_tuning": Annotated[_Flag, typer.Option("--fine-tuning", hidden=True)],
    "version": Annotated[
        _Flag, typer.Option("--version", is_eager=True, callback=_version, help="Print the version and exit.")
    ],
}
# Every other field of a TrainingConfig but the batch, which the notation states; told by the last lines of --help.
_FACTS = (
    "lr min_lr warmup_ratio milestones save_steps eval_steps log_steps momentum beta1 beta2 eps weight_decay ema_decay "
    "max_grad_norm loss loss_reduction accum_reduction norm params active_params critical_batch noise_scale seq_len "
    "batch_unit"
).split()
OPTIONS |= {name: Annotated[_Text, typer.Option(flag(name), hidden=True)] for name in _FACTS}

HELP = """Example: lrscale --from 16x4@7.5e-5 --to 48

Change your batch, keep your training: what the learning rate and all that is tied to it must become.
"""

EPILOG = (
    f"Further facts about the run, an option each: {' '.join(map(flag, _FACTS))} "
    "--fine-tuning. Exit codes: 0; 1 from the level of --fail-on; 2 for misuse."
)


# typer reads the options off a signature; forty parameters that are only passed on are clearer as the table above.
SIGNATURE = Signature(
    [Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)]
    + [
        Parameter(name, Parameter.KEYWORD_ONLY, default=False if get_args(hint)[0] is bool else None, annotation=hint)
        for name, hint in OPTIONS.items()
    ]
)


class Request(NamedTuple):
    """What was asked for, checked as far as that needs no arithmetic."""

    sources: list[str]
    target: str
    rule: str | None
    conventions: dict[str, str]
    get: str | None
    format: str
    fail_on: Any
    edit: str | None
    dialect: str | None
    world: int | None
    facts: dict[str, Any]

    @classmethod
    def of(cls, given: dict[str, Any]) -> Request:
        """Sort the options given on the command line.

        Raises:
            LrscaleError: options are missing, contradict each other, or have values that cannot be meant.
        """
        from lrscale.config import TrainingConfig
        from lrscale.plan import LEVELS

        if given.get("get") and given.get("format"):
            raise InvalidInput("--get prints one bare value and --format a whole answer; give one of them")
        if not given.get("source"):
            raise InvalidInput("expected one --from with what the run has now, such as --from 16x4@7.5e-5")
        edit = next((name for name in ("write", "diff") if given.get(name)), None)
        if given.get("write") and given.get("diff"):
            raise InvalidInput("--diff shows what --write would change; give one of them")
        for name in ("get", "format"):
            if edit is not None and given.get(name):
                raise InvalidInput(f"--{edit} is about the files, and --{name} about an answer; give one of them")
        if given.get("get") and len(given["source"]) > 1:
            raise InvalidInput("--get prints one bare value; give one --from")
        return cls(
            sources=given["source"],
            target=_target(given),
            rule=given.get("rule"),
            conventions=dict(_pair(text) for text in given.get("convention", ())),
            get=given.get("get"),
            format=_one_of("--format", given.get("format", "text"), FORMATS),
            fail_on=_one_of("--fail-on", given["fail_on"], LEVELS) if "fail_on" in given else None,
            edit=edit,
            dialect=given.get("dialect"),
            world=world_size(given.get("world")),
            facts={name: _fact_value(name, given[name]) for name in TrainingConfig.model_fields if name in given},
        )


def _target(given: dict[str, Any]) -> str:
    """Return the target as a notation, from --to, --keep-batch and --effective."""
    to, effective = given.get("to"), given.get("effective")
    if (to is None) == (effective is None):
        raise InvalidInput("expected the new batch, as --to 48 or as --effective 192, and not both")
    if not given.get("keep_batch"):
        return f"={effective}" if to is None else str(to)
    if to is None or not to.strip().isdecimal():
        raise InvalidInput(
            "--keep-batch solves the accumulation for a micro-batch; expected for example --to 8 --keep-batch"
        )
    return f"{to}x?"


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InvalidInput(f"--convention: expected NAME=HOW such as warmup=same-steps, got {text!r}")
    return name.strip().lower().replace("_", "-"), value.strip().lower()


def _one_of(option: str, value: str, known: tuple[str, ...]) -> str:
    if value.lower() not in known:
        from lrscale.plugins import closest

        raise UnknownName(f"{option}: expected {closest(value, known)}, got {value!r}")
    return value.lower()


def world_size(text: str | None) -> int | None:
    """Read the value of --world.

    Raises:
        InvalidInput: it is no number of processes.
    """
    from lrscale.numerals import whole_number

    if text is None:
        return None
    try:
        value = whole_number(text)
    except LrscaleError:
        raise InvalidInput(f"--world: expected a number of processes such as 8, got {text!r}") from None
    if value < 1:
        raise InvalidInput(f"--world: expected at least one process, got {text}")
    return value


def _fact_value(name: str, value: str | bool) -> object:  # noqa: FBT001  # a flag's value
    from lrscale.numerals import number, whole_number

    if isinstance(value, bool) or name in _WORDS:
        return value
    try:
        if name == "milestones":
            return tuple(whole_number(part) for part in value.split(","))
        found = number(value)
        return whole_number(value) if found.is_integer() else found
    except LrscaleError as error:
        raise InvalidInput(f"{flag(name)}: {error}") from None
