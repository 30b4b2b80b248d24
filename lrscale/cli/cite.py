"""``lrscale cite``: the BibTeX entries behind a page of the manual."""

from __future__ import annotations

from typing import Annotated

import typer

HELP = """Example: lrscale cite linear

Print the BibTeX entries behind a page of the manual.
"""

__all__ = ["HELP", "cite"]


def cite(name: Annotated[str, typer.Argument(help="A rule, companion or risk.")]) -> None:
    """Print the BibTeX entries behind a page. Example: lrscale cite linear."""
    from lrscale.report import manual

    print(manual.cite(name))
