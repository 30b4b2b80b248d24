from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "optimizer-unknown"
NAMELESS = RUN.model_copy(update={"optimizer": None})


@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        (7, ["high"]),
        (8, ["medium"]),
        (32, ["medium"]),
        (33, ["low"]),
        (64, []),
        (127, ["low"]),
        (128, ["medium"]),
        (512, ["medium"]),
        (513, ["high"]),
    ],
)
@pytest.mark.parametrize("optimizer", [None, "my_optimizer", "not_adamw"])
def test_it_weighs_as_much_as_linear_and_constant_differ(
    optimizer: str | None, batch: int, expected: list[str]
) -> None:
    run = RUN.model_copy(update={"optimizer": optimizer})
    assert levels(by_hand(run, micro_batch=batch), NAME) == expected
    assert levels(scale(run, to=batch).risk, NAME) == expected


@pytest.mark.parametrize("optimizer", ["AdamW", "torch.optim.SGD", "prodigy"])
def test_a_known_optimizer_is_silent(optimizer: str) -> None:
    assert levels(by_hand(RUN.model_copy(update={"optimizer": optimizer}), micro_batch=4096), NAME) == []


def test_a_batch_within_one_percent_asks_for_no_rule() -> None:
    assert levels(by_hand(NAMELESS.model_copy(update={"micro_batch": 200}), micro_batch=201), NAME) == []


def test_the_message_says_how_far_the_rules_are_apart() -> None:
    found = finding(by_hand(NAMELESS, micro_batch=16), NAME)
    assert "the optimizer is not stated" in found.message
    assert "differ 4 times" in found.message


def test_the_message_quotes_a_name_nobody_knows() -> None:
    found = finding(by_hand(RUN.model_copy(update={"optimizer": "my_optimizer"}), micro_batch=16), NAME)
    assert "'my_optimizer' is no optimizer lrscale knows" in found.message
