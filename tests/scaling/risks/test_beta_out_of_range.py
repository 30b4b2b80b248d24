from __future__ import annotations

import pytest

from lrscale import TrainingConfig, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "beta-out-of-range"


@pytest.mark.parametrize(
    ("betas", "ratio", "expected"),
    [
        ({"beta1": 0.9}, 9, []),
        ({"beta1": 0.9}, 10, ["medium"]),
        ({"beta1": 0.9}, 16, ["medium"]),
        ({"beta1": 0.8}, 5, ["medium"]),
        ({"beta2": 0.999}, 500, []),
        ({"beta2": 0.999}, 501, ["high"]),
        ({"beta2": 0.95}, 10, []),
        ({"beta2": 0.95}, 19, ["high"]),
        ({"beta2": 0.95}, 20, ["high", "medium"]),
        ({"beta1": 0.9, "beta2": 0.95}, 20, ["high", "medium"]),
        ({}, 1000, []),
    ],
)
def test_the_first_order_formula_runs_out_at_one_over_one_minus_beta(
    betas: dict[str, float], ratio: int, expected: list[str]
) -> None:
    assert levels(scale(RUN.model_copy(update=betas), to=64 * ratio, rule="adam-sde").risk, NAME) == expected


@pytest.mark.parametrize(("batch", "expected"), [("128", []), ("256", ["low"])])
def test_a_half_life_that_carries_beta2_below_a_kept_beta1_is_low(batch: str, expected: list[str]) -> None:
    run = RUN.model_copy(update={"beta1": 0.9, "beta2": 0.95})
    assert levels(scale(run, to=batch, conventions={"adam-moments": "half-life"}).risk, NAME) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((0.9, 0.999), (0.9, 0.9), []),
        ((0.9, 0.999), (0.9, 0.89), ["low"]),
        ((0.9, 0.999), (0.9, 0.49), ["high"]),
        ((None, 0.999), (None, 0.5), []),
        ((None, 0.999), (None, 0.49), ["high"]),
        ((0.95, 0.9), (0.95, 0.85), []),
        ((0.9, 0.4), (0.9, 0.4), []),
        ((0.9, 0.999), (0.1, 0.999), []),
        ((0.9, 0.999), (0.9, None), []),
    ],
)
def test_betas_set_by_hand_are_judged_by_where_they_ended(
    old: tuple[float | None, float], new: tuple[float | None, float | None], expected: list[str]
) -> None:
    run = RUN.model_copy(update={"beta1": old[0], "beta2": old[1]})
    assert levels(by_hand(run, beta1=new[0], beta2=new[1], micro_batch=1024), NAME) == expected


def test_kept_betas_are_silent_at_any_ratio() -> None:
    run = RUN.model_copy(update={"beta1": 0.9, "beta2": 0.999})
    assert levels(scale(run, to="64000", rule="sqrt").risk, NAME) == []


def test_the_message_shows_the_formula_that_failed_and_what_was_taken() -> None:
    found = finding(scale(RUN.model_copy(update={"beta1": 0.9}), to="1024", rule="adam-sde").risk, NAME)
    assert found.message == "1 - k (1 - beta) is no decay at k = 16, so beta^k is taken: beta1 0.9 -> 0.1853"


def test_the_message_names_the_betas_that_crossed() -> None:
    found = finding(by_hand(RUN.model_copy(update={"beta1": 0.9, "beta2": 0.95}), beta2=0.85), NAME)
    assert "beta2 0.85" in found.message
    assert "beta1 0.9" in found.message


def test_a_half_life_that_was_asked_for_is_no_fall_back() -> None:
    before = TrainingConfig(micro_batch=8, lr=1e-4, beta1=0.9, optimizer="adamw")
    assert levels(scale(before, to="256", conventions={"adam-moments": "half-life"}).risk, NAME) == []
