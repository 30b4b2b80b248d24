"""The arithmetic is exact while it is rational and rounds once."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrscale
from lrscale import InvalidInput, conservative, linear, noise_scale, parse, scale, sqrt
from lrscale.scaling.arithmetic import Real, exact, half_life, power, saturating, scaled, times, whole_steps

positive = st.floats(min_value=1e-300, max_value=1e300)
ratios = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6).filter(lambda ratio: ratio > 0)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (7.5e-5, Fraction(75, 10**6)),
        (0.1, Fraction(1, 10)),
        (3, Fraction(3)),
        (Fraction(1, 3), Fraction(1, 3)),
        (5e-324, Fraction(5, 10**324)),
    ],
)
def test_a_float_is_the_decimal_a_person_wrote(number: Real, written: Fraction) -> None:
    assert exact(number) == written


@pytest.mark.parametrize("number", [0, -1, 0.0, -1e-9, math.inf, -math.inf, math.nan, True, Fraction(-1, 2)])
def test_what_is_not_above_0_and_finite_is_refused_with_the_value(number: Real) -> None:
    with pytest.raises(InvalidInput, match="above 0, got"):
        exact(number)


def test_a_number_in_quotes_is_refused() -> None:
    with pytest.raises(InvalidInput, match="got 1e-4"):
        exact("1e-4")  # type: ignore[arg-type]  # what a script passes that forgot to convert


@given(number=positive)
def test_a_float_comes_back_as_it_was(number: float) -> None:
    assert float(exact(number)) == number


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        (Fraction(2, 3), 2, Fraction(4, 9)),
        (Fraction(2, 3), -1, Fraction(3, 2)),
        (Fraction(2, 3), 0, Fraction(1)),
        (Fraction(16, 9), 0.5, Fraction(4, 3)),
        (Fraction(4), Fraction(1, 2), Fraction(2)),
    ],
)
def test_whole_exponents_and_perfect_squares_are_exact(base: Fraction, exponent: Real, expected: Fraction) -> None:
    found = power(base, exponent)
    assert isinstance(found, Fraction)
    assert found == expected


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [(Fraction(3), 0.5, 3**0.5), (Fraction(4, 3), 0.5, (4 / 3) ** 0.5), (Fraction(3), 0.1585, 3**0.1585)],
)
def test_roots_that_are_no_fraction_are_floats(base: Fraction, exponent: Real, expected: float) -> None:
    assert power(base, exponent) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("number", "factor", "product"),
    [(7.5e-5, Fraction(16, 48), 2.5e-5), (7.5e-5, Fraction(1, 3), 2.5e-5), (0.1, 3, 0.3), (7.5e-5, 0.5, 3.75e-5)],
)
def test_a_product_is_rounded_once(number: float, factor: Real, product: float) -> None:
    assert times(number, factor) == product


@given(number=positive)
def test_the_factor_1_changes_nothing(number: float) -> None:
    assert times(number, Fraction(1)) == scaled(number, 1) == number


@pytest.mark.parametrize(("factor", "size"), [(1e300, "large"), (Fraction(10**400), "large"), (1e-320, "small")])
def test_a_product_beyond_floats_is_refused(factor: Real, size: str) -> None:
    with pytest.raises(InvalidInput, match=f"too {size}"):
        times(1e10 if size == "large" else 1e-10, factor)


def test_a_rational_product_that_underflows_is_refused() -> None:
    with pytest.raises(InvalidInput, match="too small"):
        times(5e-324, Fraction(1, 3))


@pytest.mark.parametrize(("theta", "gain"), [("0.1", 1.064516), ("1", 1.5), ("10", 2.538462)])
def test_adascales_gain_for_three_workers(theta: str, gain: float) -> None:
    assert float(saturating(Fraction(3), Fraction(theta))) == pytest.approx(gain, rel=1e-6)


@given(ratio=ratios, noise=ratios)
def test_the_saturating_gain_lies_between_1_and_the_ratio(ratio: Fraction, noise: Fraction) -> None:
    assert min(Fraction(1), ratio) <= saturating(ratio, noise) <= max(Fraction(1), ratio)


@given(first=ratios, second=ratios, noise=ratios)
def test_the_saturating_gain_composes_exactly(first: Fraction, second: Fraction, noise: Fraction) -> None:
    assert saturating(first, noise) * saturating(second, noise / first) == saturating(first * second, noise)


@pytest.mark.parametrize(
    ("decay", "ratio", "expected"),
    [(0.99, Fraction(64), 0.525596), (0.999, Fraction(3), 0.997003), (0.9, Fraction(3, 4), 0.92402)],
)
def test_a_decay_to_the_ratio_keeps_the_half_life(decay: float, ratio: Fraction, expected: float) -> None:
    assert half_life(decay, ratio) == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize(
    ("steps", "ratio", "expected"),
    [(1000, 3, 333), (5, 2, 3), (3, 2, 2), (2, 2, 1), (1, 1000, 1), (1000, Fraction(3, 4), 1333)],
)
def test_steps_are_rounded_halves_up_and_never_to_0(steps: int, ratio: Fraction, expected: int) -> None:
    assert whole_steps(steps, Fraction(ratio)) == expected


class Unusual(float):
    """A float whose text is not a number, like those of numpy."""

    def __repr__(self) -> str:
        return f"numpy.float64({float(self)})"


def test_floats_of_other_libraries_are_floats() -> None:
    assert linear(Unusual(7.5e-5), ratio=Unusual(0.75)) == 5.625e-5


def test_a_ratio_written_as_a_quotient_is_that_quotient() -> None:
    assert linear(7.5e-5, ratio=64 / 192) == 2.5e-5
    assert sqrt(3e-4, ratio=16 / 9) == 4e-4


@pytest.mark.parametrize("exponent", [math.nan, math.inf, -math.inf, 1000.5, 10**8, -2.01])
def test_an_exponent_out_of_range_is_refused(exponent: float) -> None:
    for call in (lrscale.power, conservative):
        with pytest.raises(InvalidInput, match="expected an exponent of"):
            call(1e-4, 3, exponent=exponent)
    with pytest.raises(InvalidInput, match="expected an exponent of 0 to 2"):
        noise_scale(1e-4, 64, 128, 100, exponent=exponent)


def test_a_ratio_beyond_floats_is_refused() -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        sqrt(1e-4, ratio=10**401)
    with pytest.raises(InvalidInput, match="too large"):
        times(1e300, Fraction(10**300))


def test_only_power_may_turn_a_rule_upside_down() -> None:
    for rule in ("conservative:-1", "noise-scale:-0.5"):
        with pytest.raises(InvalidInput, match="an exponent of 0 to 2"):
            scale(parse("16x4@7.5e-5", noise_scale=100.0), to="48x4", rule=rule)
