"""One module per learning-rate rule: ``lr' = lr * factor``. The file's name is the rule's name.

A rule defines

- ``ALIASES``: its names in the literature; where an alias fixes the exponent, mapped to it.
- ``FAMILIES``: the optimizer families it is published for (empty: for none).
- ``CONVENTIONS``: the conventions of companions that belong to it, by companion.
- ``PARAMETER``: what may follow its name after a colon, or None.
- ``factor(change, parameter)``: the :class:`Factor` that the learning rate is multiplied by.
- where it helps a launch script, a bare function of its own name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from lrscale import plugins
from lrscale.errors import InvalidInput, UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrscale.scaling.batch_change import BatchChange, Factor

__all__ = ["Chosen", "Rule", "all_rules", "choose"]


class Rule(Protocol):
    """What every module of this package looks like."""

    ALIASES: Mapping[str, float | None]
    FAMILIES: frozenset[str]
    CONVENTIONS: Mapping[str, str]
    PARAMETER: str | None

    def factor(self, change: BatchChange, parameter: float | None) -> Factor:
        """Return what the learning rate is multiplied by."""


class Chosen(NamedTuple):
    """A rule by name, with its parameter."""

    name: str
    rule: Rule
    parameter: float | None


# Beyond these a power of the batch ratio is a slip of the pen: no published rule leaves -1 to 1.
_EXPONENTS = (-2.0, 2.0)


def all_rules() -> dict[str, Rule]:
    """Return every rule by name."""
    return cast("dict[str, Rule]", plugins.load_all(__name__))


def choose(text: str) -> Chosen:
    """Find a rule by its name or an alias, in any case, with a parameter after a colon: ``power:0.33``.

    Raises:
        UnknownName: no rule bears the name; lists those that exist.
        InvalidInput: a parameter the rule does not take, or none where it needs one.
    """
    name, _, given = text.strip().lower().replace("_", "-").partition(":")
    fixed: float | None = None
    if name not in plugins.names(__name__):
        found = [(rule, aliases.ALIASES[name]) for rule, aliases in all_rules().items() if name in aliases.ALIASES]
        if not found:
            raise UnknownName(f"{text!r} is no rule; expected {plugins.closest(name, plugins.names(__name__))}")
        name, fixed = found[0]
    rule = cast("Rule", plugins.load(__name__, name))
    if not given:
        return Chosen(name, rule, fixed)
    if rule.PARAMETER is None or fixed is not None:
        raise InvalidInput(f"{text}: {name} takes no parameter; expected {name} alone, or power:{given}")
    return Chosen(name, rule, _exponent(text, given))


def _exponent(text: str, given: str) -> float:
    from lrscale.notation import number

    low, high = _EXPONENTS
    exponent = number(given)
    if not low <= exponent <= high:
        raise InvalidInput(f"{text}: expected an exponent of {low:g} to {high:g}, got {given}")
    return exponent
