"""Laws that hold for every batch, rate and rule of their kind."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrscale import (
    LrscaleError,
    Plan,
    TrainingConfig,
    assess,
    conservative,
    constant,
    linear,
    noise_scale,
    power,
    scale,
    sqrt,
)
from lrscale.plan import LEVELS
from lrscale.plugins import names

LR = st.floats(1e-9, 10.0)
RATIO = st.fractions(Fraction(1, 64), Fraction(64), max_denominator=4096)
EXPONENT = st.floats(-2, 2)
BATCH = st.integers(1, 4096)
NOISE = st.floats(1e-3, 1e9)
RULES = st.sampled_from([*sorted({*names("lrscale.scaling.rules")} - {"power"}), "power:0.33", "conservative:0.5"])
STEPS = st.lists(st.integers(1, 10**6), unique=True, max_size=4).map(lambda steps: tuple(sorted(steps)))
CONFIG = st.builds(
    TrainingConfig,
    micro_batch=st.integers(1, 512),
    grad_accum=st.integers(1, 16),
    data_parallel=st.none() | st.integers(1, 64),
    lr=LR,
    min_lr=st.none() | st.floats(0, 1e-9),
    warmup_steps=st.none() | st.integers(0, 10**5),
    warmup_ratio=st.none() | st.floats(0, 1),
    total_steps=st.none() | st.integers(1, 10**6),
    epochs=st.none() | st.floats(0.1, 100),
    dataset_size=st.none() | st.integers(1, 10**7),
    milestones=st.none() | STEPS,
    save_steps=st.none() | st.integers(0, 10**4),
    optimizer=st.none() | st.sampled_from(["sgd", "adamw", "lion", "lamb", "lars", "prodigy", "muon", "mystery"]),
    momentum=st.none() | st.floats(0, 0.999),
    beta1=st.none() | st.floats(0, 0.99),
    beta2=st.none() | st.floats(0, 0.9999),
    eps=st.none() | st.floats(1e-12, 1e-3),
    weight_decay=st.none() | st.floats(0, 1),
    ema_decay=st.none() | st.floats(0, 0.9999),
    max_grad_norm=st.none() | st.floats(0, 10),
    loss=st.none() | st.sampled_from(["focal", "infonce", "cross_entropy"]),
    loss_reduction=st.none() | st.sampled_from(["mean", "sum"]),
    accum_reduction=st.none() | st.sampled_from(["mean", "sum"]),
    norm=st.none() | st.sampled_from(["batch", "other"]),
    fine_tuning=st.none() | st.booleans(),
    critical_batch=st.none() | NOISE,
    noise_scale=st.none() | NOISE,
)


@given(LR, EXPONENT)
def test_an_unchanged_batch_keeps_the_rate(lr: float, exponent: float) -> None:
    assert linear(lr, 1) == sqrt(lr, 1) == constant(lr, 1) == conservative(lr, 1) == power(lr, 1, exponent) == lr


@given(LR, RATIO, EXPONENT)
def test_there_and_back_again_is_the_same_rate(lr: float, ratio: Fraction, exponent: float) -> None:
    assert power(power(lr, ratio, exponent), 1 / ratio, exponent) == pytest.approx(lr)
    assert linear(linear(lr, ratio), 1 / ratio) == pytest.approx(lr, rel=1e-15)


@given(LR, RATIO, RATIO, EXPONENT)
def test_powers_compose(lr: float, one: Fraction, other: Fraction, exponent: float) -> None:
    assert power(power(lr, one, exponent), other, exponent) == pytest.approx(power(lr, one * other, exponent))


@given(LR, BATCH, BATCH, BATCH, NOISE)
def test_the_noise_scale_composes(lr: float, a: int, b: int, c: int, noise: float) -> None:
    assert noise_scale(noise_scale(lr, a, b, noise), b, c, noise) == pytest.approx(noise_scale(lr, a, c, noise))


@given(LR, BATCH, BATCH)
def test_the_noise_scale_tends_to_linear_and_to_constant(lr: float, a: int, b: int) -> None:
    assert noise_scale(lr, a, b, 1e18) == pytest.approx(linear(lr, Fraction(b, a)))
    assert noise_scale(lr, a, b, 1e-18) == pytest.approx(lr)


@given(LR, RATIO, RATIO)
def test_conservative_is_the_lower_envelope(lr: float, ratio: Fraction, micro: Fraction) -> None:
    rates = [rule(lr, r) for r in (ratio, micro) for rule in (linear, sqrt, constant)]
    lowest = min(*rates, linear(lr, 1 / ratio), linear(lr, 1 / micro))
    assert conservative(lr, ratio, micro) == pytest.approx(lowest, rel=1e-15)
    assert conservative(lr, ratio, micro) <= lr


@given(CONFIG, st.integers(1, 512), st.integers(1, 16), RULES)
def test_every_legal_config_gets_a_legal_plan_or_one_clear_refusal(
    config: TrainingConfig, micro: int, accum: int, rule: str
) -> None:
    try:
        plan = scale(config, to=f"{micro}x{accum}", rule=rule)
    except LrscaleError as error:
        assert "\n" not in str(error)
        return
    assert plan.lr_low <= plan.lr_high
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert [LEVELS.index(finding.level) for finding in plan.risk.findings] == sorted(
        (LEVELS.index(finding.level) for finding in plan.risk.findings), reverse=True
    )
    for change in plan.changes:
        assert change.before != change.after
        assert getattr(plan.before, change.field) == change.before
        assert getattr(plan.after, change.field) == change.after
    for left in plan.unmoved:
        assert getattr(plan.after, left.field) == getattr(plan.before, left.field) == left.value


@given(CONFIG, st.integers(1, 512), RULES)
def test_nothing_that_counts_steps_becomes_zero(config: TrainingConfig, micro: int, rule: str) -> None:
    try:
        plan = scale(config, to=micro, rule=rule)
    except LrscaleError:
        return
    for field in ("warmup_steps", "save_steps", "total_steps"):
        assert (getattr(plan.after, field) == 0) == (getattr(config, field) == 0)
    placed = plan.after.milestones or ()
    if plan.ratio != 1:
        assert list(placed) == sorted(set(placed))
        assert plan.after.total_steps is None or all(step < plan.after.total_steps for step in placed)


@given(LR, BATCH, BATCH, st.integers(1, 10**6), st.integers(1, 10**6))
def test_samples_are_conserved_within_one_batch(lr: float, old: int, new: int, steps: int, warmup: int) -> None:
    before = TrainingConfig(micro_batch=old, lr=lr, total_steps=steps, warmup_steps=warmup)
    after = scale(before, to=new, rule="constant").after
    for count, was in ((after.total_steps, steps), (after.warmup_steps, warmup)):
        assert count is not None
        assert abs(count * new - was * old) <= max(new, old)


@given(st.integers(64, 1024), st.integers(64, 1024), st.floats(0.5, 0.9999))
def test_half_lives_in_samples_are_conserved(old: int, new: int, decay: float) -> None:
    after = scale(TrainingConfig(micro_batch=old, lr=1e-3, ema_decay=decay), to=new).after
    assert after.ema_decay is not None
    assert math.log(after.ema_decay) / new == pytest.approx(math.log(decay) / old)


@given(LR, st.integers(64, 4096), st.sampled_from(["linear", "sqrt", "adam-sde"]), st.floats(1e-6, 1.0))
def test_the_memory_of_weight_decay_in_samples_is_conserved(lr: float, batch: int, rule: str, decay: float) -> None:
    before = TrainingConfig(micro_batch=batch, lr=lr, weight_decay=decay, optimizer="adamw")
    after = scale(before, to=4 * batch, rule=rule).after
    assert after.weight_decay is not None
    assert after.lr * after.weight_decay / (4 * batch) == pytest.approx(lr * decay / batch)


@given(CONFIG, st.sampled_from([1, 2, 4]), st.sampled_from(["linear", "sqrt", "adam-sde", "legw", "auto"]))
def test_what_lrscale_advises_is_no_muddle_when_somebody_does_it(
    config: TrainingConfig, growth: int, rule: str
) -> None:
    """Every companion's answer belongs to the batch: done by hand, it is not several changes at once."""
    try:
        plan = scale(config, micro_batch=(config.micro_batch or 1) * growth, rule=rule)
    except LrscaleError:
        return
    found = {finding.name for finding in assess(plan.before, plan.after).findings}
    assert not found & {"several-changes-at-once", "lr-moved-against-batch", "floor-above-peak"}


@given(CONFIG, CONFIG)
def test_any_two_configs_are_compared_or_refused_in_one_line(before: TrainingConfig, after: TrainingConfig) -> None:
    try:
        assess(before, after)
    except LrscaleError as error:
        assert "\n" not in str(error)
