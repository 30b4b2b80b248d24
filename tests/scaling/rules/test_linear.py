"""`linear`: k times the batch, k times the rate."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lrscale import InvalidInput, linear, parse, scale


@pytest.mark.parametrize(
    ("target", "lr"),
    [("48x4", 2.25e-4), ("48", 5.625e-5), ("16x4", 7.5e-5), ("16x4x2", 1.5e-4), ("1", 1.171875e-6)],
)
def test_the_rate_is_multiplied_by_the_ratio_of_effective_batches_exactly(target: str, lr: float) -> None:
    assert scale(parse("16x4@7.5e-5"), to=target, rule="linear").after.lr == lr


@pytest.mark.parametrize(
    ("lr", "ratio", "expected"),
    [
        (0.1, 32, 3.2),
        (7.5e-5, 48 / 64, 5.625e-5),
        (7.5e-5, 3, 2.25e-4),
        (7.5e-5, Fraction(1, 3), 2.5e-5),
        (7.5e-9, Fraction(3, 4), 5.625e-9),
    ],
)
def test_the_bare_function_is_exact_to_the_eye(lr: float, ratio: Fraction | float, expected: float) -> None:
    assert linear(lr, ratio) == expected


def test_goyals_base_recipe_gives_their_rate_for_a_batch_of_8192() -> None:
    assert scale(parse("32x1x8@0.1", optimizer="sgd"), to="32x1x256", rule="goyal").after.lr == 3.2


@pytest.mark.parametrize("target", ["48x4", "192x4", "4x4"])
def test_under_sgd_a_summed_loss_keeps_the_rate_since_the_sum_already_grows(target: str) -> None:
    before = parse("16x4@7.5e-5", optimizer="sgd", loss_reduction="sum")
    plan = scale(before, to=target, rule="linear")
    assert plan.after.lr == 7.5e-5
    assert "summed gradient" in next(kept.why for kept in plan.unmoved if kept.field == "lr")


def test_a_sum_over_the_micro_batch_alone_divides_by_its_own_growth() -> None:
    plan = scale(parse("16x4@7.5e-5", optimizer="sgd", loss_reduction="sum"), to="48", rule="linear")
    assert plan.after.lr == 1.875e-5
    assert plan.changes[0].why == "linear: 7.5e-05 x 48/64 / 3 for the summed gradient"


@pytest.mark.parametrize("optimizer", ["adamw", "lion", "lars", "lamb"])
def test_a_summed_loss_does_not_matter_where_the_optimizer_normalises_the_gradient(optimizer: str) -> None:
    before = parse("64@7.5e-5", optimizer=optimizer, loss_reduction="sum")
    assert scale(before, to="192", rule="linear").after.lr == 2.25e-4


@pytest.mark.parametrize(("lr", "ratio"), [(0, 2), (-1e-3, 2), (1e-3, 0), (1e-3, float("inf")), (float("nan"), 2)])
def test_a_rate_or_ratio_that_cannot_be_meant_is_refused(lr: float, ratio: float) -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        linear(lr, ratio)
