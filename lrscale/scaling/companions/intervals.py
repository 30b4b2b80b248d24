"""Steps between checkpoints, evaluations and log lines, at the same samples.

## What it moves

`save_steps`, `eval_steps` and `log_steps`. 0 means never and stays; nothing
else becomes 0.

## Conventions

- same-samples (default): divided by k, to the nearest step (halves up), at
  least 1
- keep: as they are

## Formula

    n' = n / k        k = B'/B

- `n`, `n'`: interval before and after (optimizer steps)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> scale(
    ...     TrainingConfig(micro_batch=64, lr=7.5e-5, save_steps=1000), to="192"
    ... ).after.save_steps
    333

## References

- arithmetic; Detectron2's auto_scale_workers moves the same intervals and lets
  them reach 0
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import answer
from lrscale.scaling.arithmetic import whole_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Change, Unmoved
    from lrscale.scaling.batch_change import BatchChange

CONVENTIONS: Mapping[str, str] = {"same-samples": "steps / k", "keep": "as they are"}


def move(change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
    """Yield the intervals that are stated and not 0."""
    for field in ("save_steps", "eval_steps", "log_steps"):
        steps = getattr(change.before, field)
        if not steps:
            continue
        moved = whole_steps(steps, change.ratio)
        if convention == "keep":
            yield answer(field, steps, steps, "as asked", {"same-samples": moved})
        else:
            yield answer(field, steps, moved, f"same samples: {steps} / {change.k}", {"keep": steps})
