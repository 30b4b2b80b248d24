"""``lrscale explain``: the manual page of a rule, a companion or a risk."""

from __future__ import annotations

from typing import Annotated

import typer

from lrscale.cli.options import complete_page

HELP = """Example: lrscale explain sqrt

Print the manual page of a rule, a companion, a risk or a dialect.
"""

__all__ = ["HELP", "explain"]


def explain(
    name: Annotated[
        str | None,
        typer.Argument(autocompletion=complete_page, help="A rule, companion, risk or dialect; without one, the list."),
    ] = None,
) -> None:
    """Print the page of a rule, companion, risk or dialect."""
    from lrscale.report import manual

    print(manual.contents() if name is None else manual.explain(name))
