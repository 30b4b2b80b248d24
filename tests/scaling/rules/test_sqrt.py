"""`sqrt`: four times the batch, twice the rate."""

from __future__ import annotations

import pytest

from lrscale import InvalidInput, parse, scale, sqrt


@pytest.mark.parametrize(
    ("target", "lr"),
    [("48x4", 1.2990381e-4), ("48", 6.4951905e-5), ("256", 1.5e-4), ("16", 3.75e-5), ("64", 7.5e-5)],
)
def test_the_rate_follows_the_root_of_the_ratio(target: str, lr: float) -> None:
    assert scale(parse("16x4@7.5e-5"), to=target, rule="sqrt").after.lr == pytest.approx(lr, rel=1e-7)


def test_the_incidents_change_gives_the_float_nearest_to_the_root() -> None:
    assert scale(parse("16x4@7.5e-5"), to="48", rule="sqrt").after.lr == 6.495190528383289e-05
    assert sqrt(7.5e-5, ratio=48 / 64) == 6.495190528383289e-05


@pytest.mark.parametrize(("ratio", "lr"), [(4, 1.5e-4), (0.25, 3.75e-5), (2.25, 1.125e-4), (1, 7.5e-5)])
def test_perfect_squares_are_exact(ratio: float, lr: float) -> None:
    assert sqrt(7.5e-5, ratio) == lr


def test_under_sgd_a_summed_loss_turns_it_into_the_inverse_root() -> None:
    before = parse("64@7.5e-5", optimizer="sgd", loss_reduction="sum")
    assert scale(before, to="192", rule="sqrt").after.lr == pytest.approx(4.3301270e-5, rel=1e-7)


def test_under_adam_a_summed_loss_changes_nothing_about_the_rate() -> None:
    before = parse("64@7.5e-5", optimizer="adam", loss_reduction="sum")
    assert scale(before, to="192", rule="sqrt").after.lr == sqrt(7.5e-5, 3)


def test_the_betas_stay() -> None:
    plan = scale(parse("64@7.5e-5", optimizer="adamw", beta1=0.9, beta2=0.999, eps=1e-8), to="192", rule="sqrt")
    assert (plan.after.beta1, plan.after.beta2, plan.after.eps) == (0.9, 0.999, 1e-8)


@pytest.mark.parametrize(("lr", "ratio"), [(0, 2), (1e-3, -4), (1e-3, float("nan"))])
def test_a_rate_or_ratio_that_cannot_be_meant_is_refused(lr: float, ratio: float) -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        sqrt(lr, ratio)


def test_the_arithmetic_is_shown() -> None:
    assert scale(parse("64@7.5e-5"), to="192", rule="sqrt").changes[0].why == "sqrt: 7.5e-05 x (192/64)^0.5"
