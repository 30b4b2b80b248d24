from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "lr-outside-usual-range"


@pytest.mark.parametrize(
    ("optimizer", "low", "high"),
    [
        ("sgd", 1e-4, 10.0),
        ("adamw", 1e-7, 1e-2),
        ("lion", 1e-8, 1e-3),
        ("lars", 1e-3, 100.0),
        ("lamb", 1e-6, 0.1),
        ("muon", 1e-6, 0.1),
        ("sophia", 1e-7, 1.0),
        ("AdamWScheduleFree", 1e-6, 10.0),
        ("prodigy", 0.1, 10.0),
        ("my_optimizer", 1e-8, 10.0),
        (None, 1e-8, 10.0),
    ],
)
def test_outside_the_usual_range_is_medium_and_ten_times_outside_high(
    optimizer: str | None, low: float, high: float
) -> None:
    run = RUN.model_copy(update={"optimizer": optimizer})
    expected = {low: [], low * 0.99: ["medium"], low * 0.11: ["medium"], low * 0.09: ["high"]}
    expected |= {high: [], high * 1.01: ["medium"], high * 9: ["medium"], high * 11: ["high"]}
    assert {lr: levels(by_hand(run, lr=lr), NAME) for lr in expected} == expected


def test_a_rule_that_leads_out_of_the_range_is_told_so() -> None:
    run = RUN.model_copy(update={"lr": 5e-3})
    assert levels(scale(run, to="128", rule="linear").risk, NAME) == []
    assert levels(scale(run, to="192", rule="linear").risk, NAME) == ["medium"]


def test_the_message_has_the_rate_the_optimizer_and_its_range() -> None:
    found = finding(by_hand(RUN, lr=1.0), NAME)
    assert found.message == "learning rate 1; usual for adamw: 1e-07 to 0.01"


def test_without_an_optimizer_the_range_is_that_of_any() -> None:
    found = finding(by_hand(RUN.model_copy(update={"optimizer": None}), lr=20.0), NAME)
    assert found.message == "learning rate 20; usual for any optimizer: 1e-08 to 10"
