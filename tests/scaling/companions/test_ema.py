"""`ema`: the decay of averaged weights, which averages over steps."""

from __future__ import annotations

import math

import pytest

from lrscale import parse, scale


@pytest.mark.parametrize(
    ("target", "decay"), [("4096", 0.525596), ("128", 0.9801), ("192", 0.970299), ("32", 0.99**0.5), ("16", 0.99**0.25)]
)
@pytest.mark.parametrize("convention", [{}, {"ema": "half-life"}])
def test_the_half_life_in_samples_is_kept_by_default(target: str, decay: float, convention: dict[str, str]) -> None:
    plan = scale(parse("64@1e-3", ema_decay=0.99), to=target, conventions=convention)
    assert plan.after.ema_decay == pytest.approx(decay, rel=1e-6)


@pytest.mark.parametrize("target", [1, 48, 100, 4096])
def test_the_average_covers_as_many_samples_as_before(target: int) -> None:
    after = scale(parse("64@1e-3", ema_decay=0.999), to=target).after
    assert after.ema_decay is not None
    assert target / math.log(after.ema_decay) == pytest.approx(64 / math.log(0.999))


def test_asked_to_it_stays_and_the_plan_says_what_the_half_life_gives() -> None:
    plan = scale(parse("64@1e-3", ema_decay=0.99), to="4096", conventions={"ema": "keep"})
    kept = next(one for one in plan.unmoved if one.field == "ema_decay")
    assert plan.after.ema_decay == kept.value == 0.99
    assert kept.alternatives == {"half-life": pytest.approx(0.525596, rel=1e-6)}


def test_zero_is_no_average_and_stays() -> None:
    assert scale(parse("64@1e-3", ema_decay=0.0), to="192").after.ema_decay == 0.0
