"""One module per hyperparameter that follows the batch. The file's name is the companion's name.

A companion defines

- ``CONVENTIONS``: the ways to move it, by name, with a line on each; ``keep`` is always among them.
- ``move(change, convention)``: what it changes and what it leaves, for the convention asked for; None is its default.

Companions run in alphabetical order, and each sees in ``change.decided`` what those before it decided: `warmup` needs
the betas of `adam_moments` and the steps of `schedule`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, cast

from lrscale import plugins
from lrscale.errors import InvalidInput, UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Change, Unmoved
    from lrscale.scaling.batch_change import BatchChange

__all__ = ["Companion", "all_companions", "check_conventions"]


class Companion(Protocol):
    """What every module of this package looks like."""

    CONVENTIONS: Mapping[str, str]

    def move(self, change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
        """Yield what moves with the batch and what stays."""


def all_companions() -> dict[str, Companion]:
    """Return every companion by name, in the order they run."""
    return cast("dict[str, Companion]", plugins.load_all(__name__))


def check_conventions(chosen: Mapping[str, str]) -> None:
    """Refuse conventions that do not exist.

    Raises:
        UnknownName: no companion, or no convention of it, bears the name.
    """
    if not isinstance(chosen, Mapping):
        raise InvalidInput(f"expected conventions by companion, such as {{'warmup': 'same-steps'}}, got {chosen!r}")
    for name, convention in chosen.items():
        known = cast("Companion", plugins.load(__name__, name)).CONVENTIONS
        if convention not in known:
            raise UnknownName(
                f"{convention!r} is no convention of {name}; expected {plugins.closest(str(convention), known)}"
            )
