"""``lrscale rules``: the learning-rate rules and their names in the literature."""

from __future__ import annotations

HELP = """Example: lrscale rules

List the learning-rate rules and their names in the literature.
"""

__all__ = ["HELP", "rules"]


def rules() -> None:
    """List the learning-rate rules."""
    from lrscale.report import manual

    print(manual.rules())
