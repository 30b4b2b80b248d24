from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "warmup-shorter-than-beta2-memory"


@pytest.mark.parametrize(
    ("beta2", "old", "new", "expected"),
    [
        (0.999, 4000, 2000, []),
        (0.999, 4000, 1999, ["medium"]),
        (0.999, 2000, 1999, ["medium"]),
        (0.999, 1999, 1998, ["low"]),
        (0.999, 1999, 1999, ["low"]),
        (0.999, None, 500, ["low"]),
        (0.999, 4000, 0, []),
        (0.999, 4000, None, []),
        (0.95, 4000, 40, []),
        (0.95, 4000, 39, ["medium"]),
        (None, 4000, 2000, []),
        (None, 4000, 1999, ["medium"]),
    ],
)
def test_a_warmup_cut_below_two_memories_is_medium(
    beta2: float | None, old: int | None, new: int | None, expected: list[str]
) -> None:
    run = RUN.model_copy(update={"beta2": beta2, "warmup_steps": old})
    assert levels(by_hand(run, warmup_steps=new), NAME) == expected


@pytest.mark.parametrize(
    ("optimizer", "expected"), [(None, ["low"]), ("my_optimizer", ["low"]), ("sgd", []), ("lion", [])]
)
def test_only_adam_has_the_memory_and_an_unknown_optimizer_may_be_adam(
    optimizer: str | None, expected: list[str]
) -> None:
    run = RUN.model_copy(update={"optimizer": optimizer, "warmup_steps": 4000})
    assert levels(by_hand(run, warmup_steps=500), NAME) == expected


def test_a_rule_that_keeps_the_samples_can_leave_too_few_steps() -> None:
    run = RUN.model_copy(update={"warmup_steps": 4000, "beta2": 0.999})
    assert levels(scale(run, to="128").risk, NAME) == []
    assert levels(scale(run, to="256").risk, NAME) == ["medium"]


def test_the_convention_of_the_same_name_is_long_enough() -> None:
    run = RUN.model_copy(update={"warmup_steps": 100, "beta2": 0.999})
    assert levels(scale(run, to="256", conventions={"warmup": "beta2-memory"}).risk, NAME) == []


@pytest.mark.parametrize(("beta2", "said"), [(0.999, "at beta2 0.999"), (None, "at beta2 0.999 (assumed)")])
def test_the_message_has_both_lengths_and_what_was_assumed(beta2: float | None, said: str) -> None:
    run = RUN.model_copy(update={"beta2": beta2, "warmup_steps": 4000})
    found = finding(by_hand(run, warmup_steps=500), NAME)
    assert found.message == f"warmup of 500 steps, 2/(1 - beta2) = 2000 {said}"
