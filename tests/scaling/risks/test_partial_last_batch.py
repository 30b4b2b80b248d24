from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "partial-last-batch"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (100_001, ["medium"]),
        (100_099, ["medium"]),
        (100_100, []),
        (100_900, []),
        (100_000, []),
        (101_001, []),
        (1_001, ["medium"]),
        (999, []),
        (50, []),
        (None, []),
    ],
)
def test_a_rest_below_a_tenth_of_a_batch_is_medium_where_an_epoch_has_100_steps_at_most(
    size: int | None, expected: list[str]
) -> None:
    """The batch is 1000 samples."""
    run = RUN.model_copy(update={"dataset_size": size})
    assert levels(by_hand(run, micro_batch=125, grad_accum=4, data_parallel=2), NAME) == expected


def test_a_rule_does_not_excuse_it_and_the_message_counts() -> None:
    found = finding(scale(RUN.model_copy(update={"dataset_size": 100_099}), to="1000").risk, NAME)
    assert found.message == "100,099 samples are 100 batches of 1,000 and a last step on 99 samples at the full rate"
