"""fairseq (Hydra YAML and overrides, flags of `fairseq-train`).

## What it is

`dataset.batch_size` (--batch-size, once --max-sentences) is the most sentences
a GPU takes, `dataset.max_tokens` the most tokens, or audio frames; where only
the latter is there, a batch is counted in tokens. The batch of a step is that x
`update_freq` x GPUs; fairseq takes all visible GPUs unless
`distributed_world_size` says otherwise. `lr` and `update_freq` are lists, one
entry for each epoch: unknown where there are several. Updates are optimizer
steps. `--min-lr` stops the training, and is a floor only with the cosine
schedule.

## Source

- fairseq/dataclass/configs.py and fairseq/optim/lr_scheduler/,
  https://github.com/facebookresearch/fairseq
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrscale.errors import InvalidInput
from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.gathering import Place
from lrscale.files.quantities import Amount, plain

if TYPE_CHECKING:
    from lrscale.files.gathering import Found

_ONE = re.compile(r"\s*[\[(]?\s*([^\s,\[\]()]+)\s*,?\s*[\])]?\s*")


def _one(field: str, text: str) -> Amount | None:
    """Read a number, or a list of one: ``[0.0005]``."""
    found = _ONE.fullmatch(text)
    if found is None:
        raise InvalidInput(f"expected one value, got {text[:40]!r}")
    amount = plain(field, found[1])
    return amount and amount._replace(start=amount.start + found.start(1), end=amount.end + found.start(1))


def _refine(found: Found) -> None:
    """Count a batch in tokens where only these limit it, and take no stop for a floor."""
    limits = found.places.get("max_tokens")
    if limits and "micro_batch" not in found.places and "micro_batch" not in found.unknown:
        place = limits[0]
        found.places["micro_batch"] = [
            each._replace(amount=each.amount._replace(field="micro_batch")) for each in limits
        ]
        unit = place.leaf._replace(end=place.leaf.start, locked="follows from max_tokens")
        found.places["batch_unit"] = [Place(Amount("batch_unit", "tokens", 0, 0), unit)]
    schedules = [leaf for name in ("_name", "") for leaf in found.lookup.find(f"lr_scheduler{name and '.'}{name}")]
    if not any(leaf.text == "cosine" for leaf in schedules):
        found.drop("min_lr")
        found.take("min_lr", ("lr_scheduler.end_learning_rate", "end_learning_rate"))


def _in(section: str, *names: str) -> tuple[str, ...]:
    """Return keys in a section, also where the file is nested in another, and as flags."""
    return (*(f"**.{section}.{name}" for name in names), *names)


DIALECT = Dialect(
    signs={
        "$ fairseq-train": UNIQUE,
        "$ fairseq-hydra-train": UNIQUE,
        "$ *fairseq*": TELLING,
        "optimization.max_update": UNIQUE,
        "optimization.update_freq": UNIQUE,
        "dataset.max_tokens": UNIQUE,
        "distributed_training.distributed_world_size": UNIQUE,
        "criterion._name": TELLING,
        "fairseq.optimization.": UNIQUE,
        "optimization.lr": SHARED,
        "warmup_updates": TELLING,
        "max_update": TELLING,
        "save_interval_updates": TELLING,
        "max_tokens": SHARED,
        "adam_betas": SHARED,
        "update_freq": SHARED,
    },
    keys={
        "micro_batch": _in("dataset", "batch_size", "max_sentences"),
        "max_tokens": _in("dataset", "max_tokens"),
        "grad_accum": Key(_in("optimization", "update_freq"), _one),
        "world_size": _in("distributed_training", "distributed_world_size"),
        "lr": Key((*_in("optimization", "lr"), "optimizer.groups.*.lr_float"), _one),
        "min_lr": Key((*_in("lr_scheduler", "min_lr"), *_in("optimization", "min_lr")), _one),
        "warmup_init_lr": _in("lr_scheduler", "warmup_init_lr"),
        "warmup_steps": (
            *_in("lr_scheduler", "warmup_updates", "warmup_steps"),
            *("fairseq.optimization.warmup_updates", "optimizer.groups.*.lr_scheduler.warmup_updates"),
        ),
        "warmup_ratio": ("lr_scheduler.phase_ratio.0", "phase_ratio.0"),
        "hold_steps": _in("lr_scheduler", "hold_steps"),
        "decay_steps": _in("lr_scheduler", "decay_steps"),
        "total_steps": (
            *_in("optimization", "max_update"),
            *_in("lr_scheduler", "total_num_update"),
            "fairseq.optimization.total_num_update",
        ),
        "epochs": _in("optimization", "max_epoch"),
        "save_steps": _in("checkpoint", "save_interval_updates"),
        "eval_steps": _in("dataset", "validate_interval_updates"),
        "log_steps": _in("common", "log_interval"),
        "seq_len": _in("task", "tokens_per_sample"),
        "optimizer": ("optimizer._name", "fairseq.optimization.optimizer", "optimizer"),
        "beta1": ("optimizer.adam_betas.0", "fairseq.optimization.adam_betas.0", "adam_betas.0"),
        "beta2": ("optimizer.adam_betas.1", "fairseq.optimization.adam_betas.1", "adam_betas.1"),
        "eps": _in("optimizer", "adam_eps"),
        "momentum": _in("optimizer", "momentum"),
        "weight_decay": (*_in("optimizer", "weight_decay"), "fairseq.optimization.weight_decay"),
        "max_grad_norm": _in("optimization", "clip_norm"),
        "ema_decay": _in("model", "ema_decay"),
    },
    defaults={"grad_accum": 1, "lr": 0.25},
    divides_world=("common.model_parallel_size",),
    refine=_refine,
)
