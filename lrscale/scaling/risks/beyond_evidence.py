"""The batch changes by more than the experiments behind the rules cover.

## What it means

Rules are local: the further a change reaches, the more they disagree and the
less anybody has measured.

## Levels

- medium and high: by optimizer, see the table

| | low | medium | high |
|---|---|---|---|
| SGD, LARS, LAMB | 1/4 to 8 times | to 32 times | further |
| others | 1/4 to 4 times | to 16 times | further |
| others, fine-tuning | 1/2 to 2 times | to 4 times | further |

## What to do

Go in steps, and sweep three rates at each: half, the same, and double.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=8, lr=1e-4, optimizer="adamw")
    >>> after = TrainingConfig(micro_batch=256, lr=5.6e-4, optimizer="adamw")
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["beyond-evidence"]
    'high'

## References

- [goyal2017] 32 times with SGD and a warmup (read in excerpts)
- [marek2025] section 4.3: with Adam the root overshoots over three decades
- [merrill2025] Adam from 1024 to 4096 sequences, with a growing batch
- the bounds for fine-tuning are judgement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding
from lrscale.scaling.readings import family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan

# Lower end of "low", upper end of "low", upper end of "medium"; sources above.
_LAYERWISE_OR_SGD = (1 / 4, 8.0, 32.0)
_ADAPTIVE = (1 / 4, 4.0, 16.0)
_FINE_TUNING = (1 / 2, 2.0, 4.0)


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where the ratio leaves what was measured."""
    low, high, far = _LAYERWISE_OR_SGD if family(plan) in ("sgd", "lars", "lamb") else _ADAPTIVE
    if plan.after.fine_tuning and family(plan) not in ("sgd", "lars", "lamb"):
        low, high, far = _FINE_TUNING
    if low <= plan.ratio <= high:
        return
    yield Finding(
        name="beyond-evidence",
        level="medium" if 1 / far <= plan.ratio <= far else "high",
        message=f"effective batch x{show(plan.ratio)}; "
        f"experience with the rules is good over about x{low:g} to x{high:g}",
        evidence="Goyal et al. 2017; Marek et al. 2025, section 4.3",
        hint="go in steps, with a sweep of three rates at each",
    )
