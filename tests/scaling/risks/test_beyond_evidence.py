from __future__ import annotations

import pytest

from lrscale import scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "beyond-evidence"


@pytest.mark.parametrize("optimizer", ["sgd", "lars", "lamb"])
@pytest.mark.parametrize("fine_tuning", [True, False, None])
@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        (31, ["high"]),
        (32, ["medium"]),
        (255, ["medium"]),
        (256, []),
        (8192, []),
        (8193, ["medium"]),
        (32768, ["medium"]),
        (32769, ["high"]),
    ],
)
def test_with_sgd_and_layerwise_rates_8_times_is_usual_and_32_times_was_tried(
    optimizer: str, fine_tuning: bool | None, batch: int, expected: list[str]
) -> None:
    run = RUN.model_copy(update={"micro_batch": 1024, "optimizer": optimizer, "fine_tuning": fine_tuning})
    assert levels(by_hand(run, micro_batch=batch), NAME) == expected


@pytest.mark.parametrize("optimizer", ["adamw", "lion", "muon", "my_optimizer", None])
@pytest.mark.parametrize(
    ("fine_tuning", "batch", "expected"),
    [
        (False, 63, ["high"]),
        (False, 64, ["medium"]),
        (False, 255, ["medium"]),
        (None, 256, []),
        (None, 4096, []),
        (None, 4097, ["medium"]),
        (False, 16384, ["medium"]),
        (False, 16385, ["high"]),
        (True, 255, ["high"]),
        (True, 256, ["medium"]),
        (True, 511, ["medium"]),
        (True, 512, []),
        (True, 2048, []),
        (True, 2049, ["medium"]),
        (True, 4096, ["medium"]),
        (True, 4097, ["high"]),
    ],
)
def test_with_other_optimizers_the_range_is_narrower_and_in_fine_tuning_narrowest(
    optimizer: str | None, fine_tuning: bool | None, batch: int, expected: list[str]
) -> None:
    run = RUN.model_copy(update={"micro_batch": 1024, "optimizer": optimizer, "fine_tuning": fine_tuning})
    assert levels(by_hand(run, micro_batch=batch), NAME) == expected


def test_a_rule_does_not_widen_the_evidence_and_the_message_has_ratio_and_range() -> None:
    found = finding(scale(RUN, to="2048").risk, NAME)
    assert found.level == "high"
    assert "x32" in found.message
    assert "x0.25 to x4" in found.message
