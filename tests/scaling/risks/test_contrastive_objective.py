from __future__ import annotations

import pytest

from lrscale import TrainingConfig, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "contrastive-objective"
PAIRS = RUN.model_copy(update={"micro_batch": 256, "grad_accum": 4, "loss": "infonce"})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"micro_batch": 512}, ["high"]),
        ({"micro_batch": 128}, ["high"]),
        ({"data_parallel": 2}, ["high"]),
        ({"micro_batch": 1024, "grad_accum": 1}, ["high"]),
        ({"grad_accum": 8}, ["medium"]),
        ({"grad_accum": 1}, ["medium"]),
        ({"micro_batch": 257}, []),
        ({"lr": 1e-3}, []),
    ],
)
def test_it_is_high_where_samples_meet_other_negatives(change: dict[str, object], expected: list[str]) -> None:
    assert levels(by_hand(PAIRS, **change), NAME) == expected


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("InfoNCE", ["high"]),
        ("info_nce", ["high"]),
        ("InfoNCELoss", ["high"]),
        ("NT-Xent", ["high"]),
        ("nt_xent_loss", ["high"]),
        ("CLIPLoss", ["high"]),
        ("SigLIP", ["high"]),
        ("SupConLoss", ["high"]),
        ("MultipleNegativesRankingLoss", ["high"]),
        ("contrastive_loss", ["high"]),
        ("cross_entropy", []),
        ("clipped_surrogate", []),
        ("triplet", []),
        (None, []),
    ],
)
def test_a_contrastive_loss_is_known_by_its_name_in_any_spelling(loss: str | None, expected: list[str]) -> None:
    assert levels(by_hand(RUN.model_copy(update={"loss": loss}), micro_batch=256), NAME) == expected


def test_a_global_batch_is_judged_where_micro_batches_are_unknown() -> None:
    run = TrainingConfig(global_batch=256, lr=1e-4, loss="clip")
    assert levels(by_hand(run, global_batch=512), NAME) == ["high"]


def test_no_rule_makes_the_two_runs_equivalent() -> None:
    assert levels(scale(PAIRS, to="512x4").risk, NAME) == ["high"]


@pytest.mark.parametrize(
    ("change", "said"),
    [({"micro_batch": 1024, "grad_accum": 1}, "x4 as many negatives"), ({"grad_accum": 8}, "adds no negatives")],
)
def test_the_message_counts_negatives_per_sample(change: dict[str, object], said: str) -> None:
    assert said in finding(by_hand(PAIRS, **change), NAME).message
