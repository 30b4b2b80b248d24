"""One change of batch as rules and companions see it, and the factor a rule answers with."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from lrscale.errors import InvalidInput, MissingFact
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


@dataclass(frozen=True, slots=True)
class BatchChange:
    """From one configuration to another whose batch differs.

    Attributes:
        before: the configuration the run had.
        after: the same with the new batch; nothing else has moved in it yet.
        optimizer: the optimizer of ``after``, None where unstated or unknown.
        ratio: effective batch after / before, ``k``, dimensionless.
        micro_ratio: micro-batch after / before; ``ratio`` where micro-batches are unknown.
        summed: size after / before of the axes the gradient is summed over; 1 for a mean.
        lr_ratio: learning rate after / before, dimensionless.
        decided: what companions have decided so far, by field.
    """

    before: TrainingConfig
    after: TrainingConfig
    optimizer: Optimizer | None
    ratio: Fraction
    micro_ratio: Fraction
    summed: Fraction
    lr_ratio: Real = Fraction(1)
    decided: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def between(cls, before: TrainingConfig, after: TrainingConfig) -> BatchChange:
        """Compare the batches of two configurations.

        Raises:
            InvalidInput: one counts samples and the other tokens.
            MissingFact: only one of them states its data-parallel ranks.
        """
        if before.batch_unit != after.batch_unit:
            raise InvalidInput(
                f"batch_unit: one batch counts {before.batch_unit}, the other {after.batch_unit}; state both in tokens"
            )
        if before.per_rank != after.per_rank:
            raise MissingFact("data_parallel is known on one side only; state it on both, or on neither")
        ratio = Fraction(after.effective_batch, before.effective_batch)
        micro = ratio
        if before.micro_batch is not None and after.micro_batch is not None:
            micro = Fraction(after.micro_batch, before.micro_batch)
        optimizer = recognise(after.optimizer)
        return cls(before, after, optimizer, ratio, micro, summed_growth(before, after))

    @property
    def family(self) -> str | None:
        """The optimizer's family, or None."""
        return self.optimizer.family if self.optimizer else None

    @property
    def feels_scale(self) -> bool:
        """True where the size of the gradient sets the size of the step (SGD), so that a summed loss matters."""
        return self.family == "sgd"

    @property
    def k(self) -> str:
        """The ratio as people write it."""
        return f"{float(self.ratio):.6g}"

    @property
    def batches(self) -> str:
        """The two effective batches as a fraction, ``48/64``."""
        return f"{self.after.effective_batch}/{self.before.effective_batch}"


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
