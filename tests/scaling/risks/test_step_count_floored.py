from __future__ import annotations

import pytest

from lrscale import TrainingConfig, parse, scale
from tests.scaling.risks.findings import RUN, by_hand, finding, levels

NAME = "step-count-floored"


@pytest.mark.parametrize("field", ["warmup_steps", "total_steps", "save_steps", "eval_steps", "log_steps"])
@pytest.mark.parametrize(("steps", "expected"), [(15, ["medium"]), (1, ["medium"]), (16, []), (33, []), (320, [])])
def test_less_than_half_a_step_is_medium(field: str, steps: int, expected: list[str]) -> None:
    """At 32 times the batch, 16 steps are half a one."""
    assert levels(scale(RUN.model_copy(update={field: steps}), to="2048").risk, NAME) == expected


@pytest.mark.parametrize("field", ["warmup_steps", "save_steps", "eval_steps", "log_steps"])
def test_never_stays_never(field: str) -> None:
    assert levels(scale(RUN.model_copy(update={field: 0}), to="2048").risk, NAME) == []


@pytest.mark.parametrize(
    ("milestones", "total", "expected"),
    [
        ((96, 100), None, ["medium"]),
        ((320, 640), None, []),
        ((320, 640), 960, []),
        ((950, 955), 960, ["medium"]),
        ((640,), 960, []),
    ],
)
def test_milestones_that_fall_together_or_off_the_end_are_medium(
    milestones: tuple[int, ...], total: int | None, expected: list[str]
) -> None:
    run = RUN.model_copy(update={"milestones": milestones, "total_steps": total})
    assert levels(scale(run, to="2048").risk, NAME) == expected


def test_counts_kept_by_convention_lose_nothing() -> None:
    run = RUN.model_copy(update={"save_steps": 10, "milestones": (96, 100), "total_steps": 101})
    kept = {"intervals": "keep", "schedule": "same-steps"}
    assert levels(scale(run, to="2048", conventions=kept).risk, NAME) == []


def test_a_smaller_batch_has_room_for_every_count() -> None:
    assert levels(scale(RUN.model_copy(update={"save_steps": 1, "milestones": (1, 2)}), to="8").risk, NAME) == []


def test_a_warmup_that_was_asked_for_is_what_was_meant() -> None:
    assert levels(scale(parse("8@1e-4+10"), to="256+500").risk, NAME) == []


def test_a_warmup_set_by_the_memory_of_beta2_was_not_floored() -> None:
    run = RUN.model_copy(update={"warmup_steps": 10, "beta2": 0.999})
    assert levels(scale(run, to="2048", conventions={"warmup": "beta2-memory"}).risk, NAME) == []


def test_a_change_by_hand_rounded_nothing() -> None:
    assert levels(by_hand(RUN.model_copy(update={"save_steps": 10}), micro_batch=2048, save_steps=1), NAME) == []


def test_the_message_names_every_count_that_was_lost() -> None:
    run = RUN.model_copy(update={"warmup_steps": 5, "save_steps": 1000, "log_steps": 10, "milestones": (96, 100)})
    found = finding(scale(run, to="2048").risk, NAME)
    assert found.message.endswith(": warmup_steps, log_steps, milestones")


def test_milestones_that_follow_another_convention_are_where_they_belong() -> None:
    before = TrainingConfig(
        micro_batch=64, data_parallel=1, lr=1e-4, total_steps=90_000, milestones=(30_000, 60_000), noise_scale=500
    )
    plan = scale(before, to="192", conventions={"schedule": "same-loss"})
    assert plan.after.milestones == (12_270, 24_539)
    assert levels(plan.risk, NAME) == []
