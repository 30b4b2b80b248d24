"""The warmup in optimizer steps, which decides how steeply the rate rises.

## What it moves

`warmup_steps`, or `warmup_ratio`, which already follows the samples where the
total does. 0 means none and stays.

## Conventions

- same-samples (default): W / k, the peak is reached after as many samples
- same-steps: as many steps, so k times the samples (LEGW, LAMB)
- beta2-memory: 2 / (1 - beta2) steps, the reach of Adam's second moment
- keep: the number as it stands

## Formula

    W' = W / k    or    W' = W    or    W' = ceil(2 / (1 - beta2))
    k = B'/B

- `W`, `W'`: warmup before and after (optimizer steps)
- `beta2`: decay of the second moment after the change (dimensionless)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## Example

    >>> from lrscale import parse, scale
    >>> scale(parse("16x4@7.5e-5+15000"), to="48").after.warmup_steps
    20000

## References

- [goyal2017] section 2.2: five epochs, so samples (read in excerpts)
- [you2019legw] and [you2019lamb]: epochs times k, so steps (abstracts read)
- [ma2019warmup] 2 / (1 - beta2) (abstract read)
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from lrscale.errors import MissingFact
from lrscale.plan import answer
from lrscale.scaling.arithmetic import beta2_memory, exact, whole_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Change, Unmoved, Value
    from lrscale.scaling.batch_change import BatchChange

CONVENTIONS: Mapping[str, str] = {
    "same-samples": "steps / k",
    "same-steps": "as many steps",
    "beta2-memory": "2 / (1 - beta2) steps",
    "keep": "the number as it stands",
}

# The fields that say how long the run is.
_LENGTHS = ("total_steps", "epochs")


def move(change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
    """Yield the warmup, in whichever of the two ways it is stated."""
    chosen = convention or "same-samples"
    steps, share = change.before.warmup_steps, change.before.warmup_ratio
    if chosen == "beta2-memory" and _memory(change) is None and (steps or (share and steps is None)):
        raise MissingFact("warmup=beta2-memory needs beta2; state it")
    if steps is not None and share:
        yield answer("warmup_ratio", share, share, "warmup_steps wins over it", {})
    if steps:
        yield _steps(steps, change, chosen)
    elif share and steps is None:
        yield _share(share, change, chosen)


def _steps(steps: int, change: BatchChange, convention: str) -> Change | Unmoved:
    given: dict[str, Value] = {"same-samples": whole_steps(steps, change.ratio), "same-steps": steps}
    memory = _memory(change)
    if memory is not None:
        given["beta2-memory"] = memory
    after = given.pop(convention, steps)
    why = {"same-samples": f"same samples: {steps} / {change.k}", "beta2-memory": "2 / (1 - beta2)"}
    return answer("warmup_steps", steps, after, why.get(convention, convention.replace("-", " ")), given)


def _share(share: float, change: BatchChange, convention: str) -> Change | Unmoved:
    """Return the share of all steps; with the total in samples kept, it keeps the warmup in samples too."""
    before, after = change.before.steps, _steps_after(change)
    stretch = _longer(change) / change.ratio if not before or not after else Fraction(after, before)
    given: dict[str, Value] = {
        "same-samples": _at_most_all(exact(share) / (change.ratio * stretch), share),
        "same-steps": _at_most_all(exact(share) / stretch, share),
    }
    if convention == "beta2-memory":
        if after is None:
            raise MissingFact("warmup=beta2-memory needs total_steps to turn steps into a share; state it")
        given["beta2-memory"] = _at_most_all(Fraction(_memory(change) or 2, after), share)
    moved = given.pop(convention, share)
    held = ", which is all there are" if moved == 1 and share < 1 else ""
    why = f"{convention.replace('-', ' ')}, as a share of all steps{held}"
    return answer("warmup_ratio", share, moved, why, given)


def _longer(change: BatchChange) -> Fraction:
    """Return epochs after / before."""
    before = change.before.epochs
    return exact(change.decided.get("epochs", before)) / exact(before) if before else Fraction(1)


def _steps_after(change: BatchChange) -> int | None:
    """Return the steps of the run as decided so far, from its total or its epochs."""
    decided: dict[str, object] = {name: value for name, value in change.decided.items() if name in _LENGTHS}
    return change.after.model_copy(update=decided).steps if decided else change.after.steps


def _at_most_all(share: Fraction, stated: float) -> float:
    """Return the share, the stated one where they differ by less than a total rounded up to whole steps explains."""
    found = min(1.0, float(share))
    return stated if math.isclose(found, stated, rel_tol=0.01) else found


def _memory(change: BatchChange) -> int | None:
    """Return the memory of the second moment as decided so far, in steps."""
    beta2 = change.decided.get("beta2", change.before.beta2)
    return None if beta2 is None else beta2_memory(beta2)
