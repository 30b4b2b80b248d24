"""`legw`: the square root, with as many warmup steps as before."""

from __future__ import annotations

import pytest

from lrscale import parse, scale, sqrt


@pytest.mark.parametrize("rule", ["legw", "linear-epoch-gradual-warmup"])
def test_the_rate_follows_the_root_and_the_warmup_keeps_its_steps(rule: str) -> None:
    plan = scale(parse("64@7.5e-5+1000"), to="192", rule=rule)
    assert (plan.after.lr, plan.after.warmup_steps) == (sqrt(7.5e-5, 3), 1000)


def test_a_warmup_stated_in_epochs_of_the_run_takes_k_times_the_share() -> None:
    plan = scale(parse("64@7.5e-5", warmup_ratio=0.01, total_steps=9000), to="192", rule="legw")
    assert (plan.after.warmup_ratio, plan.after.total_steps) == (0.03, 3000)


def test_a_convention_of_the_users_wins_over_the_rules_own() -> None:
    plan = scale(parse("64@7.5e-5+1000"), to="192", rule="legw", conventions={"warmup": "same-samples"})
    assert plan.after.warmup_steps == 333


def test_the_arithmetic_is_shown() -> None:
    assert scale(parse("64@7.5e-5"), to="192", rule="legw").changes[0].why == "legw: 7.5e-05 x (192/64)^0.5"
