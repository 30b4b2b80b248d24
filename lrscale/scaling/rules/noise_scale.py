"""The rate follows the batch below the noise scale and levels off above it.

## What it does

Uses the measured noise scale of the gradient: while the batch is much smaller,
more samples average noise away and the rate may follow; once it is much larger,
the gradient is already exact and the rate stays.

## Formula

    lr' = lr * [(1 + N/B) / (1 + N/B')]^a

- `lr`, `lr'`: learning rate before and after (dimensionless)
- `B`, `B'`: effective batch before and after (samples, or tokens)
- `N`: gradient noise scale, or the critical batch in its place (unit of B)
- `a`: 1 for SGD, 0.5 otherwise, or the parameter: `noise-scale:0.7`
  (dimensionless)

## When it holds

When the noise scale was measured on the same task at a well-tuned learning
rate, late enough in training to be representative. It tends to k^a as N grows
and to 1 as N vanishes, and it composes.

## When it breaks

- early in training, when the noise scale is near 0;
- where the cheap estimate and the critical batch disagree: for OLMo it was too
  small by orders of magnitude;
- for Adam the exponent lies between 0.5 and 1, depending on the task, and the
  scale at which the rate levels off is fitted, and usually below N.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=0.1, optimizer="sgd", noise_scale=64
    ... )
    >>> scale(before, to="192", rule="noise-scale").after.lr
    0.15

## References

- [mccandlish2018] section 2.2, equation 2.6; Adam in section 3.1 and appendix
  A.2, equation A.3
- [merrill2025] the noise scale against a measured critical batch
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.errors import MissingFact
from lrscale.scaling.arithmetic import Real, exact, power, saturating, times, within
from lrscale.scaling.batch_change import BatchChange, Factor

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, float | None] = {"gns": None, "gradient-noise-scale": None, "mccandlish": None}
FAMILIES = frozenset({"sgd", "adaptive", "sign"})
CONVENTIONS: Mapping[str, str] = {}
EXPONENTS = (0.0, 2.0)


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return the saturating gain, from the noise scale of the config or its critical batch.

    Raises:
        MissingFact: neither is known.
    """
    before = change.before
    noise = before.noise_scale or before.critical_batch
    if noise is None:
        raise MissingFact("noise-scale needs noise_scale or critical_batch (batch units); state one of them")
    exponent = parameter if parameter is not None else 1.0 if change.family == "sgd" else 0.5
    gain = saturating(change.ratio, exact(noise) / before.effective_batch)
    old, new = before.effective_batch, change.after.effective_batch
    assumed = () if before.noise_scale else ("the critical batch stands in for the noise scale",)
    if before.per_rank:
        assumed = (*assumed, "there is one rank, so that the noise scale compares with its batch")
    return Factor(power(gain, exponent), f"[(1+{noise:g}/{old})/(1+{noise:g}/{new})]^{exponent:g}", assumed)


def noise_scale(lr: float, before: Real, after: Real, noise: Real, exponent: Real = 1) -> float:
    """Return the rate for a batch whose gradient noise scale is known. McCandlish et al. 2018, equation 2.6.

    Args:
        lr: learning rate at ``before``.
        before: effective batch (samples, or tokens).
        after: effective batch (same unit).
        noise: gradient noise scale (same unit).
        exponent: 1 for SGD, 0.5 for Adam-like optimizers.

    Raises:
        InvalidInput: an argument is not above 0 and finite, or the exponent leaves 0 to 2.
    """
    old = exact(before)
    gain = saturating(exact(after) / old, exact(noise) / old)
    return times(float(exact(lr)), power(gain, within(exponent, *EXPONENTS)))
