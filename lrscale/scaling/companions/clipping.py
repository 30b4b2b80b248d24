"""The gradient norm at which clipping starts; larger batches are clipped less.

## What it moves

`max_grad_norm`. By default it stays, and the answer says what would keep the
clipped share. With a summed loss it follows the sum, or every step would be
clipped. 0 means off and stays.

## Conventions

- keep (default): as it is
- same-share: keeps the share of clipped steps, from the noise scale where
  known, else as if gradients were all noise

## Formula

    c' = c * [(1 + N/B') / (1 + N/B)]^(1/2)        (N unknown: c' = c / k^(1/2))

- `c`, `c'`: threshold before and after (unit of a gradient norm)
- `N`: gradient noise scale (unit of B)
- `B`, `B'`: effective batch before and after (samples, or tokens); `k = B'/B`

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(micro_batch=64, lr=7.5e-5, max_grad_norm=1.0)
    >>> scale(
    ...     before, to="256", conventions={"clipping": "same-share"}
    ... ).after.max_grad_norm
    0.5

## References

- [mccandlish2018] appendix A.1: E|g|^2 = |G|^2 + tr(S)/B, from which the
  formula follows
- [pascanu2013] clipping by the norm (from memory)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.plan import answer
from lrscale.scaling.arithmetic import exact, power, saturating, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Change, Unmoved
    from lrscale.scaling.batch_change import BatchChange

CONVENTIONS: Mapping[str, str] = {"keep": "as it is", "same-share": "the share of clipped steps stays"}


def move(change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
    """Yield the clipping threshold."""
    norm = change.before.max_grad_norm
    if not norm:
        return
    shrinks = change.root
    if change.before.noise_scale:
        gain = saturating(change.ratio, exact(change.before.noise_scale) / change.before.effective_batch)
        shrinks = power(gain, 0.5)
    share = times(norm, change.summed / shrinks)
    summed = times(norm, change.summed)
    if convention == "same-share":
        why = "gradients shrink with the root of the batch while noise dominates"
        yield answer("max_grad_norm", norm, share, why, {"keep": norm})
    elif convention is None and summed != norm:
        why = f"the summed gradient is {float(change.summed):g} times as large"
        yield answer("max_grad_norm", norm, summed, why, {"keep": norm})
    else:
        larger = change.after.effective_batch > change.before.effective_batch
        why = f"a {'larger' if larger else 'smaller'} batch is clipped {'less' if larger else 'more'}"
        if change.ratio == 1:
            why = "the effective batch is unchanged"
        yield answer("max_grad_norm", norm, norm, why, {"same-share": share})
