"""One module per risk of a change of batch. The file's name is the finding's name.

A risk defines ``look(plan)``, which yields its findings: none where there is nothing to say. A plan whose ``rule`` is
None is a change somebody made by hand; in any other, what moved was chosen by a rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from lrscale import plugins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Finding, Plan

__all__ = ["Risk", "all_risks"]


class Risk(Protocol):
    """What every module of this package looks like."""

    def look(self, plan: Plan) -> Iterator[Finding]:
        """Yield what this risk has to say about a plan."""


def all_risks() -> dict[str, Risk]:
    """Return every risk by name."""
    return cast("dict[str, Risk]", plugins.load_all(__name__))
