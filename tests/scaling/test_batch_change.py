"""One change of batch, as rules and companions see it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from lrscale import InvalidInput, MissingFact, TrainingConfig, parse
from lrscale.scaling.batch_change import BatchChange, summed_growth


def config(**facts: Any) -> TrainingConfig:
    return TrainingConfig(lr=1e-3, **facts)


@pytest.mark.parametrize(
    ("before", "after", "ratio", "micro_ratio", "batches", "k"),
    [
        ("16x4", "48", Fraction(3, 4), Fraction(3), "48/64", "0.75"),
        ("16x4", "48x4", Fraction(3), Fraction(3), "192/64", "3"),
        ("16x4", "16x4x8", Fraction(8), Fraction(1), "512/64", "8"),
        ("48", "16", Fraction(1, 3), Fraction(1, 3), "16/48", "0.333333"),
        ("16x4", "32x2", Fraction(1), Fraction(2), "64/64", "1"),
    ],
)
def test_the_ratios_are_exact_and_readable(
    before: str, after: str, ratio: Fraction, micro_ratio: Fraction, batches: str, k: str
) -> None:
    change = BatchChange.between(parse(f"{before}@1e-3"), parse(f"{after}@1e-3"))
    assert (change.ratio, change.micro_ratio, change.batches, change.k) == (ratio, micro_ratio, batches, k)
    assert float(change.root) ** 2 == pytest.approx(float(ratio))


@pytest.mark.parametrize(("micro_batch", "root"), [(144, Fraction(3, 2)), (16, Fraction(1, 2))])
def test_the_root_of_a_perfect_square_is_exact(micro_batch: int, root: Fraction) -> None:
    found = BatchChange.between(parse("64@1e-3"), parse(f"{micro_batch}@1e-3")).root
    assert isinstance(found, Fraction)
    assert found == root


def test_where_micro_batches_are_unknown_they_change_as_the_effective_batch() -> None:
    change = BatchChange.between(config(global_batch=64), config(global_batch=192))
    assert change.micro_ratio == change.ratio == 3


def test_samples_and_tokens_are_never_mixed() -> None:
    with pytest.raises(InvalidInput, match="batch_unit"):
        BatchChange.between(config(micro_batch=64), config(micro_batch=64, batch_unit="tokens"))


def test_tokens_are_compared_with_tokens() -> None:
    before, after = (config(micro_batch=micro, batch_unit="tokens") for micro in (4096, 8192))
    assert BatchChange.between(before, after).ratio == 2


def test_unknown_ranks_cancel() -> None:
    assert BatchChange.between(config(micro_batch=64), config(micro_batch=192)).ratio == 3


@pytest.mark.parametrize("known", [{"data_parallel": 4}, {"global_batch": 256}])
def test_ranks_known_on_one_side_only_do_not_cancel(known: dict[str, int]) -> None:
    with pytest.raises(MissingFact, match="on one side only"):
        BatchChange.between(config(micro_batch=64), config(micro_batch=64, **known))
    with pytest.raises(MissingFact, match="on one side only"):
        BatchChange.between(config(micro_batch=64, **known), config(micro_batch=64))


def test_one_rank_against_unknown_ranks_is_compared_per_rank() -> None:
    assert BatchChange.between(config(micro_batch=64), config(micro_batch=192, data_parallel=1)).ratio == 3
    assert BatchChange.between(config(micro_batch=64, data_parallel=1), config(micro_batch=192)).ratio == 3


@pytest.mark.parametrize(
    ("reductions", "before", "after", "grown"),
    [
        ({}, "16x4", "48x8", 1),
        ({"loss_reduction": "mean", "accum_reduction": "mean"}, "16x4", "48x8", 1),
        ({"loss_reduction": "sum"}, "16x4", "48x8", 3),
        ({"accum_reduction": "sum"}, "16x4", "48x8", 2),
        ({"loss_reduction": "sum", "accum_reduction": "sum"}, "16x4", "48x8", 6),
        ({"loss_reduction": "sum", "accum_reduction": "sum"}, "16x4", "16x4x8", 1),
        ({"loss_reduction": "sum"}, "48x4", "16x4", Fraction(1, 3)),
    ],
)
def test_a_gradient_grows_with_the_axes_it_is_summed_over_and_ranks_are_averaged(
    reductions: dict[str, str], before: str, after: str, grown: Fraction
) -> None:
    change = BatchChange.between(parse(f"{before}@1e-3", **reductions), parse(f"{after}@1e-3", **reductions))
    assert change.summed == grown


def test_a_summed_loss_over_unknown_micro_batches_grows_with_the_effective_batch() -> None:
    before, after = (config(global_batch=batch, loss_reduction="sum") for batch in (64, 192))
    assert summed_growth(before, after) == 3


@pytest.mark.parametrize(
    ("optimizer", "family", "feels"),
    [("sgd", "sgd", True), ("adamw", "adaptive", False), ("lars", "lars", False), ("nope", None, False)],
)
def test_only_under_sgd_does_the_size_of_the_gradient_set_the_size_of_the_step(
    optimizer: str, family: str | None, feels: bool
) -> None:
    change = BatchChange.between(parse("64@1e-3"), parse("192@1e-3", optimizer=optimizer))
    assert (change.family, change.feels_scale) == (family, feels)
