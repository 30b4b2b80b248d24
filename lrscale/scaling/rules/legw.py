"""LEGW: the square root, with as many warmup steps as before.

## What it does

Linear-epoch gradual warmup: scales the learning rate by the root of the batch
ratio, and the warmup in epochs by the ratio itself. k times the epochs of k
times fewer steps each are the same number of steps.

## Formula

    lr' = lr * k^(1/2)        W' = W        k = B'/B

- `lr`, `lr'`: learning rate before and after (dimensionless)
- `W`, `W'`: warmup before and after (optimizer steps)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## When it holds

Training from scratch at large batches, with momentum SGD, Adam or LARS, and a
schedule long enough for the warmup.

## When it breaks

Fine-tuning and other short runs: the unchanged warmup becomes a large share of
fewer steps, or all of them.

## Example

    >>> from lrscale import parse, scale
    >>> plan = scale(parse("64@7.5e-5+1000"), to="256", rule="legw")
    >>> plan.after.lr, plan.after.warmup_steps
    (0.00015, 1000)

## References

- [you2019legw] the rule (abstract and a published implementation read)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.scaling.batch_change import BatchChange, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, float | None] = {"linear-epoch-gradual-warmup": None}
FAMILIES = frozenset({"sgd", "adaptive", "lars"})
CONVENTIONS: Mapping[str, str] = {"warmup": "same-steps"}
EXPONENTS = None


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return the root of k."""
    return Factor(change.root, f"({change.batches})^0.5")
