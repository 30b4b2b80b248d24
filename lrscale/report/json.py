"""A plan as JSON with full precision: the schema is that of the model Plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrscale.plan import Plan

__all__ = ["show_plan"]


def show_plan(plan: Plan) -> str:
    """Return the plan as JSON; ``Plan.model_validate_json`` reads it back without loss."""
    return plan.model_dump_json(indent=2)
