"""What the tests of the risks share: a run to change, a change made by hand, and one risk's part of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale import TrainingConfig, assess

if TYPE_CHECKING:
    from lrscale import Finding, RiskAssessment

__all__ = ["RUN", "by_hand", "finding", "levels"]

RUN = TrainingConfig(micro_batch=64, data_parallel=1, lr=1e-4, optimizer="adamw")


def by_hand(before: TrainingConfig, **fields: object) -> RiskAssessment:
    """Assess a configuration some of whose fields somebody changed."""
    return assess(before, before.model_copy(update=fields))


def levels(risk: RiskAssessment, name: str) -> list[str]:
    """Return the levels of the findings of one risk, worst first."""
    return [found.level for found in risk.findings if found.name == name]


def finding(risk: RiskAssessment, name: str) -> Finding:
    """Return the one finding of a risk."""
    (only,) = [found for found in risk.findings if found.name == name]
    return only
