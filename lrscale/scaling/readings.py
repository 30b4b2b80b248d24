"""What several risks read off a plan: ratios, the implied exponent, the optimizer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lrscale.scaling.batch_change import summed_growth
from lrscale.scaling.optimizers import recognise

if TYPE_CHECKING:
    from lrscale.plan import Plan

__all__ = ["exponent", "family", "lr_ratio", "micro_ratio", "names", "stays"]

# Judgement: rates and batches within 1 % of each other are the same; 28 against 32 is a change.
TOLERANCE = 0.01


def stays(ratio: float) -> bool:
    """True where a ratio after / before is a change too small to count."""
    return abs(ratio - 1) <= TOLERANCE


def family(plan: Plan) -> str | None:
    """Return the optimizer family of the plan, None where unstated or unknown."""
    optimizer = recognise(plan.after.optimizer)
    return optimizer.family if optimizer else None


def lr_ratio(plan: Plan) -> float:
    """Return learning rate after / before; for a summed loss under SGD, what it amounts to with a mean."""
    ratio = plan.after.lr / plan.before.lr
    summed = plan.after.loss_reduction == "sum" or plan.after.accum_reduction == "sum"
    return ratio * float(summed_growth(plan.before, plan.after)) if summed and family(plan) == "sgd" else ratio


def micro_ratio(plan: Plan) -> float:
    """Return micro-batch after / before; the effective ratio where micro-batches are unknown."""
    if plan.before.micro_batch is None or plan.after.micro_batch is None:
        return plan.ratio
    return plan.after.micro_batch / plan.before.micro_batch


def exponent(plan: Plan) -> float | None:
    """Return a in ``lr'/lr = k^a``, or None where the effective batch stays."""
    return None if stays(plan.ratio) else math.log(lr_ratio(plan)) / math.log(plan.ratio)


def names(loss: str | None, *known: str) -> bool:
    """True where the name of a loss, spelling apart, is or ends with one of the known names.

    >>> names("FocalLoss", "focal"), names("bifocal_loss", "focal")
    (True, False)
    """
    if loss is None:
        return False
    words = "".join(f" {letter}" if letter.isupper() else letter for letter in loss.replace("_", " ").replace("-", " "))
    squashed = set(words.lower().split()) | {loss.lower().replace("_", "").replace("-", "")}
    return any(name in squashed or f"{name}loss" in squashed for name in known)
