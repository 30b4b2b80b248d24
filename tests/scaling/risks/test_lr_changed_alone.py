from __future__ import annotations

import pytest

from lrscale import parse, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "lr-changed-alone"


@pytest.mark.parametrize(
    ("lr", "expected"),
    [(1e-4, []), (1.009e-4, []), (1.011e-4, ["low"]), (0.991e-4, []), (0.989e-4, ["low"]), (1e-2, ["low"])],
)
def test_another_rate_at_the_same_effective_batch_is_low(lr: float, expected: list[str]) -> None:
    assert levels(by_hand(RUN, lr=lr), NAME) == expected
    assert levels(by_hand(RUN, micro_batch=16, grad_accum=4, lr=lr), NAME) == expected


@pytest.mark.parametrize("batch", [32, 63, 65, 128])
def test_a_rate_that_moves_with_a_batch_is_not_alone(batch: int) -> None:
    assert levels(by_hand(RUN, micro_batch=batch, lr=2e-4), NAME) == []


def test_a_rule_that_looks_at_the_micro_batch_is_told_so() -> None:
    assert levels(scale(parse("16x4@1e-4"), to="64", rule="conservative").risk, NAME) == ["low"]


def test_a_rate_that_makes_up_for_a_summed_loss_is_silent() -> None:
    """Four times the micro-batch makes four times the summed gradient: a quarter of the rate is the same step."""
    summed = RUN.model_copy(
        update={"micro_batch": 16, "grad_accum": 4, "lr": 0.1, "optimizer": "sgd", "loss_reduction": "sum"}
    )
    assert levels(by_hand(summed, micro_batch=64, grad_accum=1, lr=0.025), NAME) == []


def test_the_message_has_the_factor_and_the_batch_and_the_hint_the_old_rate() -> None:
    found = finding(by_hand(parse("16x4@7.5e-5"), micro_batch=32, grad_accum=2, lr=5e-5), NAME)
    assert found.message == "learning rate x0.6667 while the effective batch stays at 64"
    assert "7.5e-05" in found.hint
