"""VISSL configs: hydra YAML, and the overrides in shell scripts.

## What it is

`config.DATA.TRAIN.BATCHSIZE_PER_REPLICA` is the batch of one GPU; there is no
accumulation. With `auto_lr_scaling.auto_scale` the rates of the schedule are
replaced: the peak is base_value x batch / base_lr_batch_size, or its square
root where scaling_type is sqrt, and what `values`, `start_value` and
`end_value` say does not count. Without it they are the rates, and base_value
does not count. The first of `lengths` is the share of the run that a linear
warmup takes. Milestones are in epochs.

## Source

- vissl/config/defaults.yaml and vissl/utils/hydra_config.py of
  https://github.com/facebookresearch/vissl
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler
from lrscale.files.gathering import Place

if TYPE_CHECKING:
    from lrscale.files.gathering import Found

_LR = "config.OPTIMIZER.param_schedulers.lr"
_SCALED = f"{_LR}.auto_lr_scaling.auto_scale=true"


def refine(found: Found) -> None:
    """Read the rate where the code takes it from: the base value, or the schedule."""
    if found.lookup.shows(f"{_LR}.schedulers.0.name=linear"):
        found.take("warmup_ratio", f"{_LR}.lengths.0")
    if found.lookup.shows(_SCALED):
        found.take("lr", f"{_LR}.auto_lr_scaling.base_value")
        return
    found.drop("reference_batch")
    if found.lookup.shows(f"{_LR}.name=composite"):
        _read_composite(found)
    elif found.lookup.shows(f"{_LR}.name=multistep"):
        _read_steps(found)
    elif found.lookup.shows(f"{_LR}.name=cosine*"):
        found.take("lr", f"{_LR}.start_value")
        found.take("min_lr", f"{_LR}.end_value")
    else:
        found.take("lr", (f"{_LR}.start_value", f"{_LR}.value"))


def _read_steps(found: Found) -> None:
    """Read the rates between the milestones, which all move with the first."""
    for index, leaf in enumerate(found.lookup.find_list(f"{_LR}.values")):
        found.note("lr" if index == 0 else f"step{index}_lr", leaf)


def _read_composite(found: Found) -> None:
    """Read the ends of the parts: the highest is the peak; what the first starts from and the last ends at is lower."""
    for name in ("start_value", "end_value", "value"):
        for leaf in found.lookup.find(f"{_LR}.schedulers.*.{name}"):
            found.note("lr", leaf)
    rates = found.places.pop("lr", [])
    if "lr" in found.unknown:
        return
    peak = max((place.amount.value for place in rates if not isinstance(place.amount.value, str)), default=0)
    for amount, leaf in sorted(rates, key=lambda place: place.leaf.start):
        lower = "min_lr" if str(leaf.path[-1]) == "end_value" else "warmup_init_lr"
        field = "lr" if amount.value == peak else lower
        found.places.setdefault(field, []).append(Place(amount._replace(field=field), leaf))


DIALECT = Dialect(
    signs={
        "config.DATA.TRAIN.BATCHSIZE_PER_REPLICA": UNIQUE,
        "config.OPTIMIZER.param_schedulers.": UNIQUE,
        "config.DISTRIBUTED.NUM_PROC_PER_NODE": TELLING,
        "config.MODEL.TRUNK.NAME": TELLING,
        "$ run_distributed_engines.py": UNIQUE,
        "$ launch_slurm.sh": SHARED,
    },
    keys={
        "micro_batch": "config.DATA.TRAIN.BATCHSIZE_PER_REPLICA",
        "reference_batch": f"{_LR}.auto_lr_scaling.base_lr_batch_size",
        "epochs": "config.OPTIMIZER.num_epochs",
        "log_steps": "config.LOG_FREQUENCY",
        "optimizer": "config.OPTIMIZER.name",
        "momentum": "config.OPTIMIZER.momentum",
        "beta1": "config.OPTIMIZER.betas.0",
        "beta2": "config.OPTIMIZER.betas.1",
        "weight_decay": "config.OPTIMIZER.weight_decay",
        "max_grad_norm": "config.MODEL.GRAD_CLIP.MAX_NORM",
        "devices": "config.DISTRIBUTED.NUM_PROC_PER_NODE",
        "num_nodes": "config.DISTRIBUTED.NUM_NODES",
    },
    defaults={"micro_batch": 256, "num_nodes": 1, "momentum": 0.9, "weight_decay": 1e-4, "epochs": 90},
    scalers=(
        Scaler(
            "sqrt",
            "base_value x sqrt(batch / base_lr_batch_size)",
            when=(f"{_SCALED} and {_LR}.auto_lr_scaling.scaling_type=sqrt",),
        ),
        Scaler("linear", "base_value x batch / base_lr_batch_size", when=(_SCALED,)),
    ),
    refine=refine,
)
