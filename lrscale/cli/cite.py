"""``lrscale cite``: the BibTeX entries behind a page of the manual."""

from __future__ import annotations

from typing import Annotated

import typer

from lrscale.cli.options import complete_page

HELP = """Example: lrscale cite linear

Print the BibTeX entries behind a page of the manual.
"""

__all__ = ["HELP", "cite"]


def cite(name: Annotated[str, typer.Argument(autocompletion=complete_page, help="A rule, companion or risk.")]) -> None:
    """Print the BibTeX entries behind a page."""
    from lrscale.report import manual

    print(manual.cite(name))
