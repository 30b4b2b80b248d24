"""The recommendation: the rule that the optimizer and the known facts call for.

## What it does

Chooses, in this order, and says which and why:

1. an optimizer that finds its own step size (Prodigy, D-Adaptation): the rate
   stays;
2. a known noise scale or critical batch, with SGD, an Adam-like, a sign-like or
   an unknown optimizer: `noise-scale`;
3. fine-tuning with an Adam-like optimizer, batch growing: k^0.1585, since the
   optimum there is flat;
4. SGD and LARS: `linear`; LAMB: `lamb`;
5. everything else, an unknown optimizer included: `sqrt`.

## Formula

    lr' = lr * f(k)        k = B'/B, f as chosen above

- `lr`, `lr'`: learning rate before and after (dimensionless)
- `B`, `B'`: effective batch before and after (samples, or tokens)

## When it holds

Where the chosen rule does: read its page. The bracket around it is the range of
the rules that are published for the optimizer, and not yet a measured
uncertainty.

## When it breaks

With an unknown optimizer it assumes an Adam-like one, and the bracket spans
every rule. Naming the optimizer is the one fact that narrows it most. In
fine-tuning, within a factor of 2, `constant` is as well founded, and beyond 4 a
sweep is.

## Example

    >>> from lrscale import TrainingConfig, scale
    >>> scale(
    ...     TrainingConfig(micro_batch=256, lr=0.1, optimizer="sgd"), to="512"
    ... ).after.lr
    0.2
    >>> scale(
    ...     TrainingConfig(micro_batch=256, lr=0.001, optimizer="adamw"),
    ...     to="1024"
    ... ).after.lr
    0.002

## References

- [goyal2017] SGD
- [malladi2022] Adam-like optimizers
- [mccandlish2018] a known noise scale
- [marek2025] a flat optimum
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.scaling import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrscale.scaling.batch_change import BatchChange, Factor

ALIASES: Mapping[str, float | None] = {"recommended": None}
FAMILIES: frozenset[str] = frozenset()
CONVENTIONS: Mapping[str, str] = {}
EXPONENTS = None

_BY_FAMILY = {"lr-free": "constant", "sgd": "linear", "lars": "linear", "lamb": "lamb"}


def factor(change: BatchChange, parameter: float | None) -> Factor:
    """Return the factor of the rule that fits, and its name."""
    name, assumed = _choice(change)
    chosen = rules.choose(name)
    found = chosen.rule.factor(change, chosen.parameter)
    return found._replace(via=name, assumptions=(*assumed, *found.assumptions))


def _choice(change: BatchChange) -> tuple[str, tuple[str, ...]]:
    before, family = change.before, change.family
    if (before.noise_scale or before.critical_batch) and family in (None, "sgd", "adaptive", "sign"):
        return "noise-scale", ()
    if before.fine_tuning and family == "adaptive" and change.ratio > 1:
        return "marek", ("fine-tuning: the optimum is taken as nearly flat going up",)
    if family is None:
        return "sqrt", ()
    if family in ("schedule-free", "second-order"):
        return "sqrt", (f"sqrt holds for {family} optimizers, for which no rule is published",)
    return _BY_FAMILY.get(family, "sqrt"), ()
