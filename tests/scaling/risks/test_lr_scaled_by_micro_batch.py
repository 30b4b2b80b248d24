from __future__ import annotations

import pytest

from lrscale import TrainingConfig, parse, scale
from tests.scaling.risks.findings import by_hand, finding, levels

NAME = "lr-scaled-by-micro-batch"
RUN = parse("16x4@1e-4", optimizer="adamw")


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (3, ["high"]),
        (3.05, ["high"]),
        (3.07, []),
        (2.95, ["high"]),
        (2.93, []),
        (1.7321, ["high"]),
        (0.57735, ["high"]),
        (0.33333, ["high"]),
        (0.75, []),
        (0.86603, []),
        (1, []),
        (1.5, []),
    ],
)
def test_a_rate_that_fits_the_micro_batch_and_not_the_effective_one_is_high(factor: float, expected: list[str]) -> None:
    """16x4 -> 48x1: the micro-batch is x3, what a step averages over x0.75."""
    assert levels(by_hand(RUN, micro_batch=48, grad_accum=1, lr=factor * 1e-4), NAME) == expected


@pytest.mark.parametrize(
    "batch", [{"micro_batch": 48}, {"grad_accum": 12}, {"data_parallel": 3}, {"micro_batch": 24, "grad_accum": 8}]
)
def test_a_rate_that_fits_the_effective_batch_is_silent(batch: dict[str, object]) -> None:
    assert levels(by_hand(RUN, **batch, lr=3e-4), NAME) == []


def test_a_rate_doubled_for_a_doubled_micro_batch_at_the_same_product_is_high() -> None:
    assert levels(by_hand(RUN, micro_batch=32, grad_accum=2, lr=2e-4), NAME) == ["high"]


def test_unknown_micro_batches_are_not_suspected() -> None:
    before = TrainingConfig(global_batch=64, lr=1e-4)
    assert levels(by_hand(before, global_batch=192, lr=3e-4), NAME) == []


def test_a_rule_that_looks_at_both_batches_on_purpose_is_low() -> None:
    assert levels(scale(RUN, to="48", rule="conservative").risk, NAME) == ["low"]
    assert levels(scale(RUN, to="48", rule="linear").risk, NAME) == []


@pytest.mark.parametrize(
    ("factor", "how"),
    [(3, "linearly"), (1.7321, "by its root"), (1 / 3, "inversely"), (0.57735, "by its inverse root")],
)
def test_the_message_has_both_batches_and_how_the_rate_followed(factor: float, how: str) -> None:
    found = finding(by_hand(RUN, micro_batch=48, grad_accum=1, lr=factor * 1e-4), NAME)
    assert f"follows the micro-batch 16 -> 48 {how}, but the effective batch went 64 -> 48" in found.message
    assert "x0.75: 8.66e-05 to 1e-04" in found.hint
