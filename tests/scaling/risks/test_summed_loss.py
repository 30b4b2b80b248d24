from __future__ import annotations

import pytest

from lrscale import TrainingConfig, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "summed-loss"
SUMMED = RUN.model_copy(update={"loss_reduction": "sum"})


@pytest.mark.parametrize(
    ("optimizer", "expected", "said"),
    [
        ("sgd", ["medium"], "x3, and so are the steps of sgd; every rule but conservative is divided by it"),
        ("adamw", ["low"], "x3; adamw divides that out, eps and clipping do not"),
        ("lion", ["low"], "x3; lion divides that out"),
        (None, ["medium"], "x3; under SGD so is the step"),
        ("my_optimizer", ["medium"], "x3; under SGD so is the step"),
    ],
)
def test_sgd_feels_a_sum_and_adam_divides_it_out(optimizer: str | None, expected: list[str], said: str) -> None:
    risk = scale(SUMMED.model_copy(update={"optimizer": optimizer}), to="192").risk
    assert levels(risk, NAME) == expected
    assert said in finding(risk, NAME).message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("mean", "sum", ["high"]),
        ("sum", "mean", ["high"]),
        ("sum", "sum", ["low"]),
        ("mean", "mean", []),
        (None, None, []),
        (None, "mean", []),
    ],
)
def test_a_reduction_that_changed_is_high(old: str | None, new: str | None, expected: list[str]) -> None:
    run = RUN.model_copy(update={"loss_reduction": old})
    assert levels(by_hand(run, micro_batch=192, loss_reduction=new), NAME) == expected


def test_the_message_of_a_changed_reduction_has_both() -> None:
    assert (
        "mean -> sum"
        in finding(by_hand(RUN.model_copy(update={"loss_reduction": "mean"}), loss_reduction="sum"), NAME).message
    )


@pytest.mark.parametrize(
    ("change", "growth"),
    [
        ({"micro_batch": 192}, "x3"),
        ({"micro_batch": 192, "grad_accum": 2, "accum_reduction": "sum"}, "x6"),
    ],
)
def test_the_gradient_grows_with_the_axes_that_are_summed(change: dict[str, object], growth: str) -> None:
    """Frameworks average over ranks, and over micro-batches unless told otherwise."""
    assert f"summed gradients are {growth};" in finding(by_hand(SUMMED, **change), NAME).message


@pytest.mark.parametrize("change", [{"grad_accum": 2}, {"data_parallel": 4}, {}])
def test_an_axis_that_is_averaged_does_not_make_the_gradient_grow(change: dict[str, object]) -> None:
    assert levels(by_hand(SUMMED, **change), NAME) == []


def test_unknown_micro_batches_grow_with_the_global_batch() -> None:
    run = TrainingConfig(global_batch=64, lr=1e-4, loss_reduction="sum", optimizer="adamw")
    assert "summed gradients are x3;" in finding(by_hand(run, global_batch=192), NAME).message
