from __future__ import annotations

import pytest

from lrscale import TrainingConfig, scale
from tests.scaling.risks.findings import by_hand, finding, levels

NAME = "several-changes-at-once"
RUN = TrainingConfig(
    micro_batch=64,
    data_parallel=1,
    seq_len=512,
    lr=1e-4,
    warmup_steps=1000,
    total_steps=10_000,
    optimizer="adamw",
    momentum=0.9,
    beta1=0.9,
    beta2=0.999,
    weight_decay=0.01,
    ema_decay=0.999,
    max_grad_norm=1.0,
    loss="cross_entropy",
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("optimizer", "lion"),
        ("momentum", 0.95),
        ("beta1", 0.95),
        ("beta2", 0.98),
        ("weight_decay", 0.1),
        ("ema_decay", 0.99),
        ("max_grad_norm", 0.5),
        ("seq_len", 1024),
    ],
)
def test_one_is_silent_two_are_medium_and_three_are_high(field: str, value: object) -> None:
    assert levels(by_hand(RUN, **{field: value}), NAME) == []
    found = finding(by_hand(RUN, loss="focal", **{field: value}), NAME)
    assert found.level == "medium"
    assert found.message.startswith("2 changes in one: ")
    assert {"loss", field} == set(found.message.partition(": ")[2].split(", "))
    assert levels(by_hand(RUN, loss="focal", lr=2e-4, **{field: value}), NAME) == ["high"]


@pytest.mark.parametrize(
    ("lr", "expected"),
    [
        (1e-4, []),
        (1.009e-4, []),
        (1.14e-4, []),
        (1.16e-4, []),
        (2e-4, []),
        (4e-4, []),
        (15.9e-4, []),
        (16.1e-4, ["medium"]),
        (5e-5, ["medium"]),
    ],
)
def test_a_rate_that_belongs_to_the_batch_is_no_change_of_its_own(lr: float, expected: list[str]) -> None:
    """At 4 times the batch the plausible rates are x1 to x4, and the powers 0.1 to 2 are x1.149 to x16."""
    bare = TrainingConfig(micro_batch=64, lr=1e-4)
    assert levels(by_hand(bare, micro_batch=256, lr=lr), NAME) == expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"warmup_steps": 250}, None),
        ({"warmup_steps": 251}, None),
        ({"warmup_steps": 500}, "warmup in samples"),
        ({"warmup_steps": 0}, "warmup in samples"),
        ({"warmup_steps": None, "warmup_ratio": 0.1, "total_steps": 2500}, None),
        ({"warmup_steps": None, "warmup_ratio": 0.3, "total_steps": 2500}, "warmup in samples"),
        ({"total_steps": 2500}, None),
        ({"total_steps": 5000}, "length of the run in samples"),
        ({"warmup_steps": None}, None),
    ],
)
def test_steps_that_follow_the_batch_keep_their_samples_and_do_not_count(
    change: dict[str, object], said: str | None
) -> None:
    """Four times the batch with a quarter of the steps."""
    risk = by_hand(RUN, micro_batch=256, lr=2e-4, **change)
    assert levels(risk, NAME) == ([] if said is None else ["medium"])
    assert said is None or said in finding(risk, NAME).message


def test_epochs_count_as_the_length_of_the_run() -> None:
    run = TrainingConfig(micro_batch=64, data_parallel=1, lr=1e-4, epochs=3, dataset_size=64_000)
    assert "length of the run" in finding(by_hand(run, micro_batch=128, lr=1.5e-4, epochs=6), NAME).message
    assert levels(by_hand(run, micro_batch=128, lr=1.5e-4), NAME) == []


def test_what_a_rule_moved_is_one_change() -> None:
    assert levels(scale(RUN, to="256", rule="adam-sde").risk, NAME) == []


def test_the_message_names_batch_and_rate() -> None:
    found = finding(by_hand(RUN, micro_batch=256, lr=5e-5, loss="focal"), NAME)
    assert found.message == "3 changes in one: effective batch, learning rate, loss"
