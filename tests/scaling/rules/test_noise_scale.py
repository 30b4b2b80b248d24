"""`noise-scale`: the rate follows the batch below the gradient noise scale and levels off above it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrscale import InvalidInput, MissingFact, TrainingConfig, noise_scale, parse, scale

batches = st.integers(min_value=1, max_value=2**20)


@pytest.mark.parametrize(
    ("noise", "sgd", "adam"),
    [
        (16.0, 1.153846, 1.074172),
        (64.0, 1.5, 1.224745),
        (256.0, 2.142857, 1.463850),
        (1024.0, 2.684211, 1.638356),
        (4096.0, 2.910448, 1.706003),
    ],
)
def test_from_64_to_192_the_gain_grows_with_the_noise_scale(noise: float, sgd: float, adam: float) -> None:
    for optimizer, gain in (("sgd", sgd), ("adam", adam), ("lion", adam), ("nobody knows it", adam)):
        before = parse("64@1", optimizer=optimizer, noise_scale=noise)
        assert scale(before, to="192", rule="noise-scale").after.lr == pytest.approx(gain, rel=1e-6)


@pytest.mark.parametrize(("exponent", "gain"), [("0.7", 1.5**0.7), ("1", 1.5), ("0", 1.0)])
def test_the_exponent_can_be_named(exponent: str, gain: float) -> None:
    before = parse("64@1", optimizer="sgd", noise_scale=64)
    assert scale(before, to="192", rule=f"noise-scale:{exponent}").after.lr == pytest.approx(gain)


def test_the_critical_batch_stands_in_for_the_noise_scale_and_the_plan_says_so() -> None:
    plan = scale(parse("64@0.1", optimizer="sgd", critical_batch=64), to="192", rule="gns")
    assert plan.after.lr == 0.15
    assert "the critical batch stands in for the noise scale" in plan.assumptions


def test_the_noise_scale_wins_over_the_critical_batch() -> None:
    plan = scale(parse("64@0.1", optimizer="sgd", critical_batch=1, noise_scale=64), to="192", rule="gns")
    assert plan.after.lr == 0.15
    assert not any("stands in" in assumed for assumed in plan.assumptions)


def test_with_unknown_ranks_it_is_assumed_that_there_is_one() -> None:
    before = TrainingConfig(micro_batch=64, lr=0.1, optimizer="sgd", noise_scale=64)
    assert any("one rank" in assumed for assumed in scale(before, to="192", rule="noise-scale").assumptions)


def test_without_either_fact_it_is_refused() -> None:
    with pytest.raises(MissingFact, match="noise_scale or critical_batch"):
        scale(parse("64@0.1", optimizer="sgd"), to="192", rule="noise-scale")


def test_under_sgd_a_summed_loss_divides_the_gain_by_the_ratio() -> None:
    before = parse("64@0.1", optimizer="sgd", noise_scale=64, loss_reduction="sum")
    assert scale(before, to="192", rule="noise-scale").after.lr == 0.05


def test_it_tends_to_the_ratio_for_much_noise_and_to_1_for_none() -> None:
    assert noise_scale(1.0, 64, 192, 1e15) == pytest.approx(3)
    assert noise_scale(1.0, 64, 192, 1e-15) == pytest.approx(1)


@given(first=batches, second=batches, third=batches, noise=st.floats(min_value=1e-3, max_value=1e9))
def test_it_composes_over_batches(first: int, second: int, third: int, noise: float) -> None:
    between = noise_scale(1.0, first, second, noise)
    assert noise_scale(between, second, third, noise) == pytest.approx(noise_scale(1.0, first, third, noise))


@pytest.mark.parametrize(("before", "after", "noise"), [(0, 192, 64), (64, 0, 64), (64, 192, 0), (64, 192, -1.0)])
def test_a_batch_or_noise_scale_that_cannot_be_meant_is_refused(before: int, after: int, noise: float) -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        noise_scale(0.1, before, after, noise)
