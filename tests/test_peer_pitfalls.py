"""What other tools got wrong with a change of batch, each as a test named after its number in our list of pitfalls.

A24 concerns schedules stretched in place, A25 and A28 to A29 what a framework does with its own configuration; what of
them is a calculation is tested here, the rest belongs to reading configuration files.
"""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from lrscale import InvalidInput, LrscaleError, TrainingConfig, UnknownName, assess, linear, parse, scale
from lrscale.config import explain

BASE = parse("64@7.5e-5")


def names(plan_or_risk: object) -> set[str]:
    risk = getattr(plan_or_risk, "risk", plan_or_risk)
    return {finding.name for finding in risk.findings}  # type: ignore[attr-defined]  # a Plan's risk or a risk


def test_a1_accumulation_counts() -> None:
    assert scale(BASE, to="16x3", rule="linear").after.lr == 5.625e-5


def test_a2_another_split_of_the_same_batch_changes_nothing() -> None:
    plan = scale(BASE, to="16x4", rule="linear")
    assert plan.ratio == 1
    assert plan.after.lr == 7.5e-5
    assert (plan.lr_low, plan.lr_high) == (7.5e-5, 7.5e-5)


def test_a3_scaling_the_result_again_changes_nothing() -> None:
    once = scale(parse("16@0.1"), to="32", rule="linear").after
    again = scale(once, to="32", rule="linear")
    assert once.lr == again.after.lr == 0.2
    assert {left.field: left.why for left in again.unmoved}["lr"] == "the effective batch is unchanged"


@pytest.mark.parametrize(
    ("number", "fields", "words"),
    [
        ("a4", {"global_batch": 64, "micro_batch": 4, "data_parallel": 3}, "60 (grad_accum 5)"),
        ("a5", {"global_batch": 48, "micro_batch": 4, "data_parallel": 5}, "40 (grad_accum 2)"),
        ("a6", {"global_batch": 64, "micro_batch": 16, "data_parallel": 8}, "= 128"),
        ("a7", {"global_batch": 10, "micro_batch": 4, "data_parallel": 1}, "8 (grad_accum 2) or 12 (grad_accum 3)"),
        ("a7", {"global_batch": 4, "micro_batch": 8, "data_parallel": 1}, "8 (grad_accum 1)"),
    ],
)
def test_a4_to_a7_a_global_batch_its_factors_cannot_make_is_refused(
    number: str, fields: dict[str, int], words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        TrainingConfig(lr=1e-4, **fields)
    assert words in str(explain(caught.value)), number


@pytest.mark.parametrize("batch", ["0", "-48"])
def test_a8_a_batch_below_one_is_refused(batch: str) -> None:
    with pytest.raises(LrscaleError, match="expected a micro-batch of 1"):
        scale(BASE, to=batch)


def test_a9_rules_are_known_in_any_case_or_refused() -> None:
    assert scale(BASE, to="16", rule="SQRT").after.lr == 3.75e-5
    with pytest.raises(UnknownName, match="cubic"):
        scale(BASE, to="16", rule="cubic")


@pytest.mark.parametrize("optimizer", ["lion", "muon", "adopt", "madgrad", "sophia", "rmsprop"])
def test_a10_optimizers_other_than_adam_are_not_taken_for_sgd(optimizer: str) -> None:
    before = BASE.model_copy(update={"optimizer": optimizer})
    assert scale(before, to="256").after.lr == 1.5e-4
    assert "rule-unfit-for-optimizer" in names(scale(before, to="256", rule="linear"))


@pytest.mark.parametrize("optimizer", ["prodigy", "Prodigy", "DAdaptAdam", "dadaptation"])
def test_a11_an_optimizer_that_finds_its_step_size_keeps_its_rate(optimizer: str) -> None:
    plan = scale(TrainingConfig(micro_batch=16, lr=1.0, optimizer=optimizer), to="64", rule="linear")
    assert plan.after.lr == 1.0
    assert "finds its own step size" in {left.field: left.why for left in plan.unmoved}["lr"]


def test_a12_a_rate_of_zero_is_refused() -> None:
    with pytest.raises(LrscaleError, match="above 0"):
        parse("16@0.0")


def test_a13_no_interval_becomes_zero() -> None:
    before = TrainingConfig(micro_batch=8, lr=1e-4, warmup_steps=10, save_steps=10, eval_steps=10, log_steps=0)
    plan = scale(before, to="256")
    after = plan.after
    assert (after.warmup_steps, after.save_steps, after.eval_steps, after.log_steps) == (1, 1, 1, 0)
    assert "step-count-floored" in names(plan)


def test_a14_milestones_stay_below_the_total() -> None:
    before = TrainingConfig(micro_batch=8, lr=1e-4, warmup_steps=5, total_steps=3, milestones=(2,))
    after = scale(before, to="16").after
    assert after.warmup_steps == 3
    assert after.total_steps == 2
    assert after.milestones == (1,)


def test_a15_a18_every_rate_of_a_schedule_moves_by_one_factor() -> None:
    assert [linear(rate, ratio=0.75) for rate in (7.5e-5, 3.75e-5, 7.5e-7)] == [5.625e-5, 2.8125e-5, 5.625e-7]
    after = scale(TrainingConfig(micro_batch=64, lr=0.1, min_lr=0.1), to="256", rule="sqrt").after
    assert after.min_lr == after.lr == 0.2


def test_a16_a_large_change_keeps_its_warmup() -> None:
    assert scale(parse("16@0.1+1600"), to="256", rule="linear").after.warmup_steps == 100


def test_a17_a_floor_of_zero_is_handled() -> None:
    assert scale(TrainingConfig(micro_batch=64, lr=0.1, min_lr=0.0), to="256").after.min_lr == 0.0


def test_a19_the_floor_follows_the_rate() -> None:
    assert scale(TrainingConfig(micro_batch=64, lr=7.5e-5, min_lr=1e-6), to="192", rule="linear").after.min_lr == 3e-6


def test_a20_a_beta_never_leaves_its_range() -> None:
    before = TrainingConfig(micro_batch=16, lr=1e-4, beta1=0.9, optimizer="adamw")
    plan = scale(before, to="256", rule="adam-sde")
    assert plan.after.beta1 == pytest.approx(0.9**16)
    assert "beta-out-of-range" in names(plan)


def test_a21_a_beta2_that_averages_over_nothing_is_a_finding() -> None:
    before = TrainingConfig(micro_batch=16, lr=1e-4, beta2=0.95, optimizer="adamw")
    plan = scale(before, to="256", conventions={"adam-moments": "half-life"})
    assert [finding.level for finding in plan.risk.findings if finding.name == "beta-out-of-range"] == ["high"]


def test_a22_weight_decay_names_its_convention() -> None:
    before = TrainingConfig(micro_batch=64, lr=1e-4, weight_decay=0.01, optimizer="adamw")
    change = {change.field: change for change in scale(before, to="48", rule="sqrt").changes}["weight_decay"]
    assert change.after == pytest.approx(0.01 * 0.75**0.5)
    assert change.alternatives["keep"] == 0.01
    assert "memory in samples" in change.why


def test_a23_the_same_warmup_in_samples_and_what_else_it_could_be() -> None:
    plan = scale(parse("64@1e-4+1000"), to="192")
    assert plan.after.warmup_steps == 333
    assert plan.changes[-1].alternatives == {"same-steps": 1000}
    assert scale(parse("64@1e-4+1000"), to="192", rule="legw").after.warmup_steps == 1000


def test_a24_warmup_and_total_stretch_together() -> None:
    after = scale(TrainingConfig(micro_batch=64, lr=1.0, warmup_steps=500, total_steps=5000), to="32").after
    assert (after.warmup_steps, after.total_steps) == (1000, 10_000)


def test_a25_steps_are_said_to_be_optimizer_steps() -> None:
    assert "optimizer steps" in str(TrainingConfig.model_fields["warmup_steps"].description)


def test_a26_scaling_down_works() -> None:
    assert scale(BASE, to="48", rule="linear").after.lr == 5.625e-5


def test_a27_a_tiny_last_batch_is_a_finding() -> None:
    before = TrainingConfig(micro_batch=10_000, lr=1e-4, dataset_size=200_040)
    plan = scale(before, to="100000")
    message = {finding.name: finding.message for finding in plan.risk.findings}["partial-last-batch"]
    assert "40 samples" in message


def test_a30_tokens_and_samples_are_never_mixed() -> None:
    samples = TrainingConfig(micro_batch=64, lr=1e-4)
    tokens = TrainingConfig(micro_batch=64, lr=1e-4, batch_unit="tokens")
    with pytest.raises(InvalidInput, match="batch_unit"):
        assess(samples, tokens)


def test_a31_small_rates_keep_their_digits() -> None:
    assert linear(7.5e-9, ratio=0.375) == 2.8125e-9
    assert scale(parse("64@1e-300"), to="16", rule="linear").after.lr == 2.5e-301
    with pytest.raises(InvalidInput, match="too small for a floating-point number"):
        scale(parse("64@5e-324"), to="16", rule="linear")
    with pytest.raises(InvalidInput, match="too large for a floating-point number"):
        scale(parse("1@1e308"), to="64", rule="linear")
