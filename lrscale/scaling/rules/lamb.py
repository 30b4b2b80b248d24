"""LAMB's own recipe: the square root, with as many warmup steps as before.

## What it does

Scales the learning rate by the root of the batch ratio and the warmup in epochs
by the ratio, as the authors of LAMB did for BERT without tuning anything else.
The layerwise trust ratio takes care of the rest.

## Formula

    lr' = lr * k^(1/2)        W' = W        k = B'/B

- `lr`, `lr'`: learning rate before and after (dimensionless)
- `W`, `W'`: warmup before and after (optimizer steps)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## When it holds

LAMB, pretraining from scratch, batches up to tens of thousands of samples.

## When it breaks

Other optimizers, for which `linear` or `sqrt` is the published rule; short
runs, where the warmup takes all steps.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(
    ...     micro_batch=512, lr=0.000625, warmup_steps=3125, optimizer="lamb"
    ... )
    >>> scale(before, to="32768", rule="lamb").after.lr
    0.005

## References

- [you2019lamb] the square root with a linear-epoch warmup (abstract and
  secondary sources read)
- [you2019legw] where the warmup comes from
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.scaling.batch_change import BatchChange, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, float | None] = {}
FAMILIES = frozenset({"lamb"})
CONVENTIONS: Mapping[str, str] = {"warmup": "same-steps"}
EXPONENTS = None


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return the root of k."""
    return Factor(change.root, f"({change.batches})^0.5")
