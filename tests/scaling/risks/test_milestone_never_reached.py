"""A milestone behind the end of the run is one the rate never drops at."""

from __future__ import annotations

import pytest

from lrscale import TrainingConfig, scale
from tests.scaling.risks.findings import by_hand, finding, levels

NAME = "milestone-never-reached"
STEPPED = TrainingConfig(micro_batch=8, lr=0.1, total_steps=300, milestones=(100, 200))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"micro_batch": 16, "total_steps": 150}, ["medium"]),
        ({"total_steps": 200}, ["medium"]),
        ({"total_steps": 201}, []),
        ({"micro_batch": 16, "total_steps": 150, "milestones": (50, 100)}, []),
        ({"milestones": (100, 300)}, ["medium"]),
        ({"total_steps": None}, []),
        ({"milestones": None, "total_steps": 10}, []),
    ],
)
def test_a_milestone_left_behind_the_end_is_medium(change: dict[str, object], expected: list[str]) -> None:
    assert levels(by_hand(STEPPED, **change), NAME) == expected


def test_one_that_was_out_of_reach_before_is_low() -> None:
    late = STEPPED.model_copy(update={"milestones": (100, 400)})
    assert levels(by_hand(late, lr=0.2), NAME) == ["low"]
    assert "step 300, before the milestone at 400" in finding(by_hand(late, lr=0.2), NAME).message


def test_scaling_never_leaves_one_behind() -> None:
    assert levels(scale(STEPPED, to="64").risk, NAME) == []
