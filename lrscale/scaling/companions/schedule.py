"""The steps of the run and its milestones, so that it sees as many samples.

## What it moves

`total_steps` and `milestones`. Epochs count samples already and stay, unless
the samples are to change. No step count becomes 0; milestones stay in order and
below the total, and one for which no room is left is dropped.

## Conventions

- same-samples (default): steps / k; the total is rounded up, milestones to the
  nearest step (halves up)
- same-steps: as many updates as before, on k times the samples; epochs follow
- same-loss: as many steps as the same loss takes, from noise_scale or
  critical_batch
- keep: the numbers as they stand

## Formula

    T' = T / k        or        T' = T * (1 + N/B') / (1 + N/B)        k = B'/B

- `T`, `T'`: total steps before and after (optimizer steps)
- `N`: critical batch, or the noise scale in its place (unit of B)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=7.5e-5, total_steps=90_000, milestones=(30_000,
    ...     60_000)
    ... )
    >>> after = scale(before, to="192").after
    >>> after.total_steps, after.milestones
    (30000, (10000, 20000))

## References

- [goyal2017] section 5: epochs are kept (read in excerpts)
- [hoffer2017] train longer: the number of updates is kept (abstract and code
  read)
- [mccandlish2018] section 2.3, equations 2.11 and 2.12: steps at the same loss
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from lrscale.errors import MissingFact
from lrscale.plan import answer
from lrscale.scaling.arithmetic import exact, saturating, times, whole_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Change, Unmoved, Value
    from lrscale.scaling.batch_change import BatchChange

CONVENTIONS: Mapping[str, str] = {
    "same-samples": "steps / k",
    "same-steps": "as many updates",
    "same-loss": "as many steps as the same loss takes",
    "keep": "as it is",
}


def move(change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
    """Yield the total number of steps, the epochs where they change, then the milestones."""
    chosen = convention or "same-samples"
    total, epochs, milestones = change.before.total_steps, change.before.epochs, change.before.milestones
    if total is None and epochs is None and not milestones:
        return
    shrink = _shrink(change, chosen)
    why = chosen.replace("-", " ") + (f": {{}} / {float(shrink):.6g}" if shrink != 1 else "")
    end = change.after.steps
    if total is not None:
        end = _least(total, shrink)
        others: dict[str, Value] = {"same-steps": total, "same-samples": _least(total, change.ratio)}
        others.pop(chosen, None)
        yield answer("total_steps", total, end, why.format(total), others)
    if epochs is not None and chosen in ("same-steps", "same-loss"):
        longer = times(epochs, change.ratio / shrink)
        end = change.after.model_copy(update={"epochs": longer}).steps if total is None else end
        yield answer("epochs", epochs, longer, chosen.replace("-", " "), {"same-samples": epochs})
    if milestones:
        moved = milestones if shrink == 1 else _place([whole_steps(step, shrink) for step in sorted(milestones)], end)
        yield answer("milestones", milestones, moved, why.format("each"), {"same-steps": milestones})


def _shrink(change: BatchChange, convention: str) -> Fraction:
    """Return steps before / after."""
    if convention in ("keep", "same-steps"):
        return Fraction(1)
    if convention == "same-samples":
        return change.ratio
    noise = change.before.critical_batch or change.before.noise_scale
    if noise is None:
        raise MissingFact("schedule=same-loss needs critical_batch or noise_scale; state one of them")
    return saturating(change.ratio, exact(noise) / change.before.effective_batch)


def _least(total: int, shrink: Fraction) -> int:
    """Return ``total / shrink`` rounded up, so that no sample is left out."""
    return -(-total * shrink.denominator // shrink.numerator)


def _place(steps: list[int], end: int | None) -> tuple[int, ...]:
    """Return the milestones in rising order, below the end."""
    placed: list[int] = []
    for step in steps:
        step = max(step, placed[-1] + 1) if placed else step
        if end is None or step < end:
            placed.append(step)
    return tuple(placed)
