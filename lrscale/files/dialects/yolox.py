"""YOLOX: experiment classes in Python, and its train command in shell scripts.

## What it is

The rate is `basic_lr_per_img` x batch, so it follows the batch by itself, and
the batch (`-b`, over all GPUs) stands on the command line only. There is no
accumulation. `min_lr_ratio` is a factor; warmup is in epochs and starts from
`warmup_lr`. eval_interval is in epochs, print_interval in steps.

## Source

- yolox/exp/yolox_base.py of https://github.com/Megvii-BaseDetection/YOLOX
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrscale.files.dialects import TELLING, UNIQUE, Dialect, Key, Scaler
from lrscale.files.document import Leaf
from lrscale.files.quantities import device_list

if TYPE_CHECKING:
    from lrscale.files.document import Document
    from lrscale.files.gathering import Found

_ON_SELF = {
    "basic_lr_per_img": "lr",
    "warmup_lr": "warmup_init_lr",
    "warmup_epochs": "warmup_epochs",
    "max_epoch": "epochs",
    "print_interval": "log_steps",
    "momentum": "momentum",
    "weight_decay": "weight_decay",
}
_ASSIGNMENT = re.compile(rf"^[ \t]+self\.({'|'.join(_ON_SELF)})[ \t]*=[ \t]*([^#\r\n]*[^#\s])", re.MULTILINE)
_NUMBER = r"(\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)"
_QUOTIENT = re.compile(rf"{_NUMBER}[ \t]*/[ \t]*{_NUMBER}")


def refine(found: Found) -> None:
    """Read what an experiment sets on itself in its ``__init__``, the last of each, as Python does."""
    document = found.lookup.document
    if document.syntax == "python":
        set_last = {match[1]: match for match in _ASSIGNMENT.finditer(document.text)}
        for name, match in set_last.items():
            if _ON_SELF[name] not in found.places:
                found.note(_ON_SELF[name], _leaf(document, match))


def _leaf(document: Document, match: re.Match[str]) -> Leaf:
    """Return the scalar that an assignment holds: a number, or a quotient of two."""
    text: str | None = match[2]
    locked = "" if re.fullmatch(_NUMBER, match[2]) else f"computed: {match[2][:60]}"
    if locked:
        quotient = _QUOTIENT.fullmatch(match[2])
        text = repr(float(quotient[1]) / float(quotient[2])) if quotient and float(quotient[2]) else None
    line = document.text.count("\n", 0, match.start(2)) + 1
    return Leaf(("Exp", match[1]), text, match.start(2), match.end(2), line, locked)


DIALECT = Dialect(
    signs={
        "**.basic_lr_per_img": UNIQUE,
        "$ yolox*": UNIQUE,
        "name=yolox*": UNIQUE,
        "n=yolox*": UNIQUE,
        "**.no_aug_epochs": TELLING,
    },
    keys={
        "global_batch": ("batch_size", "b"),
        "lr": "**.basic_lr_per_img",
        "warmup_init_lr": "**.warmup_lr",
        "warmup_epochs": "**.warmup_epochs",
        "epochs": "**.max_epoch",
        "log_steps": "**.print_interval",
        "momentum": "**.momentum",
        "weight_decay": "**.weight_decay",
        "devices": Key(("devices", "d"), device_list),
        "num_nodes": "num_machines",
    },
    defaults={
        "num_nodes": 1,
        "lr": 0.01 / 64,
        "reference_batch": 1,
        "warmup_epochs": 5,
        "epochs": 300,
        "momentum": 0.9,
        "weight_decay": 5e-4,
    },
    scalers=(Scaler("linear", "basic_lr_per_img x batch"),),
    follows={"f": "parent", "exp_file": "parent"},
    refine=refine,
)
