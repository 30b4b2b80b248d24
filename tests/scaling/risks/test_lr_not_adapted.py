from __future__ import annotations

import pytest

from lrscale import assess, parse, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "lr-not-adapted"


@pytest.mark.parametrize(
    ("batch", "expected"),
    [(8, ["critical"]), (1, ["critical"]), (9, ["high"]), (32, ["high"]), (128, ["high"]), (4096, ["high"]), (64, [])],
)
def test_a_kept_rate_on_an_eighth_of_the_batch_is_critical(batch: int, expected: list[str]) -> None:
    assert levels(by_hand(RUN, micro_batch=batch), NAME) == expected


@pytest.mark.parametrize(("batch", "expected"), [(199, []), (201, []), (197, ["high"]), (203, ["high"])])
def test_a_batch_within_one_percent_is_the_same_batch(batch: int, expected: list[str]) -> None:
    assert levels(by_hand(RUN.model_copy(update={"micro_batch": 200}), micro_batch=batch), NAME) == expected


@pytest.mark.parametrize(("lr", "expected"), [(1.009e-4, ["high"]), (1.011e-4, []), (0.991e-4, ["high"])])
def test_a_rate_within_one_percent_is_a_kept_rate(lr: float, expected: list[str]) -> None:
    assert levels(by_hand(RUN, micro_batch=128, lr=lr), NAME) == expected


@pytest.mark.parametrize(("batch", "expected"), [(128, ["low"]), (32, ["medium"]), (4, ["medium"]), (64, [])])
def test_a_rule_that_keeps_the_rate_on_purpose_is_medium_at_most(batch: int, expected: list[str]) -> None:
    assert levels(scale(RUN, to=batch, rule="constant").risk, NAME) == expected


def test_the_same_product_of_other_factors_is_silent() -> None:
    assert levels(by_hand(RUN, micro_batch=8, grad_accum=4, data_parallel=2), NAME) == []


def test_an_optimizer_that_finds_its_own_step_keeps_its_rate() -> None:
    assert levels(by_hand(RUN.model_copy(update={"optimizer": "dadaptadam"}), micro_batch=8), NAME) == []


def test_a_rate_kept_over_a_summed_loss_is_the_linear_rule_under_sgd() -> None:
    run = RUN.model_copy(update={"optimizer": "sgd", "loss_reduction": "sum"})
    assert levels(by_hand(run, micro_batch=128), NAME) == []


@pytest.mark.parametrize(
    ("batch", "said"), [(48, "x3, learning rate kept at 7.5e-05: the slow side"), (4, "x0.25, learning rate kept at")]
)
def test_the_message_has_ratio_and_rate(batch: int, said: str) -> None:
    found = finding(assess(parse("16x4@7.5e-5"), parse(f"{batch}x4@7.5e-5")), NAME)
    assert said in found.message


@pytest.mark.parametrize(
    ("batch", "side", "bracket"),
    [(256, "slow side", "1e-04 to 2e-04"), (16, "risky side: as large a step on a noisier", "5e-05 to 1e-04")],
)
def test_the_slow_side_is_told_from_the_risky_one(batch: int, side: str, bracket: str) -> None:
    found = finding(by_hand(RUN, micro_batch=batch), NAME)
    assert side in found.message
    assert bracket in found.hint
