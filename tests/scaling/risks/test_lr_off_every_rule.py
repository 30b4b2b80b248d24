from __future__ import annotations

import pytest

from lrscale import parse, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "lr-off-every-rule"


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (1.2976, ["medium"]),  # 16^0.094
        (1.3380, ["low"]),  # 16^0.105
        (1.3566, []),  # 16^0.11, near marek's
        (1.5519, []),  # marek
        (1.7777, []),  # 16^0.2075
        (1.8025, ["low"]),  # 16^0.2125
        (2, ["low"]),  # 16^0.25
        (3.4343, ["low"]),  # 16^0.445
        (3.5308, []),  # 16^0.455
        (4, []),  # the root
        (4.5315, []),  # 16^0.545
        (4.6589, ["low"]),  # 16^0.555
        (8, ["low"]),  # 16^0.75
        (13.737, ["low"]),  # 16^0.945
        (14.123, []),  # 16^0.955
        (16, []),  # linear
        (18.126, []),  # 16^1.045
        (18.636, ["low"]),  # 16^1.055
        (249, ["low"]),  # 16^1.99
        (263.2, ["medium"]),  # 16^2.01
    ],
)
def test_a_power_near_a_published_one_is_silent_and_one_beyond_all_is_medium(
    factor: float, expected: list[str]
) -> None:
    assert levels(by_hand(RUN, micro_batch=1024, lr=factor * 1e-4), NAME) == expected


@pytest.mark.parametrize(("factor", "expected"), [(1 / 2, ["low"]), (1 / 4, []), (1 / 16, []), (1 / 300, ["medium"])])
def test_the_powers_are_the_same_with_a_smaller_batch(factor: float, expected: list[str]) -> None:
    assert levels(by_hand(RUN, micro_batch=4, lr=factor * 1e-4), NAME) == expected


@pytest.mark.parametrize(("batch", "lr"), [(1024, 1e-4), (1024, 2e-5), (64, 2e-4)])
def test_a_rate_kept_moved_against_the_batch_or_moved_alone_is_another_finding(batch: int, lr: float) -> None:
    assert levels(by_hand(RUN, micro_batch=batch, lr=lr), NAME) == []


def test_a_rule_is_on_a_rule() -> None:
    assert levels(scale(RUN, to="1024", rule="power:0.3").risk, NAME) == []


def test_under_sgd_a_summed_loss_scales_before_the_rate_does() -> None:
    """At 16 times a summed gradient, a quarter of the rate is the root and a half is k^0.75."""
    run = RUN.model_copy(update={"optimizer": "sgd", "loss_reduction": "sum"})
    assert levels(by_hand(run, micro_batch=1024, lr=2.5e-5), NAME) == []
    assert levels(by_hand(run, micro_batch=1024, lr=5e-5), NAME) == ["low"]


def test_the_message_has_both_factors_the_power_and_the_nearest_rule() -> None:
    found = finding(by_hand(RUN, micro_batch=128, lr=8e-4), NAME)
    assert found.message == "learning rate x8 at effective batch x2 is k^3.00; nearest rule: linear, k^1"
    assert "1e-04 to 1.414e-04" in found.hint


def test_the_incidents_fix_is_nobodys_rule() -> None:
    """A third of the rate at three quarters of the batch."""
    found = finding(by_hand(parse("16x4@7.5e-5"), micro_batch=48, grad_accum=1, lr=2.5e-5), NAME)
    assert found.level == "medium"
    assert "k^3.82" in found.message
