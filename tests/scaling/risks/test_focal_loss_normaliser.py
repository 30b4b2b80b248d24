from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "focal-loss-normaliser"
FOCAL = RUN.model_copy(update={"micro_batch": 16, "grad_accum": 4, "loss": "focal"})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"micro_batch": 48}, ["medium"]),
        ({"grad_accum": 1}, ["medium"]),
        ({"data_parallel": 2}, ["medium"]),
        ({"micro_batch": 32, "grad_accum": 2}, ["medium"]),
        ({"lr": 5e-5, "warmup_steps": 100}, []),
    ],
)
def test_any_factor_of_the_batch_may_touch_the_normaliser(change: dict[str, object], expected: list[str]) -> None:
    assert levels(by_hand(FOCAL, **change), NAME) == expected


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("FocalLoss", ["medium"]),
        ("focal-loss", ["medium"]),
        ("FOCAL_LOSS", ["medium"]),
        ("sigmoid_focal_loss", ["medium"]),
        ("SigmoidFocalLoss", ["medium"]),
        ("bifocal_loss", []),
        ("confocal", []),
        ("cross_entropy", []),
        (None, []),
    ],
)
def test_a_focal_loss_is_known_by_a_whole_word_of_its_name(loss: str | None, expected: list[str]) -> None:
    assert levels(by_hand(FOCAL.model_copy(update={"loss": loss}), micro_batch=48), NAME) == expected


def test_a_rule_does_not_know_the_normaliser_either() -> None:
    found = finding(scale(FOCAL, to="48").risk, NAME)
    assert found.level == "medium"
    assert "loss_reduction=sum" in found.hint
