"""What several risks read off a plan: ratios, the implied exponent, the optimizer."""

from __future__ import annotations

import math
import re
import sys
from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.scaling.batch_change import summed_growth
from lrscale.scaling.optimizers import recognise

if TYPE_CHECKING:
    from lrscale.plan import Plan


__all__ = [
    "HIGHEST_EXPONENT",
    "LONG_WARMUP",
    "LOWEST_EXPONENT",
    "TOLERANCE",
    "exponent",
    "family",
    "follows",
    "lr_ratio",
    "micro_ratio",
    "names",
    "rate",
    "stays",
    "summed",
]

# Judgement: rates and batches within 1 % of each other are the same; 28 against 32 is a change.
TOLERANCE = 0.01
# Judgement: outside these exponents of the batch ratio nobody has published a rule that moves the rate.
LOWEST_EXPONENT, HIGHEST_EXPONENT = 0.1, 2.0
# Judgement: a warmup that takes more of the run than this is too long.
LONG_WARMUP = 0.3

# A word of a name in any spelling: camel case, capitals, snake case.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def stays(ratio: float) -> bool:
    """True where a ratio after / before is a change too small to count."""
    return abs(ratio - 1) <= TOLERANCE + sys.float_info.epsilon


def family(plan: Plan) -> str | None:
    """Return the optimizer family of the plan, None where unstated or unknown."""
    optimizer = recognise(plan.after.optimizer)
    return optimizer.family if optimizer else None


def summed(plan: Plan) -> float:
    """Return by how much a summed loss multiplied the steps of SGD; 1 where loss or optimizer do not do so."""
    optimizer = recognise(plan.after.optimizer)
    if optimizer is None or not optimizer.feels_scale:
        return 1.0
    return float(summed_growth(plan.before, plan.after))


def lr_ratio(plan: Plan) -> float:
    """Return learning rate after / before; for a summed loss under SGD, what it amounts to with a mean."""
    return plan.after.lr / plan.before.lr * summed(plan)


def rate(plan: Plan) -> str:
    """Return the change of the learning rate for people, and what it amounts to where the loss is summed."""
    told = f"learning rate x{show(plan.after.lr / plan.before.lr)}"
    return told if summed(plan) == 1 else f"{told} (x{show(lr_ratio(plan))} with the growth of the summed loss)"


def micro_ratio(plan: Plan) -> float:
    """Return micro-batch after / before; the effective ratio where micro-batches are unknown."""
    if plan.before.micro_batch is None or plan.after.micro_batch is None:
        return plan.ratio
    return plan.after.micro_batch / plan.before.micro_batch


def exponent(plan: Plan) -> float | None:
    """Return a in ``lr'/lr = k^a``, or None where the effective batch stays."""
    if stays(plan.ratio):
        return None
    moved = math.log(plan.after.lr) - math.log(plan.before.lr) + math.log(summed(plan))
    return moved / math.log(plan.ratio)


def follows(implied: float) -> bool:
    """True for an exponent that some rule could have; its last digits are rounding."""
    return LOWEST_EXPONENT <= round(implied, 6) <= HIGHEST_EXPONENT


def names(loss: str | None, *known: str) -> bool:
    """True where the words of a loss's name, spelling apart, contain one of the known names.

    >>> names("losses.SigmoidFocalLoss", "focal"), names("info_nce", "infonce"), names("bifocal_loss", "focal")
    (True, True, False)
    """
    if not loss:
        return False
    words = [word.lower() for word in _WORD.findall(loss)]
    runs = {"".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)}
    return not runs.isdisjoint(known)
