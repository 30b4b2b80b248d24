"""`power`: the rate follows a power of the batch that is named."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrscale import InvalidInput, linear, parse, power, scale, sqrt

ratios = st.fractions(min_value=Fraction(1, 4096), max_value=4096).filter(lambda ratio: ratio > 0)
exponents = st.floats(min_value=-2, max_value=2)


@pytest.mark.parametrize(
    ("rule", "target", "lr"),
    [
        ("marek", "48x4", 8.9265775e-5),
        ("marek", "48", 7.1656976e-5),
        ("power:0.1585", "48x4", 8.9265775e-5),
        ("power:-0.5", "48x4", 4.3301270e-5),
        ("power:-1", "48x4", 2.5e-5),
        ("power:-1", "48", 1.0e-4),
        ("power:1", "48", 5.625e-5),
        ("power:0", "48", 7.5e-5),
    ],
)
def test_the_rate_is_multiplied_by_the_power_of_the_ratio(rule: str, target: str, lr: float) -> None:
    assert scale(parse("16x4@7.5e-5"), to=target, rule=rule).after.lr == pytest.approx(lr, rel=1e-7)


def test_mareks_exponent_triples_the_rate_over_a_thousandfold_batch() -> None:
    assert scale(parse("1@1e-3"), to="1024", rule="marek").after.lr == pytest.approx(3e-3, rel=1e-3)


def test_the_inverse_is_exact() -> None:
    assert scale(parse("16x4@7.5e-5"), to="48x4", rule="power:-1").after.lr == 2.5e-5


def test_without_an_exponent_it_is_refused_with_an_example() -> None:
    with pytest.raises(InvalidInput, match=r"power:0\.33"):
        scale(parse("64@1e-3"), to="128", rule="power")


def test_one_and_a_half_are_the_rules_linear_and_sqrt() -> None:
    assert (power(7.5e-5, 3, 1), power(7.5e-5, 3, 0.5)) == (linear(7.5e-5, 3), sqrt(7.5e-5, 3))


def test_under_sgd_a_summed_loss_takes_one_from_the_exponent() -> None:
    before = parse("64@1e-3", optimizer="sgd", loss_reduction="sum")
    assert scale(before, to="192", rule="power:0.33").after.lr == pytest.approx(power(1e-3, 3, -0.67))


@given(exponent=exponents)
def test_an_unchanged_batch_keeps_the_rate(exponent: float) -> None:
    assert power(7.5e-5, 1, exponent) == 7.5e-5


@given(ratio=ratios, exponent=exponents)
def test_there_and_back_again_is_where_it_started(ratio: Fraction, exponent: float) -> None:
    assert power(power(7.5e-5, ratio, exponent), 1 / ratio, exponent) == pytest.approx(7.5e-5)


@given(first=ratios, second=ratios, exponent=exponents)
def test_two_steps_are_one(first: Fraction, second: Fraction, exponent: float) -> None:
    twice = power(power(7.5e-5, first, exponent), second, exponent)
    assert twice == pytest.approx(power(7.5e-5, first * second, exponent))


def test_a_ratio_that_cannot_be_meant_is_refused() -> None:
    with pytest.raises(InvalidInput, match="got -1"):
        power(7.5e-5, -1, 0.33)
