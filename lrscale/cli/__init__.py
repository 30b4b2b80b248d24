"""The command ``lrscale``: the calculator by itself, and one module per subcommand."""

from __future__ import annotations

import os
import sys

import typer

from lrscale.cli import cite, explain, rules
from lrscale.cli.calculate import calculate
from lrscale.cli.options import EPILOG, HELP
from lrscale.errors import LrscaleError

__all__ = ["run"]

app = typer.Typer(
    rich_markup_mode=None,
    options_metavar="",
    subcommand_metavar="[COMMAND]",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback(invoke_without_command=True, help=HELP, epilog=EPILOG)(calculate)
for _command in (rules.rules, explain.explain, cite.cite):
    app.command()(_command)

# A closed pipe exits as typer itself does where it notices first.
_INTERRUPTED, _CLOSED_PIPE, _MISUSE = 130, 1, 2


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code; an error is one message on stderr, never a traceback."""
    try:
        code = app(arguments, standalone_mode=False, prog_name="lrscale")
        sys.stdout.flush()
    except LrscaleError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        # Nobody reads what is still buffered; keep Python from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except Exception as error:
        # typer's usage errors have no common public class across its versions, but they can all say what they are.
        if not hasattr(error, "format_message"):
            raise
        return _refuse(f"{error.format_message()} (see: lrscale --help)")
    return code if isinstance(code, int) else 0


def _refuse(message: str) -> int:
    print(f"lrscale: {message}", file=sys.stderr)
    return _MISUSE
