"""The command ``lrscale``: the calculator by itself, and one module per subcommand."""

from __future__ import annotations

import os
import sys

import typer

from lrscale.cli import cite, explain, read, rules
from lrscale.cli.calculate import calculate
from lrscale.cli.options import EPILOG, HELP
from lrscale.errors import InvalidInput, LrscaleError, printable

__all__ = ["run"]

app = typer.Typer(
    rich_markup_mode=None,
    options_metavar="",
    subcommand_metavar="[COMMAND]",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback(invoke_without_command=True, help=HELP, epilog=EPILOG)(calculate)
for _command, _help in (
    (read.read, read.HELP),
    (rules.rules, rules.HELP),
    (explain.explain, explain.HELP),
    (cite.cite, cite.HELP),
):
    app.command(help=_help, short_help=_command.__doc__, options_metavar="[OPTIONS]")(_command)


# A closed pipe exits as typer itself does where it notices first.
_INTERRUPTED, _CLOSED_PIPE, _MISUSE = 130, 1, 2


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code; an error is one message on stderr, never a traceback."""
    if sys.stdout is None:
        return _refuse("cannot write the answer: standard output is closed")
    try:
        _refuse_repetition(arguments)
        code = app(arguments, standalone_mode=False, prog_name="lrscale")
        sys.stdout.flush()
    except LrscaleError as error:
        return _refuse(str(error))
    except OSError as error:
        _drop_output()
        return _CLOSED_PIPE if isinstance(error, BrokenPipeError) else _refuse(f"cannot write the answer: {error}")
    except (KeyboardInterrupt, typer.Abort):
        _drop_output()
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last line of defence: a bug is one line to a user, too
        # typer's usage errors have no common public class across its versions, but they can all say what they are.
        if hasattr(error, "format_message"):
            return _refuse(f"{error.format_message()} (see: lrscale --help)")
        return _refuse(f"unexpected {type(error).__name__}: {error}; this is a bug in lrscale, please report it")
    return code if isinstance(code, int) else 0


# Options that may be given several times.
_REPEATED = {"--from", "--convention"}


def _refuse_repetition(arguments: list[str]) -> None:
    """Refuse an option that is given twice; of two values typer would silently take the last."""
    options = [argument.partition("=")[0] for argument in arguments if argument and argument.startswith("--")]
    for option in options:
        if options.count(option) > 1 and option not in _REPEATED:
            raise InvalidInput(f"{option} is given {options.count(option)} times; give it once")


def _drop_output() -> None:
    """Send what is still buffered nowhere, so that Python does not wait for it, or complain, at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(message: str) -> int:
    print(f"lrscale: {printable(message)}", file=sys.stderr)
    return _MISUSE
