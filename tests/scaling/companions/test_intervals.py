"""`intervals`: steps between checkpoints, evaluations and log lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrscale import parse, scale


@pytest.mark.parametrize("field", ["save_steps", "eval_steps", "log_steps"])
@pytest.mark.parametrize(
    ("steps", "target", "moved"),
    [
        (1000, "192", 333),
        (1000, "48", 1333),
        (5, "128", 3),
        (7, "128", 4),
        (1, "128", 1),
        (10, "4096", 1),
        (10, "2048", 1),
    ],
)
def test_they_come_after_as_many_samples_to_the_nearest_step_halves_up_and_never_at_0(
    field: str, steps: int, target: str, moved: int
) -> None:
    plan = scale(parse("64@1e-3", **{field: steps}), to=target)
    assert getattr(plan.after, field) == moved


def test_asked_to_they_stay_and_the_plan_says_what_the_same_samples_are() -> None:
    before = parse("64@1e-3", save_steps=1000, eval_steps=500, log_steps=10)
    plan = scale(before, to="192", conventions={"intervals": "keep"})
    kept = {one.field: (one.value, one.alternatives) for one in plan.unmoved if one.field.endswith("_steps")}
    assert kept == {
        "save_steps": (1000, {"same-samples": 333}),
        "eval_steps": (500, {"same-samples": 167}),
        "log_steps": (10, {"same-samples": 3}),
    }
    assert (plan.after.save_steps, plan.after.eval_steps, plan.after.log_steps) == (1000, 500, 10)


def test_zero_is_never_and_stays() -> None:
    after = scale(parse("64@1e-3", save_steps=0, eval_steps=0, log_steps=0), to="192").after
    assert (after.save_steps, after.eval_steps, after.log_steps) == (0, 0, 0)


@given(steps=st.integers(min_value=1, max_value=10**6), batch=st.integers(min_value=1, max_value=4096))
def test_an_interval_is_within_half_a_batch_of_its_samples_unless_it_is_one_step(steps: int, batch: int) -> None:
    moved = scale(parse("64@1e-3", save_steps=steps), to=batch, rule="constant").after.save_steps
    assert moved is not None
    assert moved == 1 or abs(moved * batch - steps * 64) <= batch / 2
