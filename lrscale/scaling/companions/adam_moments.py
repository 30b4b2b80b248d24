"""Adam's beta1, beta2 and eps, which average more samples in a larger batch.

## What it moves

`beta1`, `beta2` and `eps`. By default they stay, as nearly every tuned run
keeps them; the rule `adam-sde` moves them. A summed loss makes gradients
larger, so there eps follows the sum.

## Conventions

- keep (default): as they are
- sde: 1 - beta' = k (1 - beta) and eps / k^0.5; where that leaves (0, 1),
  half-life
- half-life: beta2' = beta2^k keeps its half-life in samples, beta1 stays, eps /
  k^0.5

## Formula

    1 - beta' = k (1 - beta)        or        beta' = beta^k
    eps' = eps / k^(1/2)        k = B'/B

- `beta`: decay per step (dimensionless)
- `eps`: unit of a gradient
- `B`, `B'`: effective batch before and after (samples, or tokens)

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=7.5e-5, beta2=0.999, optimizer="adamw"
    ... )
    >>> scale(
    ...     before, to="192", conventions={"adam-moments": "half-life"}
    ... ).after.beta2
    0.997002999

## References

- [malladi2022] sde (abstract and the author's notes read)
- [marek2025] section 4.3: the half-life of beta2 in tokens, beta1 left at 0.9
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import answer
from lrscale.scaling.arithmetic import first_order, half_life, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Change, Unmoved, Value
    from lrscale.scaling.batch_change import BatchChange

CONVENTIONS: Mapping[str, str] = {
    "keep": "as they are",
    "sde": "1 - k (1 - beta), eps / k^0.5",
    "half-life": "beta2^k, beta1 kept, eps / k^0.5",
}


def move(change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
    """Yield the betas and eps."""
    if change.optimizer is not None and not change.optimizer.adam_moments:
        stated = {field: getattr(change.before, field) for field in ("beta1", "beta2", "eps")}
        why = f"{change.optimizer.name} has none of Adam's moments"
        yield from (answer(field, value, value, why, {}) for field, value in stated.items() if value)
        return
    for field in ("beta1", "beta2"):
        beta = getattr(change.before, field)
        if beta:
            yield _decay(field, beta, change, convention or "keep")
    if change.before.eps:
        yield _eps(change.before.eps, change, convention)


def _decay(field: str, beta: float, change: BatchChange, convention: str) -> Change | Unmoved:
    kept = half_life(beta, change.ratio)
    moved = first_order(beta, change.ratio)
    given: dict[str, Value] = {
        "keep": beta,
        "sde": kept if moved is None else moved,
        "half-life": kept if field == "beta2" else beta,
    }
    after = given.pop(convention)
    if after == beta:
        why = "the tuned runs behind the rules kept it"
    else:
        why = f"half-life in samples kept: {show(beta)}^{change.k}"
        if convention == "sde":
            shown = f"1 - {change.k} x (1 - {show(beta)})"
            why = shown if moved is not None else f"{shown} leaves (0, 1), so {why}"
    return answer(field, beta, after, why, given)


def _eps(eps: float, change: BatchChange, convention: str | None) -> Change | Unmoved:
    scaled = times(eps, change.summed / change.root)
    summed = times(eps, change.summed)
    if convention in ("sde", "half-life"):
        return answer("eps", eps, scaled, "follows the gradient noise", {"keep": eps})
    if convention is None and summed != eps:
        why = f"the summed gradient is {float(change.summed):g} times as large"
        return answer("eps", eps, summed, why, {"keep": eps, "sde": scaled})
    return answer("eps", eps, eps, "small against the second moment", {"sde": scaled})
