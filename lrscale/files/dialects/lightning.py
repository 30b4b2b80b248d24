"""Lightning: LightningCLI (YAML, flags), and Python that calls its Trainer.

## What it is

The DataModule's `batch_size` is, by convention, that of one process; the batch
of a step is batch_size x `trainer.accumulate_grad_batches` x devices x nodes.
`devices` is a number or a list, `gpus: "0, 1"` names two, -1 and "auto" are
whatever is there. `max_steps` and `log_every_n_steps` count optimizer steps,
`val_check_interval` counts batches. What a model calls its rate, batch and
warmup is its own affair: the common names are taken.

## Source

- lightning.pytorch.Trainer and LightningCLI,
  https://lightning.ai/docs/pytorch/stable/common/trainer.html and
  https://lightning.ai/docs/pytorch/stable/cli/lightning_cli.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.document import normal
from lrscale.files.families import LIGHTNING_TRAINER
from lrscale.files.gathering import Place
from lrscale.files.quantities import Amount, device_list, share_below_one

if TYPE_CHECKING:
    from lrscale.files.document import Leaf
    from lrscale.files.gathering import Found

_BATCHES = ("batch_size", "train_batch_size", "batch_size_train", "batch_size_per_gpu", "batch_size_per_device")
_RATES = ("learning_rate", "lr")
_OPTIMIZERS = ("adam", "adamw", "sgd", "rmsprop", "lamb", "lars", "lion", "adafactor", "fusedadam", "radam", "nadam")
_EVALUATION = ("val", "test", "eval", "predict")


def _inside(sections: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{section}.{name}" for name in names for section in sections)


_DATA = ("data", "data.init_args", "fit.data", "fit.data.init_args", "data.train_dataloader", "datamodule")
_MODEL = ("model", "model.init_args", "fit.model", "fit.model.init_args")
_OPTIMIZER = (
    "optimizer.init_args",
    "optimizer",
    "fit.optimizer.init_args",
    "model.init_args.optimizer.init_args",
    "model.optimizer.init_args",
)
_SCHEDULE = (
    "lr_scheduler.init_args",
    "lr_scheduler",
    "fit.lr_scheduler.init_args",
    "model.init_args.scheduler.init_args",
    "model.init_args.lr_scheduler.init_args",
    "model.scheduler.init_args",
    *_MODEL,
)


def _flagged(field: str) -> tuple[str, ...]:
    """Return the keys of a Trainer's argument: in its section, in that of a subcommand, and as an old flag."""
    entry = LIGHTNING_TRAINER[field]
    paths = entry.paths if isinstance(entry, Key) else entry
    names = (paths,) if isinstance(paths, str) else paths
    return (*names, *(f"fit.{name}" for name in names), *(name.removeprefix("trainer.") for name in names))


def _refine(found: Found) -> None:
    """In Python, look where calls and options give the values."""
    if found.lookup.document.syntax != "python":
        return
    _agree(found, "micro_batch", _BATCHES)
    _agree(found, "lr", _RATES)
    _agree(found, "weight_decay", ("weight_decay",))
    calls = [leaf for leaf in found.lookup.find("**.lr") if len(leaf.path) > 1 and _is_optimizer(leaf)]
    if len({leaf.path[-2] for leaf in calls}) == 1 and "optimizer" not in found.places:
        name = str(calls[0].path[-2])
        leaf = calls[0]._replace(path=calls[0].path[:-1], text=name, end=calls[0].start, locked="a name")
        found.places["optimizer"] = [Place(Amount("optimizer", name, 0, 0), leaf)]


def _is_optimizer(leaf: Leaf) -> bool:
    return normal(leaf.path)[-2] in _OPTIMIZERS


def _agree(found: Found, field: str, names: tuple[str, ...]) -> None:
    """Note what all places of these names say, unknown where they do not agree."""
    leaves = [leaf for name in names for leaf in found.lookup.find(f"**.{name}")]
    leaves = [leaf for leaf in leaves if not any(part.startswith(_EVALUATION) for part in normal(leaf.path))]
    told = [leaf for leaf in leaves if leaf.text is not None]
    # An option's default is what calls are given from elsewhere.
    options = [leaf for leaf in told if len(leaf.path) == 1]
    found.drop(field)
    for leaf in options or told or leaves:
        found.note(field, leaf)
    found.settle(field)


DIALECT = Dialect(
    signs={
        "seed_everything": UNIQUE,
        "$ lightningcli": UNIQUE,
        "$ *.lightningcli": UNIQUE,
        "trainer.accumulate_grad_batches": TELLING,
        "trainer.max_epochs": SHARED,
        "trainer.devices": TELLING,
        "trainer.gpus": TELLING,
        "fit.trainer.": UNIQUE,
        "model.class_path": TELLING,
        "data.class_path": TELLING,
        "optimizer.class_path": SHARED,
        "accumulate_grad_batches": TELLING,
        "$ pytorch_lightning": UNIQUE,
        "$ pytorch_lightning.*": UNIQUE,
        "$ lightning": UNIQUE,
        "$ lightning.*": UNIQUE,
        "trainer.max_epochs and trainer.accelerator": TELLING,
    },
    keys={
        "micro_batch": (*_inside(_DATA, _BATCHES), *_inside(_MODEL, _BATCHES), *_BATCHES),
        "grad_accum": _flagged("grad_accum"),
        "devices": Key(_flagged("devices"), device_list),
        "num_nodes": _flagged("num_nodes"),
        "lr": (*_inside(_OPTIMIZER, _RATES), *_inside(_MODEL, _RATES), *_RATES),
        "min_lr": _inside(_SCHEDULE, ("eta_min", "min_lr")),
        "warmup_steps": Key(_inside(_SCHEDULE, ("warmup_steps", "num_warmup_steps")), share_below_one),
        "warmup_ratio": _inside(_SCHEDULE, ("warmup_ratio",)),
        "warmup_epochs": _inside(_SCHEDULE, ("warmup_epochs",)),
        "epochs": _flagged("epochs"),
        "total_steps": _flagged("total_steps"),
        "save_steps": (
            "trainer.callbacks.*.init_args.every_n_train_steps",
            "fit.trainer.callbacks.*.init_args.every_n_train_steps",
            "ModelCheckpoint.every_n_train_steps",
        ),
        "log_steps": _flagged("log_steps"),
        "optimizer": ("optimizer.class_path", "fit.optimizer.class_path", "model.init_args.optimizer.class_path"),
        "momentum": _inside(_OPTIMIZER, ("momentum",)),
        "weight_decay": (*_inside(_OPTIMIZER, ("weight_decay",)), *_inside(_MODEL, ("weight_decay",))),
        "beta1": _inside(_OPTIMIZER, ("betas.0",)),
        "beta2": _inside(_OPTIMIZER, ("betas.1",)),
        "eps": _inside(_OPTIMIZER, ("eps",)),
        "max_grad_norm": _flagged("max_grad_norm"),
    },
    defaults={"grad_accum": 1, "num_nodes": 1},
    follows={"config": "parent"},
    refine=_refine,
)
