"""kohya-ss sd-scripts, and trainers with its flags (TOML, flags).

## What it is

`train_batch_size` is that of one process; a dataset file's own `batch_size`
overrides it. Sections of the TOML mean nothing. `lr_warmup_steps` is steps,
or, below 1, a share of the run; on N processes its scheduler is stepped N
times a step, so that a warmup in steps ends N times earlier. `max_train_epochs`
wins over `max_train_steps`. `unet_lr` and `text_encoder_lr` stand in for
`learning_rate` where they are set. `optimizer_args` hold settings in strings:
"weight_decay=0.1". `vae_batch_size` only fills a cache. Prodigy and DAdapt
find the rate themselves: their 1.0 is no learning rate.

## Source

- library/train_util.py and docs/config_README-en.md,
  https://github.com/kohya-ss/sd-scripts
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.families import anywhere, note_settings
from lrscale.files.quantities import share_below_one

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _refine(found: Found) -> None:
    """Read the optimizer's settings, and put what wins in the place of what it overrides."""
    arguments = found.lookup.find("**.optimizer_args") + found.lookup.find("**.optimizer_args.*")
    note_settings(found, arguments)
    if "epochs" in found.places:
        found.drop("total_steps")
    if "lr" not in found.places and "lr" not in found.unknown:
        rates = found.places.get("unet_lr") or found.places.get("text_encoder_lr")
        if rates:
            found.places["lr"] = rates
    own = ("datasets.*.batch_size", "general.batch_size")
    if any(found.lookup.find(pattern) for pattern in own):
        found.drop("micro_batch")
        found.take("micro_batch", own)


DIALECT = Dialect(
    signs={
        "**.network_module": UNIQUE,
        "**.network_train_unet_only": UNIQUE,
        "$ train_network.py": UNIQUE,
        "$ sdxl_train*.py": UNIQUE,
        "$ flux_train*.py": UNIQUE,
        "$ sd3_train*.py": UNIQUE,
        "$ *_train_network.py": UNIQUE,
        "$ train_db.py": UNIQUE,
        "$ train_textual_inversion*.py": UNIQUE,
        "datasets.*.subsets.": UNIQUE,
        "datasets.*.image_directory": UNIQUE,
        "datasets.*.video_directory": UNIQUE,
        "**.max_train_epochs": SHARED,
        "**.max_data_loader_n_workers": TELLING,
        "**.min_bucket_reso": TELLING,
        "**.caption_extension": TELLING,
        "**.save_model_as": TELLING,
        "**.unet_lr": SHARED,
    },
    keys={
        # What a shell gives to --optimizer_args reads like settings of their own.
        "weight_decay": "weight_decay",
        "beta1": "betas.0",
        "beta2": "betas.1",
        "eps": "eps",
        **anywhere(
            {
                "micro_batch": "train_batch_size",
                "grad_accum": "gradient_accumulation_steps",
                "lr": "learning_rate",
                "unet_lr": "unet_lr",
                "text_encoder_lr": ("text_encoder_lr", "text_encoder_lr.0", "learning_rate_te", "learning_rate_te1"),
                "text_encoder_2_lr": ("text_encoder_lr.1", "learning_rate_te2"),
                "text_encoder_3_lr": ("text_encoder_lr.2", "learning_rate_te3"),
                "warmup_steps": Key("lr_warmup_steps", share_below_one),
                "total_steps": "max_train_steps",
                "epochs": "max_train_epochs",
                "save_steps": "save_every_n_steps",
                "eval_steps": "sample_every_n_steps",
                "optimizer": "optimizer_type",
                "max_grad_norm": "max_grad_norm",
            }
        ),
    },
    defaults={
        "micro_batch": 1,
        "grad_accum": 1,
        "warmup_steps": 0,
        "total_steps": 1600,
    },
    follows={"config_file": "parent", "dataset_config": "part"},
    refine=_refine,
)
