"""The warmup ends before Adam's second moment has settled.

## What it means

The second moment averages over about 1/(1 - beta2) steps. A warmup of 2/(1 -
beta2) steps lets it settle before the rate peaks; a shorter one relies on
clipping or luck.

## Levels

- medium: the change made it so
- low: it was so before, or the optimizer is not known

## What to do

Use the convention beta2-memory, or a smaller beta2 where the run has few steps.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=1e-4, warmup_steps=4000, beta2=0.999,
    ...     optimizer="adamw"
    ... )
    >>> after = TrainingConfig(
    ...     micro_batch=64, lr=1e-4, warmup_steps=500, beta2=0.999,
    ...     optimizer="adamw"
    ... )
    >>> found = [finding for finding in assess(
    ...     before, after
    ... ).findings if "beta2-memory" in finding.name]
    >>> [finding.level for finding in found]
    ['medium']

## References

- [ma2019warmup] linear warmup over 2/(1 - beta2) steps as a sensible default
  (abstract read)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.arithmetic import beta2_memory
from lrscale.scaling.optimizers import recognise
from lrscale.scaling.readings import LONG_WARMUP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.config import TrainingConfig
    from lrscale.plan import Plan

# torch's and most frameworks' default, used where beta2 is not stated.
_USUAL_BETA2 = 0.999


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the warmup is shorter than the memory."""
    optimizer = recognise(plan.after.optimizer)
    steps, memory = plan.after.warmup, _memory(plan.after)
    if not steps or steps >= memory or (optimizer is not None and not optimizer.adam_moments):
        return
    before = plan.before.warmup
    newly = before is not None and before >= _memory(plan.before) and optimizer is not None
    beta2 = _USUAL_BETA2 if plan.after.beta2 is None else plan.after.beta2
    assumed = "" if plan.after.beta2 is not None else " (assumed)"
    yield Finding(
        name="warmup-shorter-than-beta2-memory",
        level="medium" if newly else "low",
        message=f"warmup of {steps} steps, 2/(1 - beta2) = {memory} at beta2 {show(beta2)}{assumed}",
        evidence="Ma and Yarats 2019",
        hint=_hint(memory, plan.after.steps),
    )


def _memory(config: TrainingConfig) -> int:
    return beta2_memory(_USUAL_BETA2 if config.beta2 is None else config.beta2)


def _hint(memory: int, steps: int | None) -> str:
    """Advise a warmup only where the run has room for it."""
    if steps is None or memory <= LONG_WARMUP * steps:
        return f"warm up over {memory} steps, or lower beta2"
    return f"lower beta2: {memory} steps of warmup are too many for a run of {steps}"
