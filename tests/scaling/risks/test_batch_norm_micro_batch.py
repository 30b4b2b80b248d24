from __future__ import annotations

import pytest

from lrscale import TrainingConfig, assess, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "batch-norm-micro-batch"
NORMED = RUN.model_copy(update={"norm": "batch"})


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (32, 16, ["medium"]),
        (32, 15, ["high"]),
        (8, 4, ["high"]),
        (8, 12, ["medium"]),
        (16, 32, ["medium"]),
        (200, 201, []),
        (200, 205, ["medium"]),
        (32, 32, []),
    ],
)
def test_a_micro_batch_shrunk_below_16_is_high(old: int, new: int, expected: list[str]) -> None:
    run = NORMED.model_copy(update={"micro_batch": old})
    assert levels(by_hand(run, micro_batch=new), NAME) == expected


def test_a_kept_effective_batch_does_not_help_the_statistics() -> None:
    assert levels(by_hand(NORMED, micro_batch=8, grad_accum=8), NAME) == ["high"]


def test_accumulation_and_ranks_do_not_touch_the_statistics() -> None:
    assert levels(by_hand(NORMED, grad_accum=4, data_parallel=8), NAME) == []


@pytest.mark.parametrize("norm", ["other", None])
def test_other_norms_do_not_see_the_batch(norm: str | None) -> None:
    assert levels(by_hand(RUN.model_copy(update={"norm": norm}), micro_batch=8), NAME) == []


def test_an_unknown_micro_batch_is_not_judged() -> None:
    before = TrainingConfig(global_batch=64, lr=1e-4, norm="batch")
    assert levels(assess(before, before.model_copy(update={"global_batch": 8})), NAME) == []


def test_a_rule_does_not_excuse_it_and_the_message_has_both_sizes() -> None:
    found = finding(scale(NORMED, to="8x8").risk, NAME)
    assert found.level == "high"
    assert "64 -> 8 samples" in found.message
