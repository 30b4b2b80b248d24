"""The learning rate after the change is one that hardly anybody trains with.

## What it means

Often a slip of the exponent, a rate meant for another optimizer, or a rule
applied twice.

## Levels

- medium: outside the usual range of the optimizer
- high: ten times outside

## What to do

Compare with the default of your optimizer's documentation.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=64, lr=1e-4, optimizer="adamw")
    >>> after = TrainingConfig(micro_batch=64, lr=1.0, optimizer="adamw")
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["lr-outside-usual-range"]
    'high'

## References

- [devlin2018] appendix A.3: 2e-5 to 5e-5 for fine-tuning BERT (secondary
  sources read)
- [chen2023lion] rates for Lion are 3 to 10 times smaller than for AdamW
- [mishchenko2023prodigy] and [defazio2023dadaptation]: 1 is the rate to give
  them
- the ranges themselves are judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.optimizers import recognise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Judgement: what published recipes of the family use, with room on both sides.
_USUAL = {
    "sgd": (1e-4, 10.0),
    "adaptive": (1e-7, 1e-2),
    "sign": (1e-8, 1e-3),
    "lars": (1e-3, 100.0),
    "lamb": (1e-6, 0.1),
    "matrix": (1e-6, 0.1),
    "second-order": (1e-7, 1.0),
    "schedule-free": (1e-6, 10.0),
    "lr-free": (0.1, 10.0),
}
_ANY = (1e-8, 10.0)
# Adaptive optimizers whose documented defaults lie far from Adam's: torch's are 1 and 0.01.
_USUAL_BY_NAME = {"adadelta": (1e-3, 10.0), "adagrad": (1e-4, 1.0)}


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the new rate is unusual for its optimizer."""
    optimizer = recognise(plan.after.optimizer)
    low, high = _ANY
    if optimizer is not None:
        low, high = _USUAL_BY_NAME.get(optimizer.name, _USUAL[optimizer.family])
    lr = plan.after.lr
    if low <= lr <= high:
        return
    yield Finding(
        name="lr-outside-usual-range",
        level="high" if lr < low / 10 or lr > high * 10 else "medium",
        message=f"learning rate {show(lr)}; usual for {plan.after.optimizer or 'any optimizer'}: {low:g} to {high:g}",
        evidence="judgement, from published recipes",
        hint="check the exponent, and whether a framework scales the rate again",
    )
