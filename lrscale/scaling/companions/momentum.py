"""SGD's momentum, which averages over steps; published recipes keep it.

## What it moves

`momentum`. By default it stays, as in the recipe of the linear rule.

## Conventions

- keep (default): as it is
- half-life: m^k averages over the same samples
- noise-scale: 1 - m' = (1 - m)/k, in place of a larger learning rate; never
  together with one

## Formula

    m' = m^k        or        1 - m' = (1 - m) / k        k = B'/B

- `m`, `m'`: momentum before and after (dimensionless)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> before = TrainingConfig(
    ...     micro_batch=64, lr=0.1, momentum=0.9, optimizer="sgd"
    ... )
    >>> scale(
    ...     before, to="128", conventions={"momentum": "half-life"}
    ... ).after.momentum
    0.81

## References

- [goyal2017] section 2: momentum is kept (read in excerpts)
- [smith2017decay] B proportional to 1/(1 - m); raising m cost a little accuracy
  (abstract read)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.errors import InvalidInput
from lrscale.numerals import show
from lrscale.plan import answer
from lrscale.scaling.arithmetic import first_order, half_life

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Change, Unmoved, Value
    from lrscale.scaling.batch_change import BatchChange

CONVENTIONS: Mapping[str, str] = {"keep": "as it is", "half-life": "m^k", "noise-scale": "1 - (1 - m)/k"}


def move(change: BatchChange, convention: str | None) -> Iterator[Change | Unmoved]:
    """Yield the momentum."""
    momentum = change.before.momentum
    if not momentum:
        return
    given: dict[str, Value] = {"keep": momentum, "half-life": half_life(momentum, change.ratio)}
    inverse = first_order(momentum, 1 / change.ratio)
    if inverse is not None:
        given["noise-scale"] = inverse
    chosen = convention or "keep"
    if chosen == "noise-scale" and (inverse is None or change.lr_ratio != 1):
        found = "nothing above 0" if inverse is None else show(inverse)
        raise InvalidInput(
            f"momentum=noise-scale gives {found} in place of another learning rate; "
            "expected a rate that stays (rule constant) and a momentum above 0"
        )
    why = "published recipes keep it" if chosen == "keep" else f"{chosen.replace('-', ' ')}: {CONVENTIONS[chosen]}"
    yield answer("momentum", momentum, given.pop(chosen), why, given)
