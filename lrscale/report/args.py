"""A plan as the command-line arguments of the transformers Trainer, to paste into a launch command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.report.env import settings

if TYPE_CHECKING:
    from lrscale.plan import Plan

__all__ = ["show_plan"]

# Where transformers.TrainingArguments has another name for a field; those it lacks keep ours.
_NAMES = {
    "lr": "learning_rate",
    "micro_batch": "per_device_train_batch_size",
    "grad_accum": "gradient_accumulation_steps",
    "total_steps": "max_steps",
    "beta1": "adam_beta1",
    "beta2": "adam_beta2",
    "eps": "adam_epsilon",
    "log_steps": "logging_steps",
}


def show_plan(plan: Plan) -> str:
    """Return one line of arguments with full precision: the batch, the rate, and what moved with them."""
    return " ".join(f"--{_NAMES.get(name, name)} {value}" for name, value in settings(plan).items())
