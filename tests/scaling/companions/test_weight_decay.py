"""`weight-decay`: its memory in samples depends on the batch and the learning rate."""

from __future__ import annotations

import pytest

from lrscale import parse, scale


@pytest.mark.parametrize("optimizer", ["adamw", "lion", "muon", "paged_adamw_8bit"])
@pytest.mark.parametrize(
    ("rule", "target", "decay"),
    [
        ("linear", "192", 0.01),
        ("sqrt", "256", 0.02),
        ("sqrt", "16", 0.005),
        ("constant", "192", 0.03),
        ("constant", "48", 0.0075),
        ("power:2", "128", 0.005),
    ],
)
def test_where_it_is_decoupled_the_memory_in_samples_is_kept_by_default(
    optimizer: str, rule: str, target: str, decay: float
) -> None:
    assert scale(parse("64@1e-4", optimizer=optimizer, weight_decay=0.01), to=target, rule=rule).after.weight_decay == (
        decay
    )


@pytest.mark.parametrize(("rule", "batch"), [("sqrt", 192), ("sqrt", 48), ("marek", 128), ("constant", 256)])
def test_rate_times_decay_times_steps_is_kept(rule: str, batch: int) -> None:
    plan = scale(parse("64@1e-4", optimizer="adamw", weight_decay=0.01, total_steps=3 * 2**20), to=batch, rule=rule)
    before, after = plan.before, plan.after
    assert before.weight_decay is not None
    assert after.weight_decay is not None
    assert before.total_steps is not None
    assert after.total_steps is not None
    assert after.lr * after.weight_decay * after.total_steps == pytest.approx(
        before.lr * before.weight_decay * before.total_steps, rel=1e-6
    )


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "nobody knows it", None])
def test_where_it_is_not_known_to_be_decoupled_it_stays_and_the_plan_says_what_moving_it_gives(
    optimizer: str | None,
) -> None:
    plan = scale(parse("64@1e-4", optimizer=optimizer, weight_decay=0.01), to="256", rule="sqrt")
    kept = next(one for one in plan.unmoved if one.field == "weight_decay")
    assert plan.after.weight_decay == kept.value == 0.01
    assert kept.alternatives == {"timescale": 0.02, "independent": 0.04}


@pytest.mark.parametrize("optimizer", ["adamw", "sgd", None])
@pytest.mark.parametrize(("convention", "decay"), [("timescale", 0.02), ("independent", 0.04), ("keep", 0.01)])
def test_each_convention_can_be_asked_for_with_any_optimizer(
    optimizer: str | None, convention: str, decay: float
) -> None:
    before = parse("64@1e-4", optimizer=optimizer, weight_decay=0.01)
    plan = scale(before, to="256", rule="sqrt", conventions={"weight-decay": convention})
    assert plan.after.weight_decay == decay


@pytest.mark.parametrize(
    ("rule", "convention", "target", "decay"),
    [
        ("constant", "timescale", "4096", 0.04),
        ("constant", "timescale", "1", 0.0025),
        ("linear", "independent", "4096", 0.04),
        ("linear", "independent", "1", 0.0025),
        ("conservative", "timescale", "192", 0.04),
    ],
)
def test_it_moves_by_a_factor_of_4_at_most(rule: str, convention: str, target: str, decay: float) -> None:
    before = parse("64@1e-4", optimizer="adamw", weight_decay=0.01)
    plan = scale(before, to=target, rule=rule, conventions={"weight-decay": convention})
    assert plan.after.weight_decay == decay


def test_under_conservative_it_stays() -> None:
    plan = scale(parse("64@7.5e-5", optimizer="adamw", weight_decay=0.01), to="192", rule="conservative")
    assert plan.after.weight_decay == 0.01
    assert "weight_decay" in {kept.field for kept in plan.unmoved}


def test_under_linear_the_plan_says_that_batch_and_rate_cancel() -> None:
    plan = scale(parse("64@1e-4", optimizer="adamw", weight_decay=0.01), to="192", rule="linear")
    assert "cancel" in next(kept.why for kept in plan.unmoved if kept.field == "weight_decay")


@pytest.mark.parametrize("convention", ["timescale", "independent", "keep"])
def test_zero_is_none_and_stays(convention: str) -> None:
    before = parse("64@1e-4", optimizer="adamw", weight_decay=0.0)
    assert scale(before, to="256", conventions={"weight-decay": convention}).after.weight_decay == 0.0
