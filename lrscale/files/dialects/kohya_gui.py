"""kohya_ss GUI presets (JSON).

## What it is

What the GUI saves and turns into a command of sd-scripts. `train_batch_size`
is that of one process; the `batch_size` beside it is another tool's. Numbers
are often strings. `lr_warmup` is a percentage of all steps. `epoch` counts
where neither `max_train_steps` nor `max_train_epochs` is set; 0 is not set.
`unet_lr` and `text_encoder_lr` stand in for `learning_rate` where they are
set. Prodigy and DAdapt find the rate themselves.

## Source

- kohya_gui/lora_gui.py and kohya_gui/class_basic_training.py,
  https://github.com/bmaltais/kohya_ss
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.families import note_settings
from lrscale.files.quantities import percent, plain

if TYPE_CHECKING:
    from lrscale.files.gathering import Found
    from lrscale.files.quantities import Amount


def _unless_zero(field: str, text: str) -> Amount | None:
    found = plain(field, text)
    return None if found is None or found.value == 0 else found


def _refine(found: Found) -> None:
    """Read the optimizer's settings, and leave one length of the run."""
    note_settings(found, found.lookup.find("optimizer_args"))
    if "max_epochs" in found.places:
        found.drop("total_steps")
        found.places["epochs"] = found.places["max_epochs"]
    elif "total_steps" in found.places:
        found.drop("epochs")
    found.drop("max_epochs")


DIALECT = Dialect(
    signs={
        "max_resolution=*,*": UNIQUE,
        "LoRA_type": UNIQUE,
        "stop_text_encoder_training": UNIQUE,
        "stop_text_encoder_training_pct": UNIQUE,
        "lr_warmup": SHARED,
        "min_bucket_reso": TELLING,
        "bucket_reso_steps": TELLING,
        "max_train_epochs": SHARED,
        "max_data_loader_n_workers": TELLING,
        "caption_extension": TELLING,
        "save_model_as": TELLING,
        "unet_lr": SHARED,
    },
    keys={
        "micro_batch": "train_batch_size",
        "grad_accum": "gradient_accumulation_steps",
        "world_size": "num_processes",
        "lr": "learning_rate",
        "unet_lr": "unet_lr",
        "text_encoder_lr": ("text_encoder_lr", "learning_rate_te"),
        "text_encoder_1_lr": "learning_rate_te1",
        "text_encoder_2_lr": "learning_rate_te2",
        "t5_lr": "t5xxl_lr",
        "warmup_ratio": Key("lr_warmup", percent),
        "lr_warmup_percent": "lr_warmup",
        "warmup_steps": Key("lr_warmup_steps", _unless_zero),
        "total_steps": Key("max_train_steps", _unless_zero),
        "max_epochs": Key("max_train_epochs", _unless_zero),
        "epochs": Key("epoch", _unless_zero),
        "save_steps": "save_every_n_steps",
        "eval_steps": "sample_every_n_steps",
        "optimizer": "optimizer",
        "max_grad_norm": "max_grad_norm",
    },
    defaults={"grad_accum": 1},
    refine=_refine,
)
