"""Ultralytics YOLO: YAML, the `yolo` command, and `YOLO.train` in Python.

## What it is

args.yaml of runs, and files given as `cfg=`, hold the arguments of the
command. `batch` is the batch over all devices. The trainer accumulates
max(round(nbs / batch), 1) batches to a step, so a step has about `nbs` (64)
images for every batch up to 64: there lr0 needs no other value. Beyond that a
step has `batch` images and weight_decay is multiplied by batch / nbs.
`optimizer: auto`, the default, chooses optimizer and rate by itself and
ignores lr0 and momentum. A batch below 1, or -1, is found at run time.
`device: 3` is one device, `0,1` are two. warmup_epochs may be a fraction;
lrf is a factor.

## Source

- ultralytics/cfg/default.yaml and ultralytics/engine/trainer.py of
  https://github.com/ultralytics/ultralytics
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.families import accumulated_to
from lrscale.files.gathering import Found
from lrscale.files.quantities import device_ids


def refine(found: Found) -> None:
    """Read the batch of a step from the batch and the nominal one."""
    accumulated_to(found, found.number("reference_batch") or 64)


DIALECT = Dialect(
    signs={
        "nbs": UNIQUE,
        "close_mosaic": UNIQUE,
        "$ yolo": UNIQUE,
        "$ ultralytics*": UNIQUE,
        "*.close_mosaic": UNIQUE,
        "lr0": SHARED,
        "imgsz": SHARED,
        "*.imgsz": SHARED,
        "lrf": TELLING,
        "model=yolo*": TELLING,
        "warmup_bias_lr": TELLING,
        "overlap_mask": SHARED,
        "lr0 and lrf": TELLING,
        "imgsz and batch": TELLING,
        "*.imgsz and *.batch": TELLING,
    },
    keys={
        "global_batch": ("batch", "*.batch"),
        "reference_batch": ("nbs", "*.nbs"),
        "lr": ("lr0", "*.lr0"),
        "warmup_bias_lr": ("warmup_bias_lr", "*.warmup_bias_lr"),
        "warmup_epochs": ("warmup_epochs", "*.warmup_epochs"),
        "epochs": ("epochs", "*.epochs"),
        "optimizer": ("optimizer", "*.optimizer"),
        "momentum": ("momentum", "*.momentum"),
        "weight_decay": ("weight_decay", "*.weight_decay"),
        "world_size": Key(("device", "*.device"), device_ids),
    },
    defaults={
        "global_batch": 64,
        "lr": 0.01,
        "epochs": 100,
        "warmup_epochs": 3.0,
        "optimizer": "auto",
        "momentum": 0.937,
        "weight_decay": 0.0005,
        "reference_batch": 64,
    },
    follows={"cfg": "parent"},
    refine=refine,
    notes=("optimizer auto, the default, chooses the optimizer and the rate itself and ignores lr0 and momentum.",),
)
