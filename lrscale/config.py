"""What a training run trains with: one frozen model of its batch, rate, schedule, optimizer and task."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from lrscale.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

__all__ = ["Frozen", "TrainingConfig", "explain", "revised"]

# The largest whole number that a float, and so JSON in every language, holds exactly.
MAX_COUNT = 2**53

Count = Annotated[int, Field(strict=True, ge=1, le=MAX_COUNT)]
CountOrZero = Annotated[int, Field(strict=True, ge=0, le=MAX_COUNT)]
Positive = Annotated[float, Field(strict=True, gt=0.0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(strict=True, ge=0.0, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0.0, le=1.0)]
Decay = Annotated[float, Field(strict=True, ge=0.0, lt=1.0)]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


class Frozen(BaseModel):
    """A model that cannot change, has no room for a misspelt field, and is validated again when copied."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002  # frozen: deep is the same
        """Return a copy with some fields changed, validated like a new one.

        Raises:
            pydantic.ValidationError: the changed fields do not make a legal model.
        """
        stated = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self)(**{**stated, **(update or {})})


class TrainingConfig(Frozen):
    """What a run trains with. ``lr`` and ``micro_batch`` or ``global_batch`` are required; None means unknown.

    "Steps" are optimizer steps everywhere. The unit of a batch is ``batch_unit``. A config cannot be changed;
    ``model_copy(update=...)`` returns a new one and validates it.

    Raises:
        pydantic.ValidationError: a field that is zero, negative, not finite, of another type or unknown, or
            batch factors that contradict ``global_batch``; the message names the field.
    """

    # batch
    micro_batch: Count | None = Field(None, description="batch units per device and forward pass")
    grad_accum: Count = Field(1, description="micro-batches per optimizer step and device")
    data_parallel: Count | None = Field(None, description="ranks that see different data; unknown cancels in a ratio")
    global_batch: Count | None = Field(None, description="batch units per optimizer step over all ranks")
    batch_unit: Literal["samples", "tokens"] = Field("samples", description="what a batch counts")
    seq_len: Count | None = Field(None, description="tokens per sample")
    # rate and schedule
    lr: Positive = Field(description="peak learning rate, as the optimizer applies it")
    min_lr: NotNegative | None = Field(None, description="floor of the schedule, a learning rate")
    warmup_steps: CountOrZero | None = Field(None, description="optimizer steps until the peak")
    warmup_ratio: Share | None = Field(None, description="share of all steps until the peak, 0 to 1")
    total_steps: Count | None = Field(None, description="optimizer steps of the whole run")
    epochs: Positive | None = Field(None, description="passes over the data set")
    dataset_size: Count | None = Field(None, description="samples (batch units) in the data set")
    milestones: tuple[Count, ...] | None = Field(None, description="optimizer steps at which the rate drops")
    save_steps: CountOrZero | None = Field(None, description="optimizer steps between checkpoints; 0 is never")
    eval_steps: CountOrZero | None = Field(None, description="optimizer steps between evaluations; 0 is never")
    log_steps: CountOrZero | None = Field(None, description="optimizer steps between log lines; 0 is never")
    # optimizer
    optimizer: Text | None = Field(None, description="name, in any framework's spelling")
    momentum: Decay | None = Field(None, description="SGD momentum, 0 to 1")
    beta1: Decay | None = Field(None, description="decay of the first moment per step, 0 to 1")
    beta2: Decay | None = Field(None, description="decay of the second moment per step, 0 to 1")
    eps: NotNegative | None = Field(None, description="term added to the root of the second moment")
    weight_decay: NotNegative | None = Field(None, description="coefficient, as given to the optimizer")
    ema_decay: Decay | None = Field(None, description="decay of the averaged weights per step, 0 to 1")
    max_grad_norm: NotNegative | None = Field(None, description="gradient norm at which clipping starts; 0 is off")
    # the task
    loss: Text | None = Field(None, description="name, such as cross_entropy, focal or infonce")
    loss_reduction: Literal["mean", "sum"] | None = Field(None, description="over the samples of a micro-batch")
    accum_reduction: Literal["mean", "sum"] | None = Field(None, description="over accumulated micro-batches")
    norm: Literal["batch", "other"] | None = Field(None, description="batch: statistics depend on the micro-batch")
    fine_tuning: Flag | None = Field(None, description="true where training starts from trained weights")
    params: Count | None = Field(None, description="parameters of the model, embeddings left out where known")
    active_params: Count | None = Field(None, description="parameters one token uses (mixture of experts)")
    critical_batch: Positive | None = Field(None, description="batch (batch units) where bigger stops paying")
    noise_scale: Positive | None = Field(None, description="gradient noise scale, in batch units")

    @model_validator(mode="after")
    def _factors_agree(self) -> Self:
        if self.micro_batch is None:
            if self.global_batch is None:
                raise ValueError("micro_batch is missing: state the micro-batch, or global_batch")
        elif self.global_batch is not None:
            _check_product(self.global_batch, self.micro_batch, self.grad_accum, self.data_parallel)
        return self

    @property
    def per_rank(self) -> bool:
        """True where the number of data-parallel ranks is unknown, so that batches are those of one rank."""
        return self.global_batch is None and self.data_parallel is None

    @property
    def effective_batch(self) -> int:
        """Batch units per optimizer step over all ranks (of one rank where :attr:`per_rank`)."""
        if self.global_batch is not None:
            return self.global_batch
        return (self.micro_batch or 1) * self.grad_accum * (self.data_parallel or 1)

    @property
    def tokens_per_step(self) -> int | None:
        """Tokens per optimizer step, or None where samples cannot be turned into tokens."""
        if self.batch_unit == "tokens":
            return self.effective_batch
        return None if self.seq_len is None else self.effective_batch * self.seq_len

    @property
    def steps(self) -> int | None:
        """Optimizer steps of the run: ``total_steps``, or epochs x dataset_size / batch; None where unknown."""
        if self.total_steps is not None or self.epochs is None or self.dataset_size is None or self.per_rank:
            return self.total_steps
        return max(1, math.ceil(self.epochs * self.dataset_size / self.effective_batch))

    @property
    def warmup(self) -> int | None:
        """Warmup in optimizer steps, from ``warmup_steps`` (which wins, as in transformers) or ``warmup_ratio``."""
        if self.warmup_steps is not None or self.warmup_ratio is None or self.steps is None:
            return self.warmup_steps
        return math.ceil(self.warmup_ratio * self.steps)

    @property
    def warmup_samples(self) -> int | None:
        """Batch units seen until the peak learning rate, or None where unknown."""
        return None if self.warmup is None else self.warmup * self.effective_batch

    @property
    def total_samples(self) -> int | None:
        """Batch units seen in the whole run, or None where unknown."""
        return None if self.steps is None else self.steps * self.effective_batch


def _check_product(total: int, micro: int, accum: int, ranks: int | None) -> None:
    """Refuse factors that cannot make the global batch; with unknown ranks, they must at least divide it."""
    product = micro * accum * (ranks or 1)
    if product == total or (ranks is None and total % product == 0):
        return
    shown = f"micro_batch {micro} x grad_accum {accum}" + (f" x data_parallel {ranks}" if ranks else "")
    each = micro * (ranks or 1)
    accum_below = max(1, total // each)
    legal = " or ".join(f"{each * n} (grad_accum {n})" for n in dict.fromkeys((accum_below, -(-total // each))))
    fix = f"set grad_accum to {total // each}" if total % each == 0 else f"nearest legal global batches: {legal}"
    raise ValueError(f"global_batch {total} is not {shown} = {product}; {fix}")


def revised(config: TrainingConfig, update: Mapping[str, Any]) -> TrainingConfig:
    """Return a config with some fields changed.

    Raises:
        InvalidInput: the changed fields do not make a legal config; one line that names the field.
    """
    try:
        return config.model_copy(update=update)
    except ValidationError as error:
        raise explain(error) from None


def explain(error: ValidationError) -> InvalidInput:
    """Turn pydantic's report into one line that names the field, what was expected and the value."""
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ").removeprefix("Input should ")
    if not place:
        return InvalidInput(message)
    if first["type"] == "extra_forbidden":
        from lrscale.plugins import closest

        return InvalidInput(f"{place} is no field; expected {closest(place, TrainingConfig.model_fields)}")
    if first["type"] == "missing":
        return InvalidInput(f"{place} is missing")
    value = repr(first["input"])
    shown = value if len(value) <= 40 else value[:37] + "..."
    field = TrainingConfig.model_fields.get(str(first["loc"][0]))
    unit = f" ({field.description})" if field else ""
    return InvalidInput(f"{place}: expected it to {message}, got {shown}{unit}")
