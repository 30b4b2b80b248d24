"""Weight decay, whose memory in samples depends on batch and learning rate.

## What it moves

`weight_decay`, so that the averaging time of the weights, in samples, stays. By
default only where the optimizer decouples it (AdamW, Lion, Muon), not under the
rule `conservative`, and by a factor of 4 at most.

## Conventions

- timescale (default where decoupled): wd * k * lr/lr'
- independent: wd * k, for a decay that is not multiplied by the learning rate
- keep: as it is

## Formula

    wd' = wd * k * lr/lr'        k = B'/B

- `wd`, `wd'`: coefficient before and after (dimensionless)
- `lr`, `lr'`: learning rate before and after
- `B`, `B'`: effective batch before and after (samples, or tokens)

The weights of AdamW average over 1/(lr * wd) steps, which is B/(lr * wd)
samples. Under `linear` nothing changes, under `sqrt` the coefficient follows
the root of the batch.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=1e-4, weight_decay=0.01, optimizer="adamw"
    ... )
    >>> scale(before, to="256", rule="sqrt").after.weight_decay
    0.02

## References

- [wang2024adamw] AdamW as an average with timescale 1/(lr wd), constant in
  epochs (abstract read)
- [bergsma2025] the best coefficient is linear in the batch at a fixed budget
  (abstract read)
- [loshchilov2017] decoupling
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from lrscale.plan import answer
from lrscale.scaling.arithmetic import Real, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Change, Unmoved, Value
    from lrscale.scaling.batch_change import BatchChange

CONVENTIONS: Mapping[str, str] = {"timescale": "wd * k * lr/lr'", "independent": "wd * k", "keep": "as it is"}

# Judgement: beyond this the formula asks for a coefficient nobody has tried from where the run stood.
LIMIT = 4


def move(change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
    """Yield the coefficient."""
    decay = change.before.weight_decay
    if not decay:
        return
    full = change.ratio / change.lr_ratio
    given: dict[str, Value] = {
        "timescale": times(decay, _capped(full)),
        "independent": times(decay, _capped(change.ratio)),
        "keep": decay,
    }
    decoupled = change.optimizer is not None and change.optimizer.decoupled and change.family != "lr-free"
    chosen = convention or ("timescale" if decoupled else "keep")
    after = given.pop(chosen)
    if after != decay:
        full, what = (
            (change.ratio, "follows the batch") if chosen == "independent" else (full, "same memory in samples")
        )
        why = f"{what}: x{float(full):.4g}" + (f", held at x{float(_capped(full)):g}" if _capped(full) != full else "")
    elif decoupled or convention is not None:
        why = "batch and learning rate cancel" if chosen != "keep" else "kept by the rule or as asked"
    else:
        why = "moves only where the optimizer is known to decouple it and to multiply it by a rate we know"
    yield answer("weight_decay", decay, after, why, given)


def _capped(factor: Real) -> Real:
    """Return the factor, held between a quarter and four."""
    size = float(factor)
    return Fraction(LIMIT) if size > LIMIT else Fraction(1, LIMIT) if size < 1 / LIMIT else factor
