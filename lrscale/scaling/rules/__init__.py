"""One module per learning-rate rule: ``lr' = lr * factor``. The file's name is the rule's name.

A rule defines

- ``ALIASES``: its names in the literature; where an alias fixes the exponent, mapped to it.
- ``FAMILIES``: the optimizer families it is published for (empty: for none).
- ``CONVENTIONS``: the conventions of companions that belong to it, by companion.
- ``EXPONENTS``: the range of an exponent after its name and a colon, or None where it takes none.
- ``factor(change, parameter)``: the :class:`Factor` that the learning rate is multiplied by.
- where it helps a launch script, a bare function of its own name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from lrscale import plugins
from lrscale.errors import InvalidInput, UnknownName
from lrscale.numerals import number
from lrscale.scaling.arithmetic import within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrscale.scaling.batch_change import BatchChange, Factor

__all__ = ["Chosen", "Rule", "all_rules", "choose"]


class Rule(Protocol):
    """What every module of this package looks like."""

    ALIASES: Mapping[str, float | None]
    FAMILIES: frozenset[str]
    CONVENTIONS: Mapping[str, str]
    EXPONENTS: tuple[float, float] | None

    def factor(self, change: BatchChange, parameter: float | None) -> Factor:
        """Return what the learning rate is multiplied by."""


class Chosen(NamedTuple):
    """A rule by name, with its parameter."""

    name: str
    rule: Rule
    parameter: float | None

    @property
    def spelling(self) -> str:
        """The name with its parameter, ``power:0.33``."""
        return self.name if self.parameter is None else f"{self.name}:{self.parameter:g}"


def all_rules() -> dict[str, Rule]:
    """Return every rule by name."""
    return cast("dict[str, Rule]", plugins.load_all(__name__))


@lru_cache(maxsize=256)
def choose(text: str) -> Chosen:
    """Find a rule by its name or an alias, in any case, with a parameter after a colon: ``power:0.33``.

    Raises:
        UnknownName: no rule bears the name; lists those that exist.
        InvalidInput: a parameter the rule does not take, or none where it needs one.
    """
    if not isinstance(text, str):
        raise UnknownName(f"{text!r} is no rule; expected {plugins.closest('', plugins.names(__name__))}")
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
    if fixed is not None:
        raise InvalidInput(f"{text}: the name fixes the exponent at {fixed:g}; expected {name}:{given}")
    if rule.EXPONENTS is None:
        raise InvalidInput(f"{text}: {name} takes no exponent; expected {name} alone, or power:{given}")
    try:
        return Chosen(name, rule, float(within(number(given), *rule.EXPONENTS)))
    except InvalidInput as error:
        raise InvalidInput(f"{text}: {error}") from None
