from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "accumulation-normalisation"


@pytest.mark.parametrize(
    ("reduction", "optimizer", "expected"),
    [
        ("sum", "sgd", ["high"]),
        ("sum", "adamw", ["medium"]),
        ("sum", None, ["medium"]),
        (None, "sgd", ["low"]),
        (None, None, ["low"]),
        ("mean", "sgd", []),
    ],
)
@pytest.mark.parametrize("accumulation", [1, 8])
def test_it_weighs_most_where_sgd_sums(
    reduction: str | None, optimizer: str | None, accumulation: int, expected: list[str]
) -> None:
    run = RUN.model_copy(update={"grad_accum": 4, "accum_reduction": reduction, "optimizer": optimizer})
    assert levels(by_hand(run, grad_accum=accumulation), NAME) == expected


def test_the_same_accumulation_is_silent_whatever_else_changes() -> None:
    run = RUN.model_copy(update={"grad_accum": 4, "accum_reduction": "sum"})
    assert levels(by_hand(run, micro_batch=128, data_parallel=2), NAME) == []


def test_a_rule_does_not_excuse_it() -> None:
    assert levels(scale(RUN, grad_accum=4).risk, NAME) == ["low"]


@pytest.mark.parametrize(
    ("reduction", "said"),
    [
        ("sum", "accumulation 4 -> 1: gradients are summed over micro-batches"),
        (None, "accumulation 4 -> 1: gradients are assumed to be averaged over micro-batches"),
    ],
)
def test_the_message_names_both_accumulations_and_what_is_known(reduction: str | None, said: str) -> None:
    run = RUN.model_copy(update={"grad_accum": 4, "accum_reduction": reduction})
    assert finding(by_hand(run, grad_accum=1), NAME).message == said
