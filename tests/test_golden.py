"""Published and hand-computed numbers, each as lrscale must give them."""

from __future__ import annotations

import pytest

from lrscale import InvalidInput, TrainingConfig, UnknownName, conservative, linear, parse, scale, sqrt

SOURCE = parse("16x4@7.5e-5")


@pytest.mark.parametrize(
    ("to", "rule", "lr"),
    [
        ("48x1", "linear", 5.625e-5),
        ("48x1", "sqrt", 6.495190528383289e-5),
        ("48x1", "conservative", 2.5e-5),
        ("48x4", "linear", 2.25e-4),
        ("48x4", "conservative", 2.5e-5),
        ("48x4", "constant", 7.5e-5),
    ],
)
def test_the_incidents_batches_give_these_rates_to_the_last_digit(to: str, rule: str, lr: float) -> None:
    assert scale(SOURCE, to=to, rule=rule).after.lr == lr


@pytest.mark.parametrize(
    ("to", "rule", "lr"),
    [
        ("48x4", "sqrt", 1.2990381e-4),
        ("32x2", "conservative:0.5", 5.303301e-5),
        ("48x4", "conservative:0.5", 4.3301270e-5),
        ("48x4", "marek", 8.9265775e-5),
        ("48x1", "marek", 7.1656976e-5),
        ("48x4", "power:-0.5", 4.3301270e-5),
        ("48x4", "power:-1", 2.5e-5),
        ("48x1", "power:-1", 1.0e-4),
    ],
)
def test_the_incidents_batches_give_these_rates_to_seven_digits(to: str, rule: str, lr: float) -> None:
    assert scale(SOURCE, to=to, rule=rule).after.lr == pytest.approx(lr, rel=1e-7)


@pytest.mark.parametrize(
    ("noise", "sgd", "adam"),
    [
        (16, 1.153846, 1.074172),
        (64, 1.5, 1.224745),
        (256, 2.142857, 1.463850),
        (1024, 2.684211, 1.638356),
        (4096, 2.910448, 1.706003),
    ],
)
def test_the_noise_scale_gives_these_gains_from_64_to_192(noise: float, sgd: float, adam: float) -> None:
    for optimizer, gain in (("sgd", sgd), ("adam", adam)):
        before = TrainingConfig(micro_batch=64, lr=1.0, optimizer=optimizer, noise_scale=noise)
        assert scale(before, to=192, rule="noise-scale").after.lr == pytest.approx(gain, rel=1e-6)


@pytest.mark.parametrize(
    ("critical", "samples", "steps"),
    [(16, 2.6, 0.866667), (64, 2.0, 0.666667), (256, 1.4, 0.466667), (1024, 1.117647, 0.372549)],
)
def test_the_critical_batch_gives_these_trade_offs_from_64_to_192(
    critical: float, samples: float, steps: float
) -> None:
    before = TrainingConfig(micro_batch=64, lr=1e-3, critical_batch=critical, total_steps=10**6)
    plan = scale(before, to=192, conventions={"schedule": "same-loss"})
    assert plan.after.total_steps == pytest.approx(steps * 10**6, rel=1e-5)
    found = [finding for finding in plan.risk.findings if finding.name == "beyond-critical-batch"]
    assert [f"takes {samples:.4g} times the samples" in finding.message for finding in found] == [True] * len(found)
    assert bool(found) == (critical / 2 < 192)


def test_the_sde_rule_moves_betas_and_eps() -> None:
    before = TrainingConfig(micro_batch=64, lr=7.5e-5, optimizer="adamw", beta1=0.9, beta2=0.999, eps=1e-8)
    after = scale(before, to=192, rule="adam-sde").after
    assert (after.beta1, after.beta2) == (0.7, 0.997)
    assert after.eps == pytest.approx(5.773503e-9, rel=1e-6)


def test_the_sde_guard_falls_back_to_the_half_life() -> None:
    before = TrainingConfig(micro_batch=64, lr=7.5e-5, optimizer="adamw", beta1=0.9)
    plan = scale(before, to=640, rule="adam-sde")
    assert plan.after.beta1 == pytest.approx(0.9**10)
    assert "beta-out-of-range" in {finding.name for finding in plan.risk.findings}


def test_an_averaged_model_keeps_its_half_life() -> None:
    before = TrainingConfig(micro_batch=1, lr=1e-4, ema_decay=0.99)
    assert scale(before, to=64).after.ema_decay == pytest.approx(0.525596, rel=1e-6)


def test_tokens_scale_like_samples() -> None:
    before = TrainingConfig(micro_batch=4_000_000, batch_unit="tokens", lr=3e-4)
    assert scale(before, to=48 * 2048, rule="sqrt").after.lr == pytest.approx(4.703e-5, rel=1e-4)


def test_bare_functions_are_exact_too() -> None:
    assert linear(7.5e-5, ratio=0.75) == 5.625e-5
    assert sqrt(7.5e-5, ratio=0.75) == 6.495190528383289e-5
    assert conservative(7.5e-5, ratio=3) == 2.5e-5
    assert conservative(7.5e-5, ratio=0.75, micro_ratio=3) == 2.5e-5
    for bad in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(InvalidInput, match="above 0"):
            linear(7.5e-5, ratio=bad)


def test_rules_are_found_in_any_case_and_by_their_names_in_the_literature() -> None:
    for name in ("SQRT", "Square_Root", " sqrt "):
        assert scale(SOURCE, to="48", rule=name).after.lr == 6.495190528383289e-5
    assert scale(SOURCE, to="48", rule="Goyal").after.lr == 5.625e-5


def test_an_unknown_rule_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownName, match=r"'sqr' is no rule; expected one of .*linear.*did you mean sqrt"):
        scale(SOURCE, to="48", rule="sqr")
