from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "floor-above-peak"
FLOORED = RUN.model_copy(update={"min_lr": 5e-5})


@pytest.mark.parametrize(
    ("lr", "floor", "expected"),
    [
        (5e-5, 5e-5, []),
        (4.99e-5, 5e-5, ["high"]),
        (1e-5, 5e-5, ["high"]),
        (1e-5, 0, []),
        (1e-5, None, []),
        (1e-4, 2e-4, ["high"]),
    ],
)
def test_a_schedule_that_would_rise_is_high(lr: float, floor: float | None, expected: list[str]) -> None:
    assert levels(by_hand(FLOORED, lr=lr, min_lr=floor), NAME) == expected


def test_a_floor_that_follows_the_rate_is_silent() -> None:
    assert levels(scale(FLOORED, to="8", rule="linear").risk, NAME) == []


def test_a_floor_kept_under_a_rule_that_lowers_the_peak_is_high() -> None:
    assert levels(scale(FLOORED, to="8", rule="linear", conventions={"min-lr": "keep"}).risk, NAME) == ["high"]


def test_the_message_has_both_rates_and_the_hint_the_old_share_of_the_peak() -> None:
    found = finding(by_hand(FLOORED, micro_batch=8, lr=3.5e-5), NAME)
    assert "min_lr 5e-05" in found.message
    assert "learning rate 3.5e-05" in found.message
    assert "1.75e-05" in found.hint
