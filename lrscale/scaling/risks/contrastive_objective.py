"""The batch is part of a contrastive objective, so another batch is another task.

## What it means

Contrastive losses take their negatives from the batch: a larger one is a harder
task with another optimum, and no rule for the learning rate makes the two runs
equivalent. Accumulation adds no negatives.

## Levels

- high: the number of samples that see each other changed
- medium: as many samples per forward pass over all ranks, so the same negatives
  where ranks exchange them

## What to do

Tune again; to enlarge the batch without the memory use a method that caches
embeddings.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=256, lr=5e-4, loss="infonce")
    >>> after = TrainingConfig(micro_batch=1024, lr=1e-3, loss="infonce")
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["contrastive-objective"]
    'high'

## References

- [radford2021clip] the objective over all pairs of a batch
- [gao2021gradcache] large contrastive batches under limited memory
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.readings import micro_ratio, names, stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

_LOSSES = "contrastive infonce cliploss openclip ntxent simclr siglip multiplenegativesranking supcon".split()


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where a contrastive loss meets another batch."""
    contrastive = names(plan.after.loss, *_LOSSES) or (plan.after.loss or "").lower() == "clip"
    if not contrastive or (stays(plan.ratio) and stays(micro_ratio(plan))):
        return
    before, after = plan.before, plan.after
    accumulated = after.grad_accum / before.grad_accum
    seen = plan.ratio / accumulated
    yield Finding(
        name="contrastive-objective",
        level="medium" if stays(seen) else "high",
        message="as many samples meet as before, if ranks exchange them; accumulation adds no negatives"
        if stays(seen)
        else f"each sample meets x{show(seen)} as many negatives: the objective itself changes",
        evidence="Radford et al. 2021; Gao et al. 2021",
        hint="tune again; compare runs by a downstream metric, not by this loss",
    )
