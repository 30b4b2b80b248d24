"""One change of batch as rules and companions see it, and the factor a rule answers with."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from lrscale.errors import InvalidInput, MissingFact
from lrscale.scaling.arithmetic import power
from lrscale.scaling.optimizers import recognise

if TYPE_CHECKING:
    from lrscale.config import TrainingConfig
    from lrscale.scaling.arithmetic import Real
    from lrscale.scaling.optimizers import Optimizer

__all__ = ["BatchChange", "Factor", "summed_growth"]


class Factor(NamedTuple):
    """What a rule multiplies the learning rate by.

    Attributes:
        value: the factor, dimensionless.
        arithmetic: how it came about, for people.
        assumptions: what had to be assumed.
        via: the rule it was left to, where a rule chooses another.
        of_mean: derived for a loss averaged over the batch, so that a summed loss corrects it.
    """

    value: Real
    arithmetic: str
    assumptions: tuple[str, ...] = ()
    via: str = ""
    of_mean: bool = True


class BatchChange(NamedTuple):
    """From one configuration to another whose batch differs.

    Attributes:
        before: the configuration the run had.
        after: the same with the new batch; nothing else has moved in it yet.
        optimizer: the optimizer of ``after``, None where unstated or unknown.
        ratio: effective batch after / before, ``k``, dimensionless.
        root: the square root of the ratio, dimensionless.
        batches: the ratio as people write it, ``48/64``.
        k: the same as a decimal number, ``0.75``.
        micro_ratio: micro-batch after / before; ``ratio`` where micro-batches are unknown.
        summed: size after / before of the axes the gradient is summed over; 1 for a mean.
        lr_ratio: learning rate after / before, dimensionless.
        decided: what companions have decided so far, by field.
    """

    before: TrainingConfig
    after: TrainingConfig
    optimizer: Optimizer | None
    ratio: Fraction
    root: Real
    batches: str
    k: str
    micro_ratio: Fraction
    summed: Fraction
    lr_ratio: Real
    decided: dict[str, Any]

    @classmethod
    def between(cls, before: TrainingConfig, after: TrainingConfig) -> BatchChange:
        """Compare the batches of two configurations.

        Raises:
            InvalidInput: one counts samples and the other tokens.
            MissingFact: only one of them states its data-parallel ranks, and they are more than one.
        """
        if before.batch_unit != after.batch_unit:
            raise InvalidInput(
                f"batch_unit: one batch counts {before.batch_unit}, the other {after.batch_unit}; state both in tokens"
            )
        if before.per_rank != after.per_rank and (before if after.per_rank else after).data_parallel != 1:
            raise MissingFact("data_parallel is known on one side only; state it in both configurations, or in neither")
        new, old = after.effective_batch, before.effective_batch
        ratio = Fraction(new, old)
        micro = ratio
        if before.micro_batch is not None and after.micro_batch is not None:
            micro = Fraction(after.micro_batch, before.micro_batch)
        return cls(
            before=before,
            after=after,
            optimizer=recognise(after.optimizer),
            ratio=ratio,
            root=power(ratio, 0.5),
            batches=f"{new}/{old}",
            k=f"{new / old:.6g}",
            micro_ratio=micro,
            summed=summed_growth(before, after),
            lr_ratio=Fraction(1),
            decided={},
        )

    @property
    def family(self) -> str | None:
        """The optimizer's family, or None."""
        return self.optimizer.family if self.optimizer else None

    @property
    def feels_scale(self) -> bool:
        """True where the size of the gradient sets the size of the step (SGD), so that a summed loss matters."""
        return self.optimizer is not None and self.optimizer.feels_scale


def summed_growth(before: TrainingConfig, after: TrainingConfig) -> Fraction:
    """Return how much larger a gradient gets because its loss is summed over an axis that grew."""
    summed = Fraction(1)
    if after.loss_reduction == "sum":
        if before.micro_batch is None or after.micro_batch is None:
            return Fraction(after.effective_batch, before.effective_batch)
        summed = Fraction(after.micro_batch, before.micro_batch)
    if after.accum_reduction == "sum":
        summed *= Fraction(after.grad_accum, before.grad_accum)
    return summed
