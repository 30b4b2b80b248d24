"""What lrscale answers with: a plan, its changes, and the findings that make up its risk."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lrscale.config import Frozen, Positive, TrainingConfig

__all__ = ["Change", "Finding", "Level", "Plan", "RiskAssessment", "Unmoved", "answer", "worst"]

Level = Literal["low", "medium", "high", "critical"]
LEVELS: tuple[Level, ...] = ("low", "medium", "high", "critical")

# A value of a TrainingConfig field, as the field holds it.
Value = int | float | str | tuple[int, ...] | None


class Change(Frozen):
    """One hyperparameter that moves (or moved)."""

    field: str = Field(description="name of a TrainingConfig field")
    before: Value = Field(description="in the field's own unit; null where it was not stated")
    after: Value = Field(description="in the field's own unit")
    why: str = Field("", description="the arithmetic, and the convention it follows")
    alternatives: dict[str, Value] = Field({}, description="what each other convention gives")


class Unmoved(Frozen):
    """One hyperparameter that is tied to the batch and was left alone."""

    field: str = Field(description="name of a TrainingConfig field")
    value: Value = Field(description="in the field's own unit")
    why: str = Field(description="the reason")
    alternatives: dict[str, Value] = Field({}, description="what each convention gives")


class Finding(Frozen):
    """One thing to know before the run starts."""

    name: str = Field(description="the problem, as `lrscale explain` knows it")
    level: Level = Field(description="low, medium, high or critical")
    message: str = Field(description="what is so, with the numbers")
    evidence: str = Field("", description="citation, or 'judgement'")
    hint: str = Field("", description="what to do about it")
    file: str | None = Field(None, description="path of the file it stands in")
    line: int | None = Field(None, description="line, from 1")
    key: str | None = Field(None, description="key path in the file")


class RiskAssessment(Frozen):
    """How likely a change is to slow or break the training, and why: the worst finding sets the level."""

    level: Level = Field("low", description="the worst level of the findings; low without any")
    findings: tuple[Finding, ...] = Field((), description="worst first")

    def reaches(self, level: Level) -> bool:
        """True where the risk is as high as a level, or higher."""
        return LEVELS.index(self.level) >= LEVELS.index(level)


class Plan(Frozen):
    """A configuration before and after a change of batch, everything that moved, and how far to trust it."""

    before: TrainingConfig
    after: TrainingConfig
    rule: str | None = Field(description="the learning-rate rule; null where the change was made by somebody else")
    ratio: Positive = Field(description="effective batch after / before, dimensionless")
    changes: tuple[Change, ...] = Field((), description="what moved, the learning rate first")
    unmoved: tuple[Unmoved, ...] = Field((), description="what is tied to the batch and was left alone")
    alternatives: dict[str, float] = Field({}, description="learning rate by every rule that applies")
    lr_low: Positive = Field(description="lower end of the bracket of plausible learning rates")
    lr_high: Positive = Field(description="upper end of the bracket")
    assumptions: tuple[str, ...] = Field((), description="what had to be assumed")
    risk: RiskAssessment = Field(RiskAssessment(), description="the worst level, and every finding")


def answer(field: str, before: Value, after: Value, why: str, alternatives: dict[str, Value]) -> Change | Unmoved:
    """Return the Change of a hyperparameter, or its Unmoved where it stays as it is."""
    if before == after:
        return Unmoved(field=field, value=before, why=why, alternatives=alternatives)
    return Change(field=field, before=before, after=after, why=why, alternatives=alternatives)


def worst(findings: tuple[Finding, ...]) -> RiskAssessment:
    """Return the findings sorted worst first, with the level of the worst."""
    ordered = sorted(findings, key=lambda finding: -LEVELS.index(finding.level))
    return RiskAssessment(level=ordered[0].level if ordered else "low", findings=tuple(ordered))
