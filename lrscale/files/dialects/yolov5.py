"""YOLOv5 and YOLOv7: hyp files and opt.yaml (YAML), and shell scripts.

## What it is

A hyp file holds the rate (`lr0`); the batch is given on the command line:
`--batch-size` is that over all GPUs. train.py accumulates
max(round(64 / batch), 1) batches to a step, so a step has about 64 images for
every batch up to 64, and multiplies weight_decay by the batch of a step / 64:
up to 64 there is nothing to adapt. lrf is a factor, warmup_momentum no
optimizer's.

## Source

- train.py and data/hyps of https://github.com/ultralytics/yolov5
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.families import accumulated_to
from lrscale.files.gathering import Found
from lrscale.files.quantities import device_ids

# `nbs` in train.py, which no option changes.
_NOMINAL = 64


def refine(found: Found) -> None:
    """Read the batch of a step from the batch and the nominal one."""
    accumulated_to(found, _NOMINAL)


DIALECT = Dialect(
    signs={
        "anchor_t": UNIQUE,
        "hyp.anchor_t": UNIQUE,
        "iou_t": UNIQUE,
        "obj_pw": UNIQUE,
        "hyp=*hyp*": UNIQUE,
        "weights=*yolov[57]*": UNIQUE,
        "cfg=*yolov[57]*": UNIQUE,
        "noautoanchor": UNIQUE,
        "hyp": SHARED,
        "hyp.lr0": TELLING,
        "lr0": SHARED,
        "lrf": SHARED,
        "multi_scale": SHARED,
        "lr0 and lrf": TELLING,
    },
    keys={
        "global_batch": ("batch_size", "batch"),
        "lr": ("lr0", "hyp.lr0"),
        "warmup_bias_lr": ("warmup_bias_lr", "hyp.warmup_bias_lr"),
        "warmup_epochs": ("warmup_epochs", "hyp.warmup_epochs"),
        "epochs": "epochs",
        "optimizer": "optimizer",
        "momentum": ("momentum", "hyp.momentum"),
        "weight_decay": ("weight_decay", "hyp.weight_decay"),
        "world_size": Key("device", device_ids),
    },
    defaults={"reference_batch": _NOMINAL},
    follows={"hyp": "parent"},
    refine=refine,
)
