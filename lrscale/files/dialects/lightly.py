"""LightlyTrain: calls in Python, the `lightly-train` command, and YAML.

## What it is

`batch_size` is the batch over all devices; a step has that x
gradient_accumulation_steps. In pretraining `optim_args.lr` is the rate at
method_args.reference_batch_size and is multiplied at run time, linearly or by
the square root as method_args.lr_scale_method says (DINOv2 and distillation:
sqrt). In `train_*`, `model_args.lr` is the base rate. `steps` are optimizer
steps. `auto` leaves a value to the library.

## Source

- https://docs.lightly.ai/train/stable/settings/pretrain_settings.html
- src/lightly_train/_methods of https://github.com/lightly-ai/lightly-train
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import UNIQUE, Dialect, Key, Scaler
from lrscale.files.families import multiply
from lrscale.files.quantities import device_list, plain

if TYPE_CHECKING:
    from lrscale.files.gathering import Found
    from lrscale.files.quantities import Unit

_TASKS = (
    "semantic_segmentation",
    "instance_segmentation",
    "panoptic_segmentation",
    "object_detection",
    "image_classification",
    "depth_estimation",
)
_CALLS = ("pretrain", "train", *(f"train_{task}" for task in _TASKS))


def refine(found: Found) -> None:
    """Read the batch of a step, which the accumulation multiplies."""
    if "grad_accum" in found.unknown:
        found.drop("global_batch")
        found.unknown["global_batch"] = found.unknown["grad_accum"]
    multiply(found, "global_batch", found.number("grad_accum") or 1)


def _of(*names: str, unit: Unit = plain) -> Key:
    """Return a key of the command's arguments, or of the call's."""
    return Key((*names, *(f"{call}.{name}" for call in _CALLS for name in names)), unit)


_PRETRAINS = ("$ lightly_train.pretrain", "$ lightly_train.train", "$ pretrain", "$ train")
_METHODS = ("dinov2", "dinov31", "distillation*")
_SQRT = tuple(
    f"{start}{sign}"
    for start in ("", "pretrain.", "train.")
    for sign in ("method_args.lr_scale_method=sqrt", *(f"method={method}" for method in _METHODS))
)

DIALECT = Dialect(
    signs={"$ lightly_train*": UNIQUE, "$ lightly-train": UNIQUE, "method_args.lr_scale_method": UNIQUE},
    keys={
        "global_batch": _of("batch_size"),
        "grad_accum": _of("gradient_accumulation_steps"),
        "lr": _of("optim_args.lr", "model_args.lr"),
        "reference_batch": _of("method_args.reference_batch_size"),
        "total_steps": _of("steps"),
        "epochs": _of("epochs"),
        "warmup_steps": _of("method_args.warmup_steps", "model_args.lr_warmup_steps"),
        "optimizer": _of("optim"),
        "momentum": _of("optim_args.momentum"),
        "beta1": _of("optim_args.betas.0"),
        "beta2": _of("optim_args.betas.1"),
        "weight_decay": _of("optim_args.weight_decay", "model_args.weight_decay"),
        "save_steps": _of("save_checkpoint_args.save_every_num_steps"),
        "log_steps": _of("logger_args.log_every_num_steps"),
        "devices": _of("devices", unit=device_list),
        "num_nodes": _of("num_nodes"),
    },
    defaults={"num_nodes": 1},
    scalers=(
        Scaler("sqrt", "lr x sqrt(batch_size / reference_batch_size)", when=_SQRT),
        Scaler("linear", "lr x batch_size / reference_batch_size", when=_PRETRAINS),
    ),
    refine=refine,
)
