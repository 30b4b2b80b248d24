"""The rule is published for other optimizers than this one.

## What it means

Linear scaling is derived for SGD, where the step is the gradient; the square
root for optimizers that divide by its size. With the other's rule the rate
comes out wrong by the root of the batch ratio.

## Levels

- medium: the optimizer is known and the rule is not published for it

## What to do

Leave the rule to `auto`, or read the pages of both rules.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(micro_batch=64, lr=1e-4, optimizer="adamw")
    >>> plan = scale(before, to="256", rule="linear")
    >>> found = {f.name: f.level for f in plan.risk.findings}
    >>> found["rule-unfit-for-optimizer"]
    'medium'

## References

- [goyal2017] SGD
- [malladi2022] Adam and RMSprop
- [granziol2020] linear for SGD, the root for adaptive methods (abstract read)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import Finding
from lrscale.scaling import rules
from lrscale.scaling.readings import family, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the rule and the optimizer do not belong together."""
    known = family(plan)
    if plan.rule is None or known is None or known == "lr-free" or stays(plan.ratio):
        return
    name, rule, _ = rules.choose(plan.rule)
    if not rule.FAMILIES or known in rule.FAMILIES:
        return
    yield Finding(
        name="rule-unfit-for-optimizer",
        level="medium",
        message=f"{name} is not published for {plan.after.optimizer} ({known}), "
        f"but for {', '.join(sorted(rule.FAMILIES))}",
        evidence="Granziol et al. 2020; Malladi et al. 2022; Goyal et al. 2017",
        hint="use auto, or compare with the other rules",
    )
