"""Lightning by Hydra, as in lightning-hydra-template (YAML, overrides in shell).

## What it is

A configuration composed of groups: `data`, `model`, `trainer`, `experiment`.
The template's DataModule divides `data.batch_size` by the number of processes:
it is the batch over all devices, before `trainer.accumulate_grad_batches`. An
older `datamodule.batch_size` is that of one process, by Lightning's
convention. Groups named in `defaults` are followed where their file is beside.
Ranges under `hydra.sweeper` are searched, not set.

## Source

- src/data/mnist_datamodule.py and configs/ of
  https://github.com/ashleve/lightning-hydra-template
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.families import LIGHTNING_TRAINER, multiply
from lrscale.files.gathering import Place
from lrscale.files.quantities import device_list

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _refine(found: Found) -> None:
    """Make of the batch over all devices what it is to one device, or, devices unknown, to a step."""
    if "micro_batch" in found.places:
        found.drop("shared_batch")
        return
    world = (found.number("devices") or 0) * (found.number("num_nodes") or 1)
    field, by = ("micro_batch", 1 / world) if world else ("global_batch", found.number("grad_accum") or 1)
    total, unknown = found.number("shared_batch") or 0, found.unknown.pop("shared_batch", None)
    for amount, leaf in found.places.pop("shared_batch", []):
        if world and total % world:
            unknown = (leaf, f"{total} cannot be divided by {world} devices")
        elif not world and "grad_accum" in found.unknown:
            unknown = (leaf, "x trainer.accumulate_grad_batches, which is unknown")
        else:
            found.places.setdefault(field, []).append(Place(amount._replace(field=field), leaf))
    multiply(found, field, by)
    if unknown is not None:
        found.unknown.setdefault(field, unknown)


# The groups may be files of their own: their keys then stand at the root.
_TRAINER: dict[str, str | tuple[str, ...] | Key] = {
    "grad_accum": ("trainer.accumulate_grad_batches", "accumulate_grad_batches"),
    "devices": Key(("trainer.devices", "trainer.gpus", "devices", "gpus"), device_list),
    "num_nodes": ("trainer.num_nodes", "num_nodes"),
    "epochs": ("trainer.max_epochs", "max_epochs"),
    "total_steps": ("trainer.max_steps", "max_steps"),
    "max_grad_norm": ("trainer.gradient_clip_val", "gradient_clip_val"),
}
_OPTIMIZER = ("model.optimizer", "optimizer", "model.net.optimizer", "module.optimizer")
_SCHEDULER = ("model.scheduler", "scheduler", "model.lr_scheduler", "lr_scheduler")


def _of(sections: tuple[str, ...], *names: str) -> tuple[str, ...]:
    return tuple(f"{section}.{name}" for name in names for section in sections)


DIALECT = Dialect(
    signs={
        "trainer._target_=*trainer": UNIQUE,
        "_target_=*lightning*trainer": UNIQUE,
        "_target_=*datamodule": UNIQUE,
        "data._target_=*datamodule": UNIQUE,
        "datamodule._target_": UNIQUE,
        "_target_=*litmodule": UNIQUE,
        "defaults.*.override /trainer": UNIQUE,
        "defaults.*.override /data": TELLING,
        "defaults.*.override /datamodule": UNIQUE,
        "defaults.*.datamodule": UNIQUE,
        "defaults.*.trainer": SHARED,
        "model.optimizer._partial_": TELLING,
        "optimizer._partial_": SHARED,
        "datamodule.batch_size": TELLING,
        "task_name": SHARED,
        "trainer.max_epochs": SHARED,
        "trainer.devices": SHARED,
        "sync_batchnorm": SHARED,
        "defaults.*.trainer and defaults.*.callbacks": UNIQUE,
        "sync_batchnorm and devices": TELLING,
    },
    keys={
        **LIGHTNING_TRAINER,
        **_TRAINER,
        "micro_batch": ("datamodule.batch_size", "datamodule.train_batch_size", "datamodule.batch_size_per_device"),
        "shared_batch": ("data.batch_size", "data.train_batch_size", "batch_size"),
        "lr": (*_of(_OPTIMIZER, "lr", "learning_rate"), "model.lr", "model.learning_rate", "lr"),
        "min_lr": _of(_SCHEDULER, "eta_min", "min_lr"),
        "warmup_steps": _of((*_SCHEDULER, "model"), "warmup_steps", "num_warmup_steps"),
        "warmup_epochs": _of((*_SCHEDULER, "model"), "warmup_epochs"),
        "optimizer": _of(_OPTIMIZER, "_target_"),
        "momentum": _of(_OPTIMIZER, "momentum"),
        "weight_decay": (*_of(_OPTIMIZER, "weight_decay"), "model.weight_decay"),
        "beta1": _of(_OPTIMIZER, "betas.0"),
        "beta2": _of(_OPTIMIZER, "betas.1"),
        "eps": _of(_OPTIMIZER, "eps"),
        "save_steps": ("callbacks.model_checkpoint.every_n_train_steps", "model_checkpoint.every_n_train_steps"),
    },
    defaults={"grad_accum": 1, "num_nodes": 1},
    follows={"defaults": "defaults"},
    refine=_refine,
)
