from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "warmup-too-long"


@pytest.mark.parametrize(
    ("warmup", "expected"),
    [
        ({"warmup_steps": 300}, []),
        ({"warmup_steps": 301}, ["medium"]),
        ({"warmup_steps": 999}, ["medium"]),
        ({"warmup_steps": 1000}, ["high"]),
        ({"warmup_steps": 2000}, ["high"]),
        ({"warmup_steps": 0}, []),
        ({"warmup_ratio": 0.3}, []),
        ({"warmup_ratio": 0.31}, ["medium"]),
        ({"warmup_ratio": 1.0}, ["high"]),
        ({"warmup_ratio": 0.9, "warmup_steps": 10}, []),
        ({}, []),
    ],
)
def test_a_third_of_the_run_is_medium_and_all_of_it_high(warmup: dict[str, object], expected: list[str]) -> None:
    run = RUN.model_copy(update={**warmup, "total_steps": 10_000})
    assert levels(by_hand(run, total_steps=1000), NAME) == expected


@pytest.mark.parametrize(
    ("old", "new", "batch", "expected"),
    [
        (1000, 1000, 128, ["medium"]),
        (1000, 1000, 127, []),
        (1000, 2000, 64, ["medium"]),
        (1000, 1999, 64, []),
        (1000, 500, 128, []),
        (None, 1000, 640, []),
        (0, 1000, 640, []),
        (1000, 0, 640, []),
        (1000, None, 640, []),
    ],
)
def test_in_a_run_of_unknown_length_twice_the_samples_are_medium(
    old: int | None, new: int | None, batch: int, expected: list[str]
) -> None:
    run = RUN.model_copy(update={"warmup_steps": old})
    assert levels(by_hand(run, micro_batch=batch, warmup_steps=new), NAME) == expected


def test_a_rule_that_keeps_the_steps_is_told_and_one_that_keeps_the_samples_is_not() -> None:
    run = RUN.model_copy(update={"warmup_steps": 200, "total_steps": 1000})
    assert levels(scale(run, to="256", rule="legw").risk, NAME) == ["medium"]
    assert levels(scale(run, to="256", rule="sqrt").risk, NAME) == []


@pytest.mark.parametrize(
    ("steps", "said"),
    [(350, "warmup of 350 steps is 35% of a run of 1000"), (1000, "the learning rate never reaches its peak")],
)
def test_the_message_has_both_lengths(steps: int, said: str) -> None:
    run = RUN.model_copy(update={"warmup_steps": 100, "total_steps": 1000})
    assert said in finding(by_hand(run, warmup_steps=steps), NAME).message


def test_where_the_length_is_unknown_the_message_has_the_samples_and_the_hint_what_to_state() -> None:
    found = finding(by_hand(RUN.model_copy(update={"warmup_steps": 15_000}), micro_batch=192), NAME)
    assert "3 times the samples (960,000 -> 2,880,000)" in found.message
    assert "total_steps" in found.hint
