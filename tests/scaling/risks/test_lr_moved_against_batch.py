from __future__ import annotations

import pytest

from lrscale import TrainingConfig, assess, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "lr-moved-against-batch"


@pytest.mark.parametrize(
    ("batch", "lr", "expected"),
    [
        (32, 2e-4, ["critical"]),
        (128, 5e-5, ["high"]),
        (32, 1.011e-4, ["critical"]),
        (32, 1.009e-4, []),
        (128, 0.989e-4, ["high"]),
        (128, 0.991e-4, []),
        (63, 2e-4, ["critical"]),
        (64, 2e-4, []),
        (128, 2e-4, []),
        (32, 5e-5, []),
    ],
)
def test_up_with_a_smaller_batch_is_critical_and_down_with_a_larger_one_high(
    batch: int, lr: float, expected: list[str]
) -> None:
    assert levels(by_hand(RUN, micro_batch=batch, lr=lr), NAME) == expected


def test_a_batch_within_one_percent_has_no_direction() -> None:
    run = RUN.model_copy(update={"micro_batch": 200})
    assert levels(by_hand(run, micro_batch=201, lr=5e-5), NAME) == []


@pytest.mark.parametrize(("rule", "to"), [("conservative", "192"), ("power:-0.5", "32")])
def test_a_rule_that_did_it_on_purpose_is_low(rule: str, to: str) -> None:
    assert levels(scale(RUN, to=to, rule=rule).risk, NAME) == ["low"]


def test_an_optimizer_that_finds_its_own_step_is_left_alone() -> None:
    assert levels(by_hand(RUN.model_copy(update={"optimizer": "prodigy"}), micro_batch=32, lr=2e-4), NAME) == []


@pytest.mark.parametrize(
    ("optimizer", "reduction", "expected"),
    [("sgd", "sum", []), ("sgd", "mean", ["high"]), ("adamw", "sum", ["high"]), (None, "sum", ["high"])],
)
def test_under_sgd_a_summed_loss_asks_for_a_lower_rate(
    optimizer: str | None, reduction: str, expected: list[str]
) -> None:
    run = RUN.model_copy(update={"optimizer": optimizer, "loss_reduction": reduction})
    assert levels(by_hand(run, micro_batch=128, lr=6e-5), NAME) == expected


def test_summed_accumulation_asks_for_a_lower_rate_as_well() -> None:
    run = RUN.model_copy(update={"optimizer": "sgd", "grad_accum": 4, "accum_reduction": "sum"})
    assert levels(by_hand(run, grad_accum=8, lr=6e-5), NAME) == []
    assert levels(by_hand(run, micro_batch=128, lr=6e-5), NAME) == ["high"]


def test_a_summed_loss_of_unknown_micro_batches_grows_with_the_global_batch() -> None:
    before = TrainingConfig(global_batch=64, lr=0.1, optimizer="sgd", loss_reduction="sum")
    assert levels(assess(before, before.model_copy(update={"global_batch": 128, "lr": 0.06})), NAME) == []


@pytest.mark.parametrize(
    ("batch", "lr", "said"), [(32, 2e-4, "noisier gradient"), (128, 5e-5, "no published rule for averaged losses")]
)
def test_the_message_has_both_factors_and_the_side(batch: int, lr: float, said: str) -> None:
    message = finding(by_hand(RUN, micro_batch=batch, lr=lr), NAME).message
    assert f"effective batch x{batch / 64:g}, learning rate x{lr / 1e-4:g}" in message
    assert said in message


def test_the_hint_has_the_bracket() -> None:
    assert "1e-04 to 1.414e-04" in finding(by_hand(RUN, micro_batch=128, lr=5e-5), NAME).hint
