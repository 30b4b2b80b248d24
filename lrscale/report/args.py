"""A plan as the command-line arguments of the transformers Trainer, to paste into a launch command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.report.env import settings

if TYPE_CHECKING:
    from lrscale.plan import Plan

__all__ = ["show_plan"]

# The fields that transformers.TrainingArguments has, by its names for them.
_NAMES = {
    "lr": "learning_rate",
    "micro_batch": "per_device_train_batch_size",
    "grad_accum": "gradient_accumulation_steps",
    "warmup_steps": "warmup_steps",
    "warmup_ratio": "warmup_ratio",
    "total_steps": "max_steps",
    "epochs": "num_train_epochs",
    "weight_decay": "weight_decay",
    "beta1": "adam_beta1",
    "beta2": "adam_beta2",
    "eps": "adam_epsilon",
    "max_grad_norm": "max_grad_norm",
    "save_steps": "save_steps",
    "eval_steps": "eval_steps",
    "log_steps": "logging_steps",
}


def show_plan(plan: Plan) -> str:
    """Return one line of arguments with full precision: the batch, the rate, and what moved with them.

    What the Trainer has no argument for, such as a floor of the schedule, is left out.
    """
    return " ".join(f"--{_NAMES[name]} {value}" for name, value in settings(plan).items() if name in _NAMES)
