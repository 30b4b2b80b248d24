"""The public names: few, documented, typed, and loaded when they are first used."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest
from typing_extensions import assert_type

import lrscale
from lrscale import Change, Finding, Plan, RiskAssessment, TrainingConfig, assess, compare, parse, scale

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_public_name_resolves_and_is_documented() -> None:
    assert sorted(lrscale.__all__) == lrscale.__all__
    assert set(dir(lrscale)) == {*lrscale.__all__, "__version__"}
    for name in lrscale.__all__:
        assert inspect.getdoc(getattr(lrscale, name)), name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'scael'"):
        lrscale.scael  # noqa: B018  # the point of the test


def test_the_names_have_these_types() -> None:
    plan = scale(TrainingConfig(micro_batch=16, grad_accum=4, lr=7.5e-5), to="48", rule="sqrt")
    assert_type(plan, Plan)
    assert_type(plan.after, TrainingConfig)
    assert_type(plan.after.lr, float)
    assert_type(plan.after.warmup_steps, int | None)
    assert_type(plan.changes, tuple[Change, ...])
    assert_type(plan.risk, RiskAssessment)
    assert_type(plan.risk.findings, tuple[Finding, ...])
    assert_type(assess(plan.before, plan.after), RiskAssessment)
    assert_type(compare(plan.before, plan.after), Plan)
    assert_type(parse("16x4@7.5e-5"), TrainingConfig)
    assert_type(lrscale.linear(7.5e-5, ratio=0.75), float)
    assert_type(lrscale.power(7.5e-5, ratio=0.75, exponent=0.5), float)
    assert plan.after.lr == 6.495190528383289e-05


def test_parts_are_keywords_and_those_not_named_are_kept() -> None:
    source = parse("16x4@7.5e-5")
    assert scale(source, micro_batch=48).after.effective_batch == 192
    assert scale(source, micro_batch=48, grad_accum=1).after.effective_batch == 48
    assert scale(TrainingConfig(global_batch=64, lr=1e-4), global_batch=128).ratio == 2
    for wrong in ({}, {"to": "48", "micro_batch": 48}):
        with pytest.raises(lrscale.InvalidInput, match="and not both"):
            scale(source, **wrong)  # type: ignore[arg-type]  # either way wrong
    with pytest.raises(lrscale.InvalidInput, match="micro_batch: expected it to be greater than or equal to 1"):
        scale(source, micro_batch=0)
    with pytest.raises(lrscale.InvalidInput, match="use assess"):
        scale(source, to="48@1e-4")


def test_a_global_batch_needs_the_ranks_and_is_said_to_be_one() -> None:
    with pytest.raises(lrscale.MissingFact, match="global_batch needs the number of ranks"):
        scale(TrainingConfig(micro_batch=64, lr=1e-4), global_batch=128)
    plan = scale(TrainingConfig(global_batch=64, lr=1e-4), to="48")
    assert "the batch is that of all ranks, as no micro-batch is stated" in plan.assumptions


def test_a_warmup_in_the_target_is_taken_as_it_stands() -> None:
    plan = scale(parse("16x4@7.5e-5+15000"), to="48+500")
    assert plan.after.warmup_steps == 500
    assert [change.why for change in plan.changes if change.field == "warmup_steps"] == ["as asked"]
    assert "warmup-shortened" in {finding.name for finding in plan.risk.findings}


def test_ranks_on_one_side_only_are_compared_if_they_are_one() -> None:
    unknown = TrainingConfig(micro_batch=64, lr=1e-4)
    assert compare(unknown, parse("128@1e-4")).ratio == 2
    with pytest.raises(lrscale.MissingFact, match="on one side only"):
        compare(unknown, parse("64x1x2@1e-4"))


def test_a_change_by_hand_lists_what_was_left_behind() -> None:
    plan = compare(parse("16x4@7.5e-5+15000"), parse("48x4@7.5e-5+15000"))
    left = {row.field: row for row in plan.unmoved}
    assert plan.rule is None
    assert left["lr"].why == "left as it was"
    assert left["warmup_steps"].alternatives == {"same samples": 5000, "same-steps": 15000}
    assert [change.field for change in plan.changes] == ["micro_batch"]


def test_nothing_left_behind_is_listed_that_was_moved() -> None:
    plan = compare(parse("64@1e-4+1000"), parse("128@2e-4+500"))
    assert plan.unmoved == ()
    assert [change.field for change in plan.changes] == ["lr", "micro_batch", "warmup_steps"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: scale("16x4@7.5e-5", to="48"),  # type: ignore[arg-type]  # wrong on purpose
        lambda: assess("16x4@7.5e-5", "48@1e-4"),  # type: ignore[arg-type]  # wrong on purpose
        lambda: parse(48),  # type: ignore[arg-type]  # wrong on purpose
        lambda: parse(None),  # type: ignore[arg-type]  # wrong on purpose
        lambda: scale(parse("16@1e-4"), to="48", rule=None),  # type: ignore[arg-type]  # wrong on purpose
        lambda: scale(parse("16@1e-4"), to="48", conventions="warmup=keep"),  # type: ignore[arg-type]  # wrong on purpose
        lambda: scale(parse("16@1e-4"), to="48", conventions={"warmup": 5}),  # type: ignore[dict-item]  # wrong on purpose
    ],
)
def test_an_argument_of_another_type_is_an_error_of_lrscale(wrong: Callable[[], object]) -> None:
    with pytest.raises(lrscale.LrscaleError, match="expected"):
        wrong()
