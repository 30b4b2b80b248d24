from __future__ import annotations

import pytest

from lrscale import assess, parse, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "warmup-shortened"
WARM = RUN.model_copy(update={"warmup_steps": 1000})


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (2000, []),
        (500, []),
        (499, ["medium"]),
        (50, ["medium"]),
        (49, ["high"]),
        (0, ["high"]),
        (None, []),
    ],
)
def test_less_than_half_the_samples_is_medium_and_less_than_a_twentieth_high(
    steps: int | None, expected: list[str]
) -> None:
    assert levels(by_hand(WARM, warmup_steps=steps), NAME) == expected


@pytest.mark.parametrize(("batch", "expected"), [(128, []), (32, []), (31, ["medium"]), (3, ["high"])])
def test_samples_count_and_not_steps(batch: int, expected: list[str]) -> None:
    assert levels(by_hand(WARM, micro_batch=batch), NAME) == expected


@pytest.mark.parametrize("steps", [None, 0])
def test_a_run_without_a_warmup_has_none_to_lose(steps: int | None) -> None:
    assert levels(by_hand(RUN.model_copy(update={"warmup_steps": steps}), warmup_steps=10), NAME) == []


def test_a_share_of_the_run_is_counted_in_samples_too() -> None:
    run = RUN.model_copy(update={"warmup_ratio": 0.1, "total_steps": 10_000})
    assert levels(by_hand(run, warmup_ratio=0.049), NAME) == ["medium"]
    assert levels(by_hand(run, warmup_ratio=0.05), NAME) == []


def test_a_rule_keeps_the_samples_unless_told_otherwise() -> None:
    run = WARM.model_copy(update={"beta2": 0.95})
    assert levels(scale(run, to="1024").risk, NAME) == []
    assert levels(scale(run, to="64x2", conventions={"warmup": "beta2-memory"}).risk, NAME) == ["medium"]


def test_the_message_has_steps_samples_and_slope_and_the_hint_the_same_samples() -> None:
    found = finding(assess(parse("16x4@7.5e-5+15000"), parse("48@2.5e-5+500")), NAME)
    assert "warmup 15000 -> 500 steps is 960,000 -> 24,000 samples" in found.message
    assert "rises 10 times as steeply" in found.message
    assert "20000 steps" in found.hint


def test_without_a_warmup_there_is_no_slope() -> None:
    assert finding(by_hand(WARM, warmup_steps=0), NAME).message == "warmup 1000 -> 0 steps is 64,000 -> 0 samples"
