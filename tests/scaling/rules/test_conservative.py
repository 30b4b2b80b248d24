"""`conservative`: the lowest rate that linear, sqrt, constant or inverse gives on either batch."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrscale import InvalidInput, TrainingConfig, conservative, linear, parse, power, scale, sqrt

ratios = st.fractions(min_value=Fraction(1, 4096), max_value=4096).filter(lambda ratio: ratio > 0)


@pytest.mark.parametrize(
    ("target", "lr"),
    [
        ("48", 2.5e-5),
        ("48x4", 2.5e-5),
        ("48x3", 2.5e-5),
        ("32x2", 3.75e-5),
        ("16x2", 3.75e-5),
        ("16x4x3", 2.5e-5),
        ("16x4", 7.5e-5),
        ("4x16", 1.875e-5),
    ],
)
def test_the_smallest_of_both_ratios_and_their_inverses_multiplies_the_rate_exactly(target: str, lr: float) -> None:
    assert scale(parse("16x4@7.5e-5"), to=target, rule="conservative").after.lr == lr


@pytest.mark.parametrize(("target", "lr"), [("48x4", 4.3301270189221936e-05), ("32x2", 5.303300858899106e-05)])
def test_the_exponent_one_half_is_the_milder_form(target: str, lr: float) -> None:
    plan = scale(parse("16x4@7.5e-5"), to=target, rule="conservative:0.5")
    assert plan.after.lr == pytest.approx(lr, rel=1e-12, abs=0)


def test_where_micro_batches_are_unknown_only_the_effective_batch_counts() -> None:
    plan = scale(TrainingConfig(global_batch=64, lr=7.5e-5), global_batch=192, rule="conservative")
    assert plan.after.lr == 2.5e-5


@pytest.mark.parametrize(
    ("ratio", "micro_ratio", "lr"),
    [(3, None, 2.5e-5), (0.75, 3, 2.5e-5), (0.75, None, 5.625e-5), (1, 2, 3.75e-5), (1, None, 7.5e-5)],
)
def test_the_bare_function_takes_both_ratios(ratio: float, micro_ratio: float | None, lr: float) -> None:
    assert conservative(7.5e-5, ratio, micro_ratio) == lr


@given(ratio=ratios, micro_ratio=ratios, exponent=st.floats(min_value=0, max_value=2))
def test_it_never_raises_a_rate(ratio: Fraction, micro_ratio: Fraction, exponent: float) -> None:
    assert conservative(7.5e-5, ratio, micro_ratio, exponent) <= 7.5e-5


@given(ratio=ratios, micro_ratio=ratios)
def test_no_rule_gives_a_lower_rate_on_either_batch(ratio: Fraction, micro_ratio: Fraction) -> None:
    lowest = conservative(1.0, ratio, micro_ratio)
    for measure in (ratio, micro_ratio):
        assert lowest <= min(linear(1.0, measure), sqrt(1.0, measure), power(1.0, measure, -1), 1.0)


def test_a_summed_loss_under_sgd_does_not_change_it_since_it_holds_what_constant_means_there() -> None:
    before = parse("64@7.5e-5", optimizer="sgd", loss_reduction="sum")
    assert scale(before, to="192", rule="conservative").after.lr == 2.5e-5
    assert scale(before, to="192", rule="constant").after.lr == 2.5e-5


def test_the_weight_decay_stays_since_compensating_for_a_lowered_rate_would_run_away() -> None:
    plan = scale(parse("64@7.5e-5", optimizer="adamw", weight_decay=0.01), to="192", rule="conservative")
    assert plan.after.weight_decay == 0.01


def test_the_arithmetic_is_shown() -> None:
    plan = scale(parse("16x4@7.5e-5"), to="48", rule="conservative")
    assert plan.changes[0].why == "conservative: 7.5e-05 x 1/3"


@pytest.mark.parametrize(("ratio", "micro_ratio"), [(0, None), (3, 0), (3, -1)])
def test_a_ratio_that_cannot_be_meant_is_refused(ratio: float, micro_ratio: float | None) -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        conservative(7.5e-5, ratio, micro_ratio)
