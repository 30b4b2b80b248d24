"""What people and programs see, word for word; refresh with ``pytest --snapshot-update`` and read the difference."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lrscale import Finding, Plan, RiskAssessment, compare, parse, scale
from lrscale.report import args, env, markdown, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from tests.conftest import Answer

FULL = parse(
    "16x4x2@7.5e-5+1500",
    optimizer="adamw",
    total_steps=20_000,
    milestones=(8_000, 16_000),
    min_lr=7.5e-6,
    save_steps=1000,
    eval_steps=0,
    beta1=0.9,
    beta2=0.999,
    eps=1e-8,
    weight_decay=0.01,
    ema_decay=0.9999,
    max_grad_norm=1.0,
)
PLANS = {
    "the first answer": scale(parse("16x4@7.5e-5"), to="48"),
    "everything moves": scale(FULL, to="48x4", rule="adam-sde"),
    "summed loss": scale(parse("64@0.1", optimizer="sgd", loss_reduction="sum"), to="192", rule="sqrt"),
    "batch unchanged": scale(parse("16x4@7.5e-5+15000"), to="8x?"),
    "per rank, in tokens": scale(
        FULL.model_copy(update={"data_parallel": None, "batch_unit": "tokens"}), to="=32", rule="sqrt"
    ),
    "step size found by itself": scale(parse("16@1", optimizer="prodigy"), to="64"),
    "the user's edit": compare(parse("16x4@7.5e-5+15000", loss="focal"), parse("48x4@7.5e-5+15000", loss="focal")),
    "the report's fix": compare(parse("16x4@7.5e-5+15000", loss="focal"), parse("48x1@2.5e-5+500", loss="focal")),
    "the compromise": compare(parse("16x4@7.5e-5+15000", loss="focal"), parse("32x2@5e-5+1000", loss="focal")),
}


@pytest.mark.parametrize("name", PLANS)
def test_text_for_people(name: str, snapshot: SnapshotAssertion) -> None:
    shown = text.show_plan(PLANS[name])
    assert all(len(line) <= 80 for line in shown.split("\n"))
    assert shown.isascii()
    assert shown == snapshot


def test_text_uses_the_width_it_is_given() -> None:
    assert max(len(line) for line in text.show_plan(PLANS["the report's fix"], width=110).split("\n")) > 80


def test_the_table_can_be_left_out() -> None:
    assert "conservative" not in text.show_plan(PLANS["the first answer"], table=False)


def test_what_was_not_stated_before_is_a_question_mark() -> None:
    assert "warmup_steps     ? -> 500   as asked" in text.show_plan(scale(parse("8@1e-4"), to="16+500"))


def test_milestones_without_room_are_none() -> None:
    dropped = scale(parse("8@1e-4", total_steps=4, milestones=(2,)), to="256")
    assert "milestones       2 -> none" in text.show_plan(dropped)


def test_a_finding_without_a_hint_has_no_arrow() -> None:
    bare = Finding(name="lr-not-adapted", level="high", message="so it is")
    plan = PLANS["the first answer"].model_copy(update={"risk": RiskAssessment(level="high", findings=(bare,))})
    assert "->" not in text.show_plan(plan, table=False).partition("risk")[2]


def test_nothing_assumed_is_not_mentioned() -> None:
    told = parse("64@0.1+0", optimizer="sgd", loss_reduction="mean", epochs=3)
    for report in (text, markdown):
        assert "ssumed" not in report.show_plan(scale(told, to="128"))


def test_markdown(snapshot: SnapshotAssertion) -> None:
    assert markdown.show_plan(PLANS["everything moves"], notes=["a note"]) == snapshot
    assert markdown.show_plan(PLANS["batch unchanged"]) == snapshot


def test_arguments_and_assignments(snapshot: SnapshotAssertion) -> None:
    assert args.show_plan(PLANS["everything moves"]) == snapshot
    assert env.show_plan(PLANS["everything moves"]) == snapshot


def test_the_schema_of_a_plan_is_stable(snapshot: SnapshotAssertion) -> None:
    assert json.dumps(Plan.model_json_schema(), indent=1) == snapshot


@pytest.mark.parametrize("line", ["--help", "rules", "explain"])
def test_what_the_command_lists(line: str, lrscale: Callable[..., Answer], snapshot: SnapshotAssertion) -> None:
    assert lrscale(line).out == snapshot


def test_the_sweep_is_three_rates_within_the_bracket() -> None:
    assert text.sweep(scale(parse("64@1e-4", optimizer="sgd"), to="256")) == [2e-4, 4e-4]
    assert text.sweep(scale(parse("64@1e-4"), to="1024")) == [2e-4, 4e-4, 8e-4]
