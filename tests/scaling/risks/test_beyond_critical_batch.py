from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "beyond-critical-batch"


@pytest.mark.parametrize(
    ("batch", "expected"), [(127, []), (129, ["medium"]), (256, ["medium"]), (257, ["high"]), (4096, ["high"])]
)
@pytest.mark.parametrize("stated", ["critical_batch", "noise_scale"])
def test_from_half_of_it_medium_and_beyond_it_high(stated: str, batch: int, expected: list[str]) -> None:
    run = RUN.model_copy(update={stated: 256.0})
    assert levels(by_hand(run, micro_batch=batch), NAME) == expected
    assert levels(scale(run, to=batch).risk, NAME) == expected


def test_a_measured_critical_batch_beats_the_noise_scale() -> None:
    run = RUN.model_copy(update={"critical_batch": 10_000.0, "noise_scale": 16.0})
    assert levels(by_hand(run, micro_batch=512), NAME) == []


@pytest.mark.parametrize("batch", [512, 1024])
def test_a_batch_that_stays_or_shrinks_wastes_no_more_than_before(batch: int) -> None:
    run = RUN.model_copy(update={"micro_batch": 1024, "critical_batch": 256.0})
    assert levels(by_hand(run, micro_batch=batch), NAME) == []


def test_nothing_is_guessed_where_neither_is_known() -> None:
    assert levels(by_hand(RUN, micro_batch=2**20), NAME) == []


def test_the_message_weighs_samples_against_steps() -> None:
    """McCandlish et al.: from 64 to 192 at 64, E'/E is 256/128 and S'/S is (4/3)/2."""
    found = finding(by_hand(RUN.model_copy(update={"critical_batch": 64.0}), micro_batch=192), NAME)
    assert "batch 192 is 3 times the critical batch 64" in found.message
    assert "2 times the samples and 0.6667 times the steps" in found.message
