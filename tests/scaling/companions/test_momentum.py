"""`momentum`: SGD's momentum, which averages over steps."""

from __future__ import annotations

import pytest

from lrscale import InvalidInput, TrainingConfig, parse, scale


@pytest.mark.parametrize(
    ("convention", "target", "momentum"),
    [
        ("keep", "128", 0.9),
        ("half-life", "128", 0.81),
        ("half-life", "16", 0.9**0.25),
        ("noise-scale", "128", 0.95),
        ("noise-scale", "32", 0.8),
        ("noise-scale", "192", 29 / 30),
    ],
)
def test_each_convention_gives_its_formula(convention: str, target: str, momentum: float) -> None:
    before = parse("64@0.1", optimizer="sgd", momentum=0.9)
    plan = scale(before, to=target, rule="constant", conventions={"momentum": convention})
    assert plan.after.momentum == pytest.approx(momentum, rel=1e-12)


def test_it_stays_by_default_and_the_plan_says_what_the_others_give() -> None:
    plan = scale(parse("64@0.1", optimizer="sgd", momentum=0.9), to="128")
    kept = next(one for one in plan.unmoved if one.field == "momentum")
    assert plan.after.momentum == kept.value == 0.9
    assert kept.alternatives == {"half-life": 0.81, "noise-scale": 0.95}


@pytest.mark.parametrize("convention", ["keep", "half-life", "noise-scale"])
def test_zero_is_plain_sgd_and_stays(convention: str) -> None:
    before = parse("64@0.1", optimizer="sgd", momentum=0.0)
    assert scale(before, to="128", rule="constant", conventions={"momentum": convention}).after.momentum == 0.0


@pytest.mark.parametrize(("to", "rule"), [("128", "linear"), ("4", "constant")])
def test_the_noise_scale_convention_is_refused_beside_another_rate_or_without_a_solution(to: str, rule: str) -> None:
    before = TrainingConfig(micro_batch=64, lr=0.1, momentum=0.9, optimizer="sgd")
    with pytest.raises(InvalidInput, match=r"^momentum: momentum=noise-scale gives (0.95|nothing above 0) in place of"):
        scale(before, to=to, rule=rule, conventions={"momentum": "noise-scale"})
