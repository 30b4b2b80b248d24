"""`choose`: a rule by its name or an alias, with a parameter after a colon."""

from __future__ import annotations

import pytest

from lrscale import InvalidInput, UnknownName
from lrscale.scaling.rules import all_rules, choose


@pytest.mark.parametrize(
    ("text", "name", "parameter"),
    [
        ("linear", "linear", None),
        ("SQRT", "sqrt", None),
        (" Linear ", "linear", None),
        ("adam_sde", "adam-sde", None),
        ("goyal", "linear", None),
        ("lsr", "linear", None),
        ("square_root", "sqrt", None),
        ("sde", "adam-sde", None),
        ("gns", "noise-scale", None),
        ("GNS:0.7", "noise-scale", 0.7),
        ("none", "constant", None),
        ("safe", "conservative", None),
        ("recommended", "auto", None),
        ("marek", "power", 0.1585),
        ("power:0.33", "power", 0.33),
        ("power:-1", "power", -1.0),
        ("power:2", "power", 2.0),
        ("power:-2", "power", -2.0),
        ("Power:1e-1", "power", 0.1),
        ("conservative:0.5", "conservative", 0.5),
        ("power:", "power", None),
    ],
)
def test_a_rule_is_found_by_name_or_alias_in_any_case(text: str, name: str, parameter: float | None) -> None:
    chosen = choose(text)
    assert (chosen.name, chosen.parameter) == (name, parameter)
    assert chosen.rule is all_rules()[name]


@pytest.mark.parametrize("text", ["cubic", "", "lin", "linearr", ":0.5"])
def test_a_name_no_rule_bears_is_refused_with_those_that_exist(text: str) -> None:
    with pytest.raises(UnknownName, match="adam-sde, auto, conservative"):
        choose(text)


def test_the_closest_name_is_offered() -> None:
    with pytest.raises(UnknownName, match="did you mean sqrt"):
        choose("sqr")


@pytest.mark.parametrize("text", ["linear:0.5", "sqrt:1", "auto:1", "goyal:2"])
def test_a_parameter_the_rule_does_not_take_is_refused_with_a_way_to_say_it(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"takes no exponent; .* power:"):
        choose(text)


def test_an_alias_that_fixes_the_exponent_takes_no_other() -> None:
    with pytest.raises(InvalidInput, match=r"marek:0\.2"):
        choose("marek:0.2")


@pytest.mark.parametrize("text", ["power:nan", "power:inf", "power:x", "power:0.33:2", "power:2.01", "power:-3"])
def test_an_exponent_that_is_no_number_or_beyond_two_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="expected"):
        choose(text)


def test_no_alias_stands_for_two_rules_or_hides_a_rule() -> None:
    rules = all_rules()
    aliases = [alias for rule in rules.values() for alias in rule.ALIASES]
    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & rules.keys()
