"""`schedule`: the number of steps and the milestones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrscale import MissingFact, TrainingConfig, parse, scale


@pytest.mark.parametrize(
    ("convention", "total", "milestones"),
    [
        ({}, 30_000, (10_000, 20_000)),
        ({"schedule": "same-samples"}, 30_000, (10_000, 20_000)),
        ({"schedule": "same-steps"}, 90_000, (30_000, 60_000)),
        ({"schedule": "keep"}, 90_000, (30_000, 60_000)),
        ({"schedule": "same-loss"}, 60_000, (20_000, 40_000)),
    ],
)
def test_each_convention_moves_the_total_and_the_milestones_alike(
    convention: dict[str, str], total: int, milestones: tuple[int, ...]
) -> None:
    before = parse("64@1e-3", total_steps=90_000, milestones=(30_000, 60_000), critical_batch=64)
    after = scale(before, to="192", conventions=convention).after
    assert (after.total_steps, after.milestones) == (total, milestones)


@pytest.mark.parametrize("fact", ["noise_scale", "critical_batch"])
@pytest.mark.parametrize(
    ("noise", "steps", "samples"),
    [
        (16.0, 0.866667, 2.6),
        (64.0, 0.666667, 2.0),
        (256.0, 0.466667, 1.4),
        (1024.0, 0.372549, 1.117647),
        (4096.0, 0.343590, 1.030769),
    ],
)
def test_the_same_loss_takes_fewer_steps_and_more_samples(
    fact: str, noise: float, steps: float, samples: float
) -> None:
    before = parse("64@1e-3", total_steps=10**9, **{fact: noise})
    plan = scale(before, to="192", conventions={"schedule": "same-loss"})
    assert plan.before.total_samples is not None
    assert plan.after.total_steps == pytest.approx(steps * 10**9, rel=2e-6)
    assert plan.after.total_samples == pytest.approx(samples * plan.before.total_samples, rel=2e-6)


def test_the_critical_batch_wins_over_the_noise_scale() -> None:
    before = parse("64@1e-3", total_steps=3000, critical_batch=64, noise_scale=4096)
    assert scale(before, to="192", conventions={"schedule": "same-loss"}).after.total_steps == 2000


def test_the_same_loss_cannot_be_told_without_either() -> None:
    with pytest.raises(MissingFact, match="critical_batch or noise_scale"):
        scale(parse("64@1e-3", total_steps=3000), to="192", conventions={"schedule": "same-loss"})


@pytest.mark.parametrize(("steps", "batch", "total"), [(1000, 192, 334), (1000, 48, 1334), (5, 128, 3), (3, 4096, 1)])
def test_the_total_is_rounded_up_so_that_no_sample_is_left_out(steps: int, batch: int, total: int) -> None:
    assert scale(parse("64@1e-3", total_steps=steps), to=batch).after.total_steps == total


def test_the_plan_names_what_the_other_conventions_give() -> None:
    plan = scale(parse("64@1e-3", total_steps=1000), to="192")
    assert next(moved for moved in plan.changes if moved.field == "total_steps").alternatives == {"same-steps": 1000}
    plan = scale(parse("64@1e-3", total_steps=1000), to="192", conventions={"schedule": "same-steps"})
    assert next(kept for kept in plan.unmoved if kept.field == "total_steps").alternatives == {"same-samples": 334}


def test_epochs_are_counted_in_samples_already_and_stay() -> None:
    plan = scale(parse("64@1e-3", epochs=3.0, dataset_size=6400), to="192")
    assert (plan.after.epochs, plan.before.steps, plan.after.steps) == (3.0, 300, 100)


def test_milestones_move_where_no_total_is_stated() -> None:
    assert scale(parse("64@1e-3", milestones=(3, 7)), to="128").after.milestones == (2, 4)


@pytest.mark.parametrize(
    ("total", "milestones", "batch", "placed"),
    [
        (5, (3,), 128, (2,)),
        (100, (60, 80), 6400, ()),
        (100, (10, 20, 90), 640, (1, 2, 9)),
        (100, (1, 2, 3), 640, (1, 2, 3)),
        (40, (1, 2, 30), 640, (1, 2, 3)),
        (40, (1, 2, 3, 30), 640, (1, 2, 3)),
    ],
)
def test_milestones_stay_in_order_and_below_the_total_and_those_without_room_are_dropped(
    total: int, milestones: tuple[int, ...], batch: int, placed: tuple[int, ...]
) -> None:
    after = scale(parse("64@1e-3", total_steps=total, milestones=milestones), to=batch).after
    assert after.milestones == placed


@given(
    total=st.integers(min_value=1, max_value=10**6),
    shares=st.lists(st.floats(min_value=0, max_value=1, exclude_max=True), min_size=1, max_size=6),
    batch=st.integers(min_value=1, max_value=2**16),
)
def test_samples_are_kept_within_a_batch_and_milestones_stay_legal(total: int, shares: list[float], batch: int) -> None:
    steps = tuple(sorted({max(1, int(share * total)) for share in shares}))
    after = scale(parse("64@1e-3", total_steps=total, milestones=steps), to=batch, rule="constant").after
    assert after.total_steps is not None
    assert after.milestones is not None
    assert 0 <= after.total_steps * batch - total * 64 < batch
    assert list(after.milestones) == sorted(set(after.milestones))
    assert all(1 <= step < after.total_steps for step in after.milestones)


@pytest.mark.parametrize(("convention", "epochs"), [("same-samples", 3.0), ("keep", 3.0), ("same-steps", 9.0)])
def test_epochs_count_samples_and_follow_only_where_those_are_to_change(convention: str, epochs: float) -> None:
    before = TrainingConfig(micro_batch=64, data_parallel=1, lr=1e-4, epochs=3, dataset_size=6400)
    after = scale(before, to="192", conventions={"schedule": convention}).after
    assert after.epochs == epochs
    assert (after.steps == before.steps) == (convention == "same-steps")


def test_milestones_stay_below_an_end_that_follows_from_epochs() -> None:
    before = TrainingConfig(micro_batch=64, data_parallel=1, lr=1e-4, epochs=1, dataset_size=6400, milestones=(99,))
    after = scale(before, to="4096").after
    assert after.steps == 2
    assert after.milestones == ()


def test_milestones_are_put_in_order_and_kept_where_they_are_to_be_kept() -> None:
    before = TrainingConfig(micro_batch=64, lr=1e-4, milestones=(60, 30))
    assert scale(before, to="192").after.milestones == (10, 20)
    assert scale(before, to="192", conventions={"schedule": "keep"}).after.milestones == (60, 30)
