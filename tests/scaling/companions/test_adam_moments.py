"""`adam-moments`: beta1, beta2 and eps, which average over steps."""

from __future__ import annotations

import pytest

from lrscale import parse, scale


@pytest.mark.parametrize(
    ("convention", "target", "beta1", "beta2", "eps"),
    [
        ("sde", "192", 0.7, 0.997, 5.773503e-9),
        ("half-life", "192", 0.9, 0.997003, 5.773503e-9),
        ("keep", "192", 0.9, 0.999, 1e-8),
        ("sde", "48", 0.925, 0.99925, 1.154701e-8),
        ("half-life", "48", 0.9, 0.9992499, 1.154701e-8),
    ],
)
def test_each_convention_gives_its_published_numbers(
    convention: str, target: str, beta1: float, beta2: float, eps: float
) -> None:
    before = parse("64@1e-3", optimizer="adamw", beta1=0.9, beta2=0.999, eps=1e-8)
    after = scale(before, to=target, conventions={"adam-moments": convention}).after
    assert (after.beta1, after.beta2, after.eps) == pytest.approx((beta1, beta2, eps), rel=1e-6)


@pytest.mark.parametrize("optimizer", ["adamw", "lamb", "prodigy", "nobody knows it", None])
def test_they_stay_by_default_and_the_plan_says_so_with_what_the_others_give(optimizer: str | None) -> None:
    before = parse("64@1e-3", optimizer=optimizer, beta1=0.9, beta2=0.999, eps=1e-8)
    kept = {one.field: one for one in scale(before, to="192").unmoved}
    assert (kept["beta1"].value, kept["beta2"].value, kept["eps"].value) == (0.9, 0.999, 1e-8)
    assert kept["beta1"].alternatives["sde"] == 0.7
    assert kept["beta2"].alternatives == {"sde": 0.997, "half-life": pytest.approx(0.997003)}
    assert kept["eps"].alternatives == {"sde": pytest.approx(5.773503e-9)}


@pytest.mark.parametrize(("target", "beta1"), [("640", 0.9**10), ("1024", 0.9**16), ("65536", 0.9**1024)])
def test_where_the_formula_leaves_0_to_1_the_half_life_is_kept_and_the_plan_says_so(target: str, beta1: float) -> None:
    plan = scale(parse("64@1e-3", optimizer="adamw", beta1=0.9), to=target, rule="adam-sde")
    assert plan.after.beta1 == pytest.approx(beta1)
    assert "leaves (0, 1)" in next(moved.why for moved in plan.changes if moved.field == "beta1")


def test_just_inside_the_formula_holds() -> None:
    plan = scale(parse("64@1e-3", optimizer="adamw", beta1=0.9), to="576", rule="adam-sde")
    assert plan.after.beta1 == 0.1
    assert "leaves" not in next(moved.why for moved in plan.changes if moved.field == "beta1")


@pytest.mark.parametrize("optimizer", ["sgd", "lion", "muon"])
def test_an_optimizer_without_them_is_left_alone(optimizer: str) -> None:
    before = parse("64@1e-3", optimizer=optimizer, beta1=0.9, beta2=0.99, eps=1e-8)
    after = scale(before, to="192", rule="adam-sde").after
    assert (after.beta1, after.beta2, after.eps) == (0.9, 0.99, 1e-8)


def test_zero_stays_zero() -> None:
    before = parse("64@1e-3", optimizer="adamw", beta1=0.0, beta2=0.0, eps=0.0)
    after = scale(before, to="192", rule="adam-sde").after
    assert (after.beta1, after.beta2, after.eps) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("convention", "eps"), [({}, 3e-8), ({"adam-moments": "sde"}, 3**0.5 * 1e-8), ({"adam-moments": "keep"}, 1e-8)]
)
def test_a_summed_loss_makes_gradients_larger_so_eps_follows_the_sum(convention: dict[str, str], eps: float) -> None:
    before = parse("64@1e-3", optimizer="adamw", beta2=0.999, eps=1e-8, loss_reduction="sum")
    after = scale(before, to="192", conventions=convention).after
    assert after.eps == pytest.approx(eps)


@pytest.mark.parametrize(
    ("convention", "shown"),
    [("sde", "1 - 3 x (1 - 0.999)"), ("half-life", "half-life in samples kept: 0.999^3")],
)
def test_the_arithmetic_is_shown(convention: str, shown: str) -> None:
    plan = scale(parse("64@1e-3", beta2=0.999), to="192", conventions={"adam-moments": convention})
    assert next(moved.why for moved in plan.changes if moved.field == "beta2") == shown
