"""`constant`: the rate stays."""

from __future__ import annotations

import pytest

from lrscale import InvalidInput, constant, parse, scale


@pytest.mark.parametrize("target", ["48x4", "48", "1", "16x4x1024"])
def test_the_rate_stays_whatever_the_batch_and_the_plan_says_that_the_rule_keeps_it(target: str) -> None:
    plan = scale(parse("16x4@7.5e-5"), to=target, rule="constant")
    assert plan.after.lr == 7.5e-5
    assert [(kept.field, kept.why) for kept in plan.unmoved] == [("lr", "the rule keeps it: x 1")]


@pytest.mark.parametrize("ratio", [3, 0.75, 1e-6])
def test_the_bare_function_returns_the_rate(ratio: float) -> None:
    assert constant(7.5e-5, ratio) == 7.5e-5


def test_under_sgd_a_summed_loss_turns_it_into_the_inverse() -> None:
    before = parse("64@7.5e-5", optimizer="sgd", loss_reduction="sum")
    assert scale(before, to="192", rule="constant").after.lr == 2.5e-5


def test_under_sgd_summed_accumulation_divides_by_the_growth_of_the_accumulation() -> None:
    before = parse("16x4@0.1", optimizer="sgd", accum_reduction="sum")
    assert scale(before, to="16x8", rule="constant").after.lr == 0.05


def test_under_adam_a_summed_loss_changes_nothing_about_the_rate() -> None:
    before = parse("64@7.5e-5", optimizer="adamw", loss_reduction="sum")
    assert scale(before, to="192", rule="constant").after.lr == 7.5e-5


def test_the_weight_decay_of_adamw_follows_the_batch_since_the_rate_does_not() -> None:
    plan = scale(parse("64@7.5e-5", optimizer="adamw", weight_decay=0.01), to="192", rule="constant")
    assert plan.after.weight_decay == 0.03


def test_a_ratio_that_cannot_be_meant_is_refused_although_it_is_not_needed() -> None:
    with pytest.raises(InvalidInput, match="got 0"):
        constant(7.5e-5, 0)
