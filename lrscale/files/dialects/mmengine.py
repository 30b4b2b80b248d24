"""MMEngine configs (MMDetection 3, XTuner ...): Python, and shell scripts.

## What it is

MMDetection 3, MMSegmentation 1, MMPretrain, XTuner and others, with their
`--cfg-options`. `train_dataloader.batch_size` is that of one process; a step
has that x `optim_wrapper.accumulative_counts` x processes. What
`param_scheduler` gives with by_epoch=False, `max_iters` and the intervals of
hooks count forward passes, not steps, so accumulation changes what they mean.
`auto_scale_lr` multiplies the rate only where it is enabled, in the file or by
`--auto-scale-lr`, and leaves the accumulation out. An EMAHook's momentum is
1 - decay. Much is inherited from `_base_`. The file name (8xb256) tells
nothing.

## Source

- mmengine/runner/runner.py, `Runner.scale_lr`, and mmengine/optim/scheduler
  of https://github.com/open-mmlab/mmengine
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler
from lrscale.files.document import normal
from lrscale.files.families import counted_in_micro_batches
from lrscale.files.quantities import one_minus

if TYPE_CHECKING:
    from lrscale.files.document import Leaf
    from lrscale.files.gathering import Found
    from lrscale.files.lookup import Lookup

_WARMUPS = ("linearlr", "quadraticwarmuplr")


def refine(found: Found) -> None:
    """Read the list of schedulers and hooks, whose meaning depends on their types and on by_epoch."""
    schedulers = _schedulers(found.lookup)
    for path, keys in schedulers.items():
        _read_scheduler(found, path, keys)
    for keys in schedulers.values():
        _move_along(found, keys)
    _read_hooks(found)
    counted_in_micro_batches(
        found, "total_steps", "warmup_steps", "milestones", "save_steps", "eval_steps", "log_steps"
    )


def _schedulers(lookup: Lookup) -> dict[str, dict[str, Leaf]]:
    """Return the scalars of each scheduler by their keys; there is one, or a list."""
    found: dict[str, dict[str, Leaf]] = {}
    for leaf in lookup.document.leaves:
        keys = normal(leaf.path)
        if keys[0] == "param_scheduler" and len(keys) > 1:
            depth = 2 if keys[1].isdecimal() else 1
            found.setdefault(".".join(keys[:depth]), {})[".".join(keys[depth:])] = leaf
    return found


def _word(leaf: Leaf | None, default: str = "") -> str:
    return default if leaf is None else (leaf.text or "").rpartition(".")[2].lower()


def _read_scheduler(found: Found, path: str, keys: dict[str, Leaf]) -> None:
    kind, by_epoch = _word(keys.get("type")), _word(keys.get("by_epoch"), "true")
    rises = kind in _WARMUPS and _word(keys.get("end_factor"), "1") in ("1", "0")
    starts = "begin" not in keys or keys["begin"].text in ("0", "0.0")
    if rises and starts and "end" in keys and by_epoch in ("true", "false"):
        found.note("warmup_epochs" if by_epoch == "true" else "warmup_steps", keys["end"])
    if kind == "multisteplr" and by_epoch == "false":
        found.take("milestones", f"{path}.milestones")
    if "eta_min" in keys:
        found.drop("min_lr")
        found.note("min_lr", keys["eta_min"])


def _move_along(found: Found, keys: dict[str, Leaf]) -> None:
    """Note the iterations at which one scheduler begins as the next ends, and at which the last ends with the run."""
    if _word(keys.get("by_epoch"), "true") != "false":
        return
    for key, field in (("begin", "warmup_steps"), ("end", "total_steps"), ("T_max", "total_steps")):
        leaf, known = keys.get(key.lower()), found.places.get(field)
        if leaf is not None and known and leaf.text == known[0].leaf.text and leaf not in [at.leaf for at in known]:
            found.note(field, leaf)


def _read_hooks(found: Found) -> None:
    lookup = found.lookup
    if lookup.shows("default_hooks.checkpoint.by_epoch=false"):
        found.take("save_steps", "default_hooks.checkpoint.interval")
    if lookup.shows("train_cfg.by_epoch=false") or lookup.shows("train_cfg.type=*iterbasedtrainloop"):
        found.take("eval_steps", "train_cfg.val_interval")
    for leaf in lookup.find("custom_hooks.*.type"):
        if _word(leaf).endswith("emahook"):
            found.take("ema_decay", f"custom_hooks.{leaf.path[1]}.momentum", one_minus)


DIALECT = Dialect(
    signs={
        "optim_wrapper.": UNIQUE,
        "default_hooks.": UNIQUE,
        "param_scheduler.": TELLING,
        "param_scheduler.0.": TELLING,
        "train_dataloader.": SHARED,
        "train_cfg.max_epochs": SHARED,
        "train_cfg.max_iters": SHARED,
        "train_cfg.val_interval": SHARED,
        "auto_scale_lr.": TELLING,
        "auto_scale_lr": TELLING,
        "cfg_options": TELLING,
        "$ mmengine*": TELLING,
        "$ xtuner*": TELLING,
        "$ dist_train.sh": SHARED,
        "$ slurm_train.sh": SHARED,
        "_base_=*.py": SHARED,
        "train_dataloader. and train_cfg.": TELLING,
        "train_cfg.max_epochs and train_cfg.val_interval": TELLING,
        "train_cfg.max_iters and train_cfg.val_interval": TELLING,
    },
    keys={
        "micro_batch": "train_dataloader.batch_size",
        "grad_accum": ("optim_wrapper.accumulative_counts", "strategy.gradient_accumulation_steps"),
        "lr": ("optim_wrapper.optimizer.lr", "optim_wrapper.generator.optimizer.lr"),
        "discriminator_lr": "optim_wrapper.discriminator.optimizer.lr",
        "reference_batch": "auto_scale_lr.base_batch_size",
        "warmup_ratio": "warmup_ratio",
        "total_steps": "train_cfg.max_iters",
        "epochs": "train_cfg.max_epochs",
        "log_steps": "default_hooks.logger.interval",
        "seq_len": "max_length",
        "optimizer": ("optim_wrapper.optimizer.type", "optim_wrapper.generator.optimizer.type"),
        "momentum": "optim_wrapper.optimizer.momentum",
        "beta1": "optim_wrapper.optimizer.betas.0",
        "beta2": "optim_wrapper.optimizer.betas.1",
        "eps": "optim_wrapper.optimizer.eps",
        "weight_decay": "optim_wrapper.optimizer.weight_decay",
        "max_grad_norm": "optim_wrapper.clip_grad.max_norm",
    },
    defaults={"grad_accum": 1},
    divides_world=("sequence_parallel_size",),
    scalers=(
        Scaler(
            "linear",
            "lr x processes x batch_size / base_batch_size, accumulation left out",
            when=("auto_scale_lr.enable=true", "auto_scale_lr and not auto_scale_lr=none"),
        ),
    ),
    follows={"_base_": "parent"},
    refine=refine,
)
