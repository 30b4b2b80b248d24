from __future__ import annotations

import pytest

from lrscale import TrainingConfig
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "seq-len-changed"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (1024, 2048, ["medium"]),
        (1024, 512, ["medium"]),
        (1024, 1025, ["medium"]),
        (1024, 1024, []),
        (None, 2048, []),
        (1024, None, []),
    ],
)
def test_another_length_is_medium_where_both_are_known(old: int | None, new: int | None, expected: list[str]) -> None:
    assert levels(by_hand(RUN.model_copy(update={"seq_len": old}), seq_len=new), NAME) == expected


def test_another_batch_at_the_same_length_is_silent() -> None:
    assert levels(by_hand(RUN.model_copy(update={"seq_len": 1024}), micro_batch=256), NAME) == []


@pytest.mark.parametrize(
    ("batch", "said"),
    [(64, "x2 in tokens and x1 in samples"), (32, "x1 in tokens and x0.5 in samples"), (128, "x4 in tokens")],
)
def test_the_message_has_the_ratio_in_tokens_and_in_samples(batch: int, said: str) -> None:
    found = finding(by_hand(RUN.model_copy(update={"seq_len": 1024}), micro_batch=batch, seq_len=2048), NAME)
    assert "sequence length 1024 -> 2048" in found.message
    assert said in found.message


def test_a_batch_in_tokens_holds_the_length_already() -> None:
    run = TrainingConfig(micro_batch=65_536, batch_unit="tokens", lr=1e-4, seq_len=1024)
    assert "x2 in tokens" in finding(by_hand(run, micro_batch=131_072, seq_len=2048), NAME).message
