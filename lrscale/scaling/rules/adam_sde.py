"""The square root, with Adam's betas and eps moved too.

## What it does

Scales the learning rate by the root of the batch ratio and changes the decays
so that Adam's averages cover the same samples: the step-by-step optimizer then
follows the same stochastic differential equation as before.

## Formula

    lr' = lr * k^(1/2)        eps' = eps / k^(1/2)
    1 - beta' = k (1 - beta)        k = B'/B

- `lr`, `lr'`: learning rate before and after (dimensionless)
- `beta`: beta1 and beta2, decay per step (dimensionless)
- `eps`: the term added to the root of the second moment (unit of a gradient)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## When it holds

Adam and AdamW where gradient noise dominates the gradient, and k (1 - beta)
stays well below 1.

## When it breaks

- 1 - k (1 - beta) leaves (0, 1): at k = 10 for beta 0.9. There lrscale falls
  back to beta^k, which keeps the half-life in samples and to which the formula
  is the first-order approximation, and the finding beta-out-of-range says so.
- The derivation leaves out weight decay; lrscale moves it by `weight-decay`.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=7.5e-5, beta1=0.9, beta2=0.999, optimizer="adamw"
    ... )
    >>> after = scale(before, to="192", rule="adam-sde").after
    >>> after.beta1, after.beta2
    (0.7, 0.997)

## References

- [malladi2022] the square root scaling rule for Adam (abstract and the author's
  notes read)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.scaling.batch_change import BatchChange, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, float | None] = {"sqrt-sde": None, "sde": None, "malladi": None}
FAMILIES = frozenset({"adaptive"})
CONVENTIONS: Mapping[str, str] = {"adam-moments": "sde"}
EXPONENTS = None


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return the root of k."""
    unstated = [name for name in ("beta1", "beta2", "eps") if getattr(change.before, name) is None]
    told = f"{', '.join(unstated)} are moved by hand, as they are not stated: 1 - k (1 - beta), eps / k^0.5"
    return Factor(change.root, f"({change.batches})^0.5", (told,) if unstated else ())
