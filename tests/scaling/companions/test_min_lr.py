"""`min-lr`: the floor of the schedule, which follows the peak."""

from __future__ import annotations

import pytest

from lrscale import parse, scale


@pytest.mark.parametrize(
    ("rule", "target", "floor"),
    [
        ("linear", "192", 3e-6),
        ("linear", "48", 7.5e-7),
        ("sqrt", "256", 2e-6),
        ("sqrt", "192", 3**0.5 * 1e-6),
        ("conservative", "192", 1e-6 / 3),
    ],
)
@pytest.mark.parametrize("convention", [{}, {"min-lr": "same-factor"}])
def test_by_default_the_floor_stays_the_same_share_of_the_peak(
    rule: str, target: str, floor: float, convention: dict[str, str]
) -> None:
    plan = scale(parse("64@7.5e-5", min_lr=1e-6), to=target, rule=rule, conventions=convention)
    assert plan.after.min_lr == pytest.approx(floor, rel=1e-12, abs=0)
    assert plan.after.lr / floor == pytest.approx(75)


def test_a_whole_ratio_moves_it_exactly() -> None:
    assert scale(parse("64@7.5e-5", min_lr=1e-6), to="192", rule="linear").after.min_lr == 3e-6


def test_asked_to_it_stays_and_the_plan_says_what_the_same_factor_gives() -> None:
    plan = scale(parse("64@7.5e-5", min_lr=1e-6), to="192", rule="linear", conventions={"min-lr": "keep"})
    kept = next(one for one in plan.unmoved if one.field == "min_lr")
    assert plan.after.min_lr == kept.value == 1e-6
    assert kept.alternatives == {"same-factor": 3e-6}


@pytest.mark.parametrize(("rule", "optimizer"), [("constant", "adamw"), ("linear", "prodigy")])
def test_where_the_rate_stays_so_does_the_floor(rule: str, optimizer: str) -> None:
    plan = scale(parse("64@7.5e-5", min_lr=1e-6, optimizer=optimizer), to="192", rule=rule)
    assert plan.after.min_lr == 1e-6
    assert "min_lr" in {kept.field for kept in plan.unmoved}


def test_zero_stays_zero() -> None:
    assert scale(parse("64@7.5e-5", min_lr=0.0), to="192", rule="linear").after.min_lr == 0.0
