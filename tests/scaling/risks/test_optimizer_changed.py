"""A learning rate belongs to its optimizer."""

from __future__ import annotations

import pytest

from lrscale import TrainingConfig
from tests.scaling.risks.findings import by_hand, finding, levels

NAME = "optimizer-changed"
RUN = TrainingConfig(micro_batch=64, lr=1e-3, optimizer="adamw")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"optimizer": "sgd"}, ["high"]),
        ({"optimizer": "sgd", "lr": 0.1}, ["medium"]),
        ({"optimizer": "lion", "lr": 1e-4}, ["medium"]),
        ({"optimizer": "adam"}, ["low"]),
        ({"optimizer": "adamw_torch_fused"}, []),
        ({"optimizer": "mystery"}, []),
        ({"optimizer": None}, []),
        ({"lr": 1e-4}, []),
    ],
)
def test_a_rate_kept_for_another_family_is_high(change: dict[str, object], expected: list[str]) -> None:
    assert levels(by_hand(RUN, **change), NAME) == expected


def test_the_message_names_both() -> None:
    assert "adamw (adaptive) became sgd (sgd)" in finding(by_hand(RUN, optimizer="sgd"), NAME).message
