"""The incident lrscale was born from: each change its report contains, with what an expert would sign."""

from __future__ import annotations

import pytest

from lrscale import TrainingConfig, assess, parse, scale

ORIGINAL = parse("16x4@7.5e-5+15000", loss="focal")


def after(text: str) -> TrainingConfig:
    return parse(text, loss="focal")


def test_the_users_edit_is_stopped_as_the_slow_side() -> None:
    """48x4 at the old rate: three times the batch, and nobody thought of the learning rate."""
    risk = assess(ORIGINAL, after("48x4@7.5e-5+15000"))
    assert risk.level == "high"
    worst = risk.findings[0]
    assert worst.name == "lr-not-adapted"
    assert "x3" in worst.message
    assert "slow side" in worst.message
    assert {"focal-loss-normaliser", "warmup-too-long"} <= {finding.name for finding in risk.findings}


def test_the_reports_fix_is_right_about_caution_and_wrong_about_the_batch() -> None:
    """48x1 at 2.5e-5: the rate was divided by the micro-batch ratio, and the warmup cut to a fortieth."""
    risk = assess(ORIGINAL, after("48x1@2.5e-5+500"))
    found = {finding.name: finding for finding in risk.findings}
    assert risk.level == "high"
    assert found["lr-scaled-by-micro-batch"].level == "high"
    assert "64 -> 48" in found["lr-scaled-by-micro-batch"].message
    assert found["warmup-shortened"].level == "high"
    assert "960,000 -> 24,000 samples" in found["warmup-shortened"].message
    assert "10 times as steeply" in found["warmup-shortened"].message
    assert found["lr-off-every-rule"].level == "medium"
    assert found["several-changes-at-once"].level == "high"
    assert "20000 steps" in found["warmup-shortened"].hint


def test_the_compromise_keeps_the_batch_and_is_the_milder_change() -> None:
    """32x2 at 5e-5: the effective batch stays, the rate drops for its own sake, the warmup is short."""
    risk = assess(ORIGINAL, after("32x2@5e-5+1000"))
    found = {finding.name: finding.level for finding in risk.findings}
    assert risk.level == "medium"
    assert found["lr-changed-alone"] == "low"
    assert found["warmup-shortened"] == "medium"
    assert "lr-not-adapted" not in found
    assert "lr-scaled-by-micro-batch" not in found


def test_the_roll_back_is_no_change_at_all() -> None:
    assert assess(ORIGINAL, after("16x4@7.5e-5+15000")).findings == ()


@pytest.mark.parametrize("target", ["48", "48x4", "32x2", "8x1", "64x4"])
def test_conservative_never_raises_the_rate(target: str) -> None:
    assert scale(ORIGINAL, to=target, rule="conservative").after.lr <= ORIGINAL.lr


def test_the_inverse_rule_of_the_report_would_raise_the_rate_of_its_own_fix() -> None:
    assert scale(ORIGINAL, to="48", rule="power:-1").after.lr == 1e-4


def test_the_same_warmup_in_samples_is_20000_steps_at_batch_48() -> None:
    assert scale(ORIGINAL, to="48").after.warmup_steps == 20000
