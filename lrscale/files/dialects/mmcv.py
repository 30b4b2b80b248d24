"""Configs of OpenMMLab's older projects (MMCV 1, MMDetection 2 ...): Python.

## What it is

MMDetection 2, MMSegmentation 0, MMClassification 0 and others.
`data.samples_per_gpu` (older: imgs_per_gpu, videos_per_gpu) is the batch of
one process. `lr_config.warmup_ratio` is the factor that the rate starts from,
not a share of the run; warmup_iters count forward passes unless
warmup_by_epoch is set; `step` is in epochs unless by_epoch=False or the runner
is an IterBasedRunner. `optimizer_config` may accumulate: cumulative_iters or
update_interval. `auto_scale_lr` multiplies the rate only where it is enabled.

## Source

- mmcv/runner/hooks/lr_updater.py and optimizer.py of
  https://github.com/open-mmlab/mmcv/tree/1.x
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler
from lrscale.files.families import counted_in_micro_batches

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def refine(found: Found) -> None:
    """Read what counts epochs or iterations by the keys and the runner beside it."""
    shows = found.lookup.shows
    runs_by_step = shows("runner.type=*iterbasedrunner")
    warms_by_epoch = shows("lr_config.warmup_by_epoch=true")
    found.take("warmup_epochs" if warms_by_epoch else "warmup_steps", "lr_config.warmup_iters")
    if _by_step(found, "lr_config", otherwise=runs_by_step):
        found.take("milestones", "lr_config.step")
    if _by_step(found, "checkpoint_config", otherwise=runs_by_step):
        found.take("save_steps", "checkpoint_config.interval")
    if _by_step(found, "evaluation", otherwise=runs_by_step):
        found.take("eval_steps", "evaluation.interval")
    counted_in_micro_batches(
        found, "total_steps", "warmup_steps", "milestones", "save_steps", "eval_steps", "log_steps"
    )


def _by_step(found: Found, section: str, *, otherwise: bool) -> bool:
    by_epoch = found.lookup.find(f"{section}.by_epoch")
    return by_epoch[0].text == "False" if by_epoch else otherwise


DIALECT = Dialect(
    signs={
        "data.samples_per_gpu": UNIQUE,
        "data.imgs_per_gpu": UNIQUE,
        "data.videos_per_gpu": UNIQUE,
        "lr_config.": UNIQUE,
        "optimizer_config.": UNIQUE,
        "checkpoint_config.": TELLING,
        "runner.type=*Runner": TELLING,
        "data.workers_per_gpu": TELLING,
        "auto_scale_lr.": SHARED,
        "optimizer.paramwise_cfg.": TELLING,
        "_base_=*.py": SHARED,
    },
    keys={
        "micro_batch": (
            "data.samples_per_gpu",
            "data.imgs_per_gpu",
            "data.videos_per_gpu",
            "data.train_dataloader.samples_per_gpu",
        ),
        "grad_accum": ("optimizer_config.cumulative_iters", "optimizer_config.update_interval"),
        "lr": "optimizer.lr",
        "min_lr": "lr_config.min_lr",
        "reference_batch": "auto_scale_lr.base_batch_size",
        "total_steps": ("runner.max_iters", "total_iters"),
        "epochs": ("runner.max_epochs", "total_epochs"),
        "log_steps": "log_config.interval",
        "optimizer": "optimizer.type",
        "momentum": "optimizer.momentum",
        "beta1": "optimizer.betas.0",
        "beta2": "optimizer.betas.1",
        "eps": "optimizer.eps",
        "weight_decay": "optimizer.weight_decay",
        "max_grad_norm": "optimizer_config.grad_clip.max_norm",
    },
    defaults={"grad_accum": 1},
    scalers=(
        Scaler(
            "linear",
            "lr x processes x samples_per_gpu / base_batch_size",
            when=("auto_scale_lr.enable=true", "auto_scale_lr and not auto_scale_lr=none"),
        ),
    ),
    follows={"_base_": "parent"},
    refine=refine,
)
