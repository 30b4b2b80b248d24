"""`warmup`: counted in optimizer steps, or as a share of them."""

from __future__ import annotations

import pytest

from lrscale import InvalidInput, MissingFact, TrainingConfig, UnknownName, parse, scale


@pytest.mark.parametrize(
    ("convention", "target", "steps"),
    [
        ({}, "48", 20_000),
        ({}, "48x4", 5_000),
        ({"warmup": "same-samples"}, "48", 20_000),
        ({"warmup": "same-steps"}, "48", 15_000),
        ({"warmup": "keep"}, "48", 15_000),
        ({"warmup": "beta2-memory"}, "48", 2_000),
    ],
)
def test_the_incidents_warmup_by_each_convention(convention: dict[str, str], target: str, steps: int) -> None:
    plan = scale(parse("16x4@7.5e-5+15000", beta2=0.999), to=target, conventions=convention)
    assert plan.after.warmup_steps == steps


@pytest.mark.parametrize(("steps", "batch", "moved"), [(1000, 192, 333), (5, 128, 3), (10, 4096, 1), (1, 64000, 1)])
def test_it_is_rounded_to_the_nearest_step_halves_up_and_never_to_0(steps: int, batch: int, moved: int) -> None:
    assert scale(parse(f"64@1e-3+{steps}"), to=batch).after.warmup_steps == moved


def test_the_plan_says_what_the_other_conventions_give() -> None:
    plan = scale(parse("64@1e-3+900", beta2=0.95), to="192")
    moved = next(one for one in plan.changes if one.field == "warmup_steps")
    assert (moved.after, moved.alternatives) == (300, {"same-steps": 900, "beta2-memory": 40})
    plan = scale(parse("64@1e-3+900"), to="192", conventions={"warmup": "same-steps"})
    kept = next(one for one in plan.unmoved if one.field == "warmup_steps")
    assert (kept.value, kept.alternatives) == (900, {"same-samples": 300})


@pytest.mark.parametrize(
    ("beta2", "rule", "steps"), [(0.999, "sqrt", 2000), (0.95, "sqrt", 40), (0.999, "adam-sde", 667)]
)
def test_the_memory_is_that_of_beta2_after_the_change(beta2: float, rule: str, steps: int) -> None:
    before = parse("64@1e-3+100", optimizer="adamw", beta2=beta2)
    assert scale(before, to="192", rule=rule, conventions={"warmup": "beta2-memory"}).after.warmup_steps == steps


@pytest.mark.parametrize("stated", [{"warmup_steps": 100}, {"warmup_ratio": 0.1, "total_steps": 1000}])
def test_the_memory_cannot_be_told_without_beta2(stated: dict[str, float]) -> None:
    with pytest.raises(MissingFact, match="beta2"):
        scale(parse("64@1e-3", **stated), to="192", conventions={"warmup": "beta2-memory"})


def test_as_a_share_the_memory_cannot_be_told_without_the_total() -> None:
    with pytest.raises(MissingFact, match="total_steps"):
        scale(parse("64@1e-3", warmup_ratio=0.1, beta2=0.99), to="192", conventions={"warmup": "beta2-memory"})


@pytest.mark.parametrize(
    ("warmup", "schedule", "share"),
    [
        ("same-samples", "same-samples", 0.1),
        ("same-samples", "same-steps", 0.1 / 3),
        ("same-steps", "same-samples", 0.3),
        ("same-steps", "same-steps", 0.1),
        ("keep", "same-samples", 0.1),
        ("keep", "same-steps", 0.1),
        ("beta2-memory", "same-samples", 0.2),
        ("beta2-memory", "same-steps", 0.2 / 3),
    ],
)
def test_a_share_follows_the_total_that_the_schedule_decides(warmup: str, schedule: str, share: float) -> None:
    before = parse("64@1e-3", warmup_ratio=0.1, total_steps=3000, beta2=0.99)
    after = scale(before, to="192", conventions={"warmup": warmup, "schedule": schedule}).after
    assert after.warmup_ratio == pytest.approx(share)


@pytest.mark.parametrize("facts", [{}, {"total_steps": 1000}, {"epochs": 3.0, "dataset_size": 6400}])
def test_a_share_covers_the_same_samples_already_where_the_total_does(facts: dict[str, float]) -> None:
    plan = scale(parse("64@1e-3", warmup_ratio=0.1, **facts), to="192")
    assert plan.after.warmup_ratio == 0.1
    assert "warmup_ratio" in {kept.field for kept in plan.unmoved}


@pytest.mark.parametrize("facts", [{}, {"total_steps": 3000}, {"epochs": 3.0, "dataset_size": 6400}])
def test_as_many_steps_are_k_times_the_share_of_k_times_fewer(facts: dict[str, float]) -> None:
    before = parse("64@1e-3", warmup_ratio=0.1, **facts)
    assert scale(before, to="192", conventions={"warmup": "same-steps"}).after.warmup_ratio == pytest.approx(0.3)


def test_a_share_never_passes_the_whole_run() -> None:
    before = parse("64@1e-3", warmup_ratio=0.5, total_steps=3000)
    assert scale(before, to="192", conventions={"warmup": "same-steps"}).after.warmup_ratio == 1.0


def test_steps_win_over_a_share_as_in_transformers() -> None:
    after = scale(parse("64@1e-3+300", warmup_ratio=0.5, total_steps=3000), to="192").after
    assert (after.warmup_steps, after.warmup_ratio) == (100, 0.5)


@pytest.mark.parametrize("convention", ["same-samples", "same-steps", "beta2-memory", "keep"])
def test_zero_is_none_and_stays_whatever_the_share_says(convention: str) -> None:
    before = parse("64@1e-3+0", warmup_ratio=0.1, total_steps=1000, beta2=0.99)
    after = scale(before, to="192", conventions={"warmup": convention}).after
    assert (after.warmup_steps, after.warmup_ratio) == (0, 0.1)


def test_a_warmup_stated_in_the_target_is_taken_as_it_is() -> None:
    assert scale(parse("16x4@7.5e-5+15000"), to="48+500").after.warmup_steps == 500


@pytest.mark.parametrize(
    ("conventions", "message"),
    [
        ({"warmup": "samples"}, "did you mean same-samples"),
        ({"warmup": "SAME-STEPS"}, "expected one of same-samples, same-steps, beta2-memory, keep"),
        ({"warm-up": "keep"}, "did you mean warmup"),
    ],
)
def test_a_convention_or_companion_that_does_not_exist_is_refused(conventions: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        scale(parse("64@1e-3+900"), to="192", conventions=conventions)


@pytest.mark.parametrize(
    ("conventions", "steps"),
    [
        ({"schedule": "same-steps", "warmup": "beta2-memory"}, 2000),
        ({"schedule": "same-steps", "warmup": "same-steps"}, 3000),
        ({"schedule": "same-steps"}, 300),
        ({}, 300),
    ],
)
def test_a_share_follows_epochs_that_follow_the_schedule(conventions: dict[str, str], steps: int) -> None:
    before = TrainingConfig(
        micro_batch=64, data_parallel=1, lr=1e-3, epochs=3, dataset_size=640_000, warmup_ratio=0.1, beta2=0.999
    )
    assert scale(before, to="640", conventions=conventions).after.warmup == steps


def test_a_share_that_would_exceed_the_run_says_so() -> None:
    before = TrainingConfig(micro_batch=192, lr=1e-3, warmup_ratio=0.5, total_steps=1000)
    plan = scale(before, to="1", conventions={"schedule": "keep"})
    assert plan.after.warmup_ratio == 1.0
    assert [change.why for change in plan.changes if change.field == "warmup_ratio"] == [
        "same samples, as a share of all steps, which is all there are"
    ]


def test_a_convention_that_is_asked_for_moves_even_an_unchanged_batch() -> None:
    before = parse("16x4@7.5e-5+100", beta2=0.99)
    assert scale(before, to="64", conventions={"warmup": "beta2-memory"}).after.warmup_steps == 200
    assert scale(before, to="64").after.warmup_steps == 100


def test_a_warmup_stated_by_the_target_leaves_its_convention_nothing_to_do() -> None:
    with pytest.raises(InvalidInput, match="the target states the warmup"):
        scale(parse("16x4@7.5e-5+100"), to="48+500", conventions={"warmup": "same-steps"})
