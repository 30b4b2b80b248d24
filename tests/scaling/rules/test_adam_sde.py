"""`adam-sde`: the square root, with Adam's betas and eps moved too."""

from __future__ import annotations

import pytest

from lrscale import parse, scale, sqrt


@pytest.mark.parametrize(("target", "ratio"), [("48x4", 3), ("48", 0.75), ("256", 4)])
def test_the_rate_follows_the_root(target: str, ratio: float) -> None:
    assert scale(parse("16x4@7.5e-5", optimizer="adamw"), to=target, rule="adam-sde").after.lr == sqrt(7.5e-5, ratio)


@pytest.mark.parametrize("rule", ["adam-sde", "sqrt_sde", "SDE", "malladi"])
def test_the_betas_and_eps_follow_the_published_formula_under_every_name_of_the_rule(rule: str) -> None:
    before = parse("64@7.5e-5", optimizer="adamw", beta1=0.9, beta2=0.999, eps=1e-8)
    after = scale(before, to="192", rule=rule).after
    assert (after.beta1, after.beta2) == (0.7, 0.997)
    assert after.eps == pytest.approx(5.773503e-9, rel=1e-6)


def test_a_convention_of_the_users_wins_over_the_rules_own() -> None:
    before = parse("64@7.5e-5", optimizer="adamw", beta1=0.9, beta2=0.999)
    after = scale(before, to="192", rule="adam-sde", conventions={"adam-moments": "keep"}).after
    assert (after.beta1, after.beta2) == (0.9, 0.999)


def test_under_sgd_there_are_no_betas_to_move() -> None:
    before = parse("64@0.1", optimizer="sgd", beta1=0.9, beta2=0.999)
    after = scale(before, to="192", rule="adam-sde").after
    assert (after.beta1, after.beta2) == (0.9, 0.999)


def test_the_arithmetic_is_shown() -> None:
    assert scale(parse("64@7.5e-5"), to="192", rule="adam-sde").changes[0].why == "adam-sde: 7.5e-05 x (192/64)^0.5"
