"""`auto`: the rule that the optimizer and the known facts call for."""

from __future__ import annotations

import pytest

from lrscale import parse, scale


@pytest.mark.parametrize(
    ("optimizer", "taken"),
    [
        ("sgd", "linear"),
        ("lars", "linear"),
        ("lamb", "lamb"),
        ("adamw", "sqrt"),
        ("lion", "sqrt"),
        ("muon", "sqrt"),
        ("sophia", "sqrt"),
        ("schedule_free_adamw", "sqrt"),
        ("nobody knows it", "sqrt"),
        (None, "sqrt"),
    ],
)
def test_the_optimizer_chooses_the_rule_and_the_plan_names_it(optimizer: str | None, taken: str) -> None:
    before = parse("64@1e-3", optimizer=optimizer)
    plan = scale(before, to="192")
    assert plan.after.lr == scale(before, to="192", rule=taken).after.lr
    assert plan.changes[0].why.startswith(f"auto takes {taken}: ")


@pytest.mark.parametrize("fact", ["noise_scale", "critical_batch"])
@pytest.mark.parametrize("optimizer", ["sgd", "adamw", "lion", None])
def test_a_known_noise_scale_or_critical_batch_decides_before_the_optimizer(fact: str, optimizer: str | None) -> None:
    before = parse("64@1e-3", optimizer=optimizer, **{fact: 64.0})
    assert scale(before, to="192").after.lr == scale(before, to="192", rule="noise-scale").after.lr


@pytest.mark.parametrize("facts", [{}, {"noise_scale": 64.0}, {"fine_tuning": True}])
@pytest.mark.parametrize("optimizer", ["prodigy", "dadapt_adam", "DAdaptSGD"])
def test_an_optimizer_that_finds_its_own_step_size_keeps_its_rate(optimizer: str, facts: dict[str, float]) -> None:
    plan = scale(parse("64@1", optimizer=optimizer, **facts), to="192")
    assert plan.after.lr == 1.0
    assert "finds its own step size" in next(kept.why for kept in plan.unmoved if kept.field == "lr")


def test_fine_tuning_with_an_adam_like_optimizer_hardly_raises_the_rate() -> None:
    plan = scale(parse("16x4@7.5e-5", optimizer="adamw", fine_tuning=True), to="48x4")
    assert plan.after.lr == pytest.approx(8.9265775e-5, rel=1e-7)
    assert any("fine-tuning" in assumed for assumed in plan.assumptions)


def test_fine_tuning_lowers_the_rate_by_the_root_where_the_batch_shrinks() -> None:
    plan = scale(parse("16x4@7.5e-5", optimizer="adamw", fine_tuning=True), to="48")
    assert plan.after.lr == 6.495190528383289e-05


def test_without_an_optimizer_the_plan_says_what_it_assumes() -> None:
    assert any("taken as Adam-like" in assumed for assumed in scale(parse("64@1e-3"), to="192").assumptions)
    assert not any("Adam-like" in assumed for assumed in scale(parse("64@1e-3", optimizer="sgd"), to="192").assumptions)


def test_the_chosen_rules_conventions_come_with_it() -> None:
    assert scale(parse("64@1e-3+900", optimizer="lamb"), to="192").after.warmup_steps == 900
    assert scale(parse("64@1e-3+900", optimizer="adamw"), to="192").after.warmup_steps == 300
