from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "ema-too-short"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (0.999, 0.9, []),
        (0.999, 0.899, ["medium"]),
        (0.999, 0.5, ["medium"]),
        (0.9, 0.899, ["medium"]),
        (0.899, 0.8, []),
        (None, 0.5, ["medium"]),
        (0.999, None, []),
        (None, None, []),
    ],
)
def test_below_ten_steps_an_average_averages_hardly_anything(
    old: float | None, new: float | None, expected: list[str]
) -> None:
    assert levels(by_hand(RUN.model_copy(update={"ema_decay": old}), ema_decay=new), NAME) == expected


@pytest.mark.parametrize(("batch", "expected"), [("640", []), ("704", ["medium"]), ("4096", ["medium"])])
def test_a_half_life_kept_in_samples_shortens_with_the_batch(batch: str, expected: list[str]) -> None:
    """0.99^10 covers 10.5 steps, 0.99^11 covers 9.6."""
    assert levels(scale(RUN.model_copy(update={"ema_decay": 0.99}), to=batch).risk, NAME) == expected


def test_a_kept_decay_is_silent() -> None:
    run = RUN.model_copy(update={"ema_decay": 0.99})
    assert levels(scale(run, to="4096", conventions={"ema": "keep"}).risk, NAME) == []


def test_the_message_has_the_decay_and_its_steps() -> None:
    found = finding(scale(RUN.model_copy(update={"ema_decay": 0.99}), to="4096").risk, NAME)
    assert "decay 0.5256 cover about 2 steps" in found.message
