"""`lamb`: LAMB's own recipe, the square root with as many warmup steps as before."""

from __future__ import annotations

import pytest

from lrscale import parse, scale


@pytest.mark.parametrize("facts", [{}, {"total_steps": 1_000_000}])
def test_the_authors_bert_recipe_from_512_gives_theirs_for_32768(facts: dict[str, int]) -> None:
    before = parse("512@6.25e-4", optimizer="lamb", warmup_ratio=1 / 320, **facts)
    after = scale(before, to="32768", rule="lamb").after
    assert (after.lr, after.warmup_ratio) == (0.005, 0.2)


def test_the_warmup_keeps_its_steps() -> None:
    plan = scale(parse("512@6.25e-4+3125", optimizer="lamb"), to="32768", rule="lamb")
    assert (plan.after.lr, plan.after.warmup_steps) == (0.005, 3125)


def test_the_trust_ratio_takes_the_scale_of_a_summed_loss_away() -> None:
    before = parse("512@6.25e-4", optimizer="lamb", loss_reduction="sum")
    assert scale(before, to="32768", rule="lamb").after.lr == 0.005


def test_the_arithmetic_is_shown() -> None:
    assert scale(parse("64@7.5e-5"), to="192", rule="lamb").changes[0].why == "lamb: 7.5e-05 x (192/64)^0.5"
