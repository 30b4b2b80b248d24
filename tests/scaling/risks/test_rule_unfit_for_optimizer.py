from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "rule-unfit-for-optimizer"


@pytest.mark.parametrize(
    ("optimizer", "rule", "expected"),
    [
        ("adamw", "linear", ["medium"]),
        ("lion", "linear", ["medium"]),
        ("sgd", "linear", []),
        ("lars", "linear", []),
        ("sgd", "sqrt", ["medium"]),
        ("sgd", "constant", ["medium"]),
        ("adamw", "sqrt", []),
        ("adamw", "adam-sde", []),
        ("lion", "adam-sde", ["medium"]),
        ("adamw", "lamb", ["medium"]),
        ("lamb", "lamb", []),
        ("adamw", "auto", []),
        ("sgd", "auto", []),
        ("sgd", "conservative", []),
        ("sgd", "power:0.5", []),
        ("prodigy", "linear", []),
        ("my_optimizer", "linear", []),
        (None, "linear", []),
    ],
)
def test_a_rule_published_for_other_optimizers_is_medium(optimizer: str | None, rule: str, expected: list[str]) -> None:
    assert levels(scale(RUN.model_copy(update={"optimizer": optimizer}), to="256", rule=rule).risk, NAME) == expected


def test_where_the_batch_stays_no_rule_is_at_work() -> None:
    assert levels(scale(RUN, to="16x4", rule="linear").risk, NAME) == []


def test_a_change_by_hand_names_no_rule() -> None:
    assert levels(by_hand(RUN, micro_batch=256, lr=4e-4), NAME) == []


def test_the_message_has_the_rule_its_optimizers_and_this_one() -> None:
    found = finding(scale(RUN, to="256", rule="linear").risk, NAME)
    assert found.message == "linear is not published for adamw (adaptive), but for lars, sgd"
