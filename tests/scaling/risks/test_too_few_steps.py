from __future__ import annotations

import pytest

from lrscale import TrainingConfig, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "too-few-steps"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (9000, 2000, []),
        (9000, 1999, ["medium"]),
        (9000, 500, ["medium"]),
        (9000, 499, ["high"]),
        (9000, 1, ["high"]),
        (2000, 1999, ["medium"]),
        (1999, 1500, ["low"]),
        (1999, 499, ["high"]),
        (500, 499, ["high"]),
        (499, 100, ["high"]),
        (499, 250, ["low"]),
        (499, 249, ["high"]),
        (400, 400, []),
        (400, 450, []),
        (None, 499, ["high"]),
        (None, 1999, ["medium"]),
        (9000, None, []),
        (None, None, []),
    ],
)
def test_below_500_steps_is_high_below_2000_medium_and_low_where_it_was_so_before(
    old: int | None, new: int | None, expected: list[str]
) -> None:
    assert levels(by_hand(RUN.model_copy(update={"total_steps": old}), total_steps=new), NAME) == expected


def test_epochs_of_a_known_data_set_are_counted_in_steps() -> None:
    run = RUN.model_copy(update={"epochs": 2, "dataset_size": 64_000})
    assert finding(by_hand(run, micro_batch=320), NAME).message == "400 optimizer steps are left of 2000"


def test_epochs_on_an_unknown_number_of_ranks_are_not_counted() -> None:
    run = TrainingConfig(micro_batch=64, lr=1e-4, epochs=1, dataset_size=64_000)
    assert levels(by_hand(run, micro_batch=640), NAME) == []


def test_a_rule_does_not_make_up_for_lost_steps() -> None:
    assert levels(scale(RUN.model_copy(update={"total_steps": 2000}), to="320").risk, NAME) == ["high"]


def test_the_message_says_nothing_of_a_number_it_does_not_know() -> None:
    assert finding(by_hand(RUN, total_steps=400), NAME).message == "400 optimizer steps are left"
