from __future__ import annotations

import pytest

from lrscale import TrainingConfig, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "weight-decay-timescale"
DECAYED = RUN.model_copy(update={"weight_decay": 0.01})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"micro_batch": 128}, []),
        ({"micro_batch": 129}, ["medium"]),
        ({"micro_batch": 32}, []),
        ({"micro_batch": 31}, ["medium"]),
        ({"micro_batch": 512, "weight_decay": 0.08}, []),
        ({"micro_batch": 512, "lr": 8e-4}, []),
        ({"lr": 2.1e-4}, ["medium"]),
        ({"lr": 1.9e-4}, []),
        ({"weight_decay": 0.021}, ["medium"]),
        ({"weight_decay": 0.0049}, ["medium"]),
        ({"micro_batch": 512, "weight_decay": 0}, []),
        ({"micro_batch": 512, "weight_decay": None}, []),
    ],
)
def test_a_memory_that_changed_more_than_twofold_is_medium(change: dict[str, object], expected: list[str]) -> None:
    assert levels(by_hand(DECAYED, **change), NAME) == expected


@pytest.mark.parametrize(("optimizer", "expected"), [("lion", ["medium"]), ("sgd", []), ("adam", []), (None, [])])
def test_only_decay_that_is_known_to_be_decoupled_has_this_memory(optimizer: str | None, expected: list[str]) -> None:
    assert levels(by_hand(DECAYED.model_copy(update={"optimizer": optimizer}), micro_batch=512), NAME) == expected


def test_a_decay_that_was_not_there_has_no_memory_to_keep() -> None:
    assert levels(by_hand(DECAYED.model_copy(update={"weight_decay": 0}), weight_decay=0.1), NAME) == []


@pytest.mark.parametrize(("batch", "expected"), [("1024", []), ("4096", []), ("6400", ["low"]), ("1", [])])
def test_a_coefficient_that_lrscale_moved_is_low_where_its_limit_stopped_it(batch: str, expected: list[str]) -> None:
    """The root asks for x4 at 16 times the batch, and at 100 times for x10, of which 2.5 are left over."""
    assert levels(scale(DECAYED, to=batch, rule="sqrt").risk, NAME) == expected


def test_a_coefficient_kept_under_a_rule_is_medium() -> None:
    assert levels(scale(DECAYED, to="1024", rule="sqrt", conventions={"weight-decay": "keep"}).risk, NAME) == ["medium"]


def test_the_message_has_both_coefficients_and_the_hint_the_one_that_keeps_the_memory() -> None:
    found = finding(by_hand(DECAYED, micro_batch=512), NAME)
    assert found.message == "weight decay 0.01 -> 0.01: the weights average over 8 times the samples"
    assert "0.08" in found.hint


def test_the_message_says_where_the_limit_stopped_it() -> None:
    found = finding(scale(DECAYED, to="6400", rule="sqrt").risk, NAME)
    assert "0.01 -> 0.04" in found.message
    assert "2.5 times the samples, as it moves by a factor of 4 at most" in found.message


def test_an_optimizer_that_finds_its_step_size_has_no_memory_we_know() -> None:
    before = TrainingConfig(micro_batch=64, lr=1.0, optimizer="prodigy", weight_decay=0.01)
    assert levels(scale(before, to="192").risk, NAME) == []
