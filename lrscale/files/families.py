"""What several dialects share: the keys of the transformers Trainer, of Lightning's trainer, of DeepSpeed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, Key
from lrscale.files.document import normal
from lrscale.files.gathering import Place
from lrscale.files.lookup import split_list
from lrscale.files.quantities import device_list, duration, share_below_one

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lrscale.files.document import Leaf
    from lrscale.files.gathering import Found
    from lrscale.files.quantities import Amount

__all__ = [
    "COMPOSER",
    "LIGHTNING_TRAINER",
    "TRANSFORMERS",
    "TRANSFORMERS_ANCHORS",
    "TRANSFORMERS_DEFAULTS",
    "TRANSFORMERS_FOLLOWS",
    "TRANSFORMERS_SIGNS",
    "accumulated_to",
    "anywhere",
    "beside",
    "clipped_by_norm",
    "counted_in_micro_batches",
    "multiply",
    "note_settings",
]


def anywhere(keys: Mapping[str, str | tuple[str, ...] | Key]) -> dict[str, Key]:
    """Return a table whose keys may stand in any section: flags, the root of a file, the arguments of a call."""
    table = {}
    for field, entry in keys.items():
        paths, unit = entry if isinstance(entry, Key) else Key(entry)
        names = (paths,) if isinstance(paths, str) else paths
        table[field] = Key(tuple(f"**.{name}" for name in names), unit)
    return table


# Of transformers' training arguments, those that say what a section trains with.
TRANSFORMERS_ANCHORS = (
    "per_device_train_batch_size",
    "per_device_training_batch_size",
    "per_gpu_train_batch_size",
)
# transformers.TrainingArguments, https://huggingface.co/docs/transformers/main_classes/trainer, with the flags of the
# example scripts without a Trainer, and those of the scripts built around it.
TRANSFORMERS = anywhere(
    {
        "micro_batch": TRANSFORMERS_ANCHORS,
        "grad_accum": "gradient_accumulation_steps",
        "lr": ("learning_rate", "actor_learning_rate"),
        "critic_lr": "critic_learning_rate",
        "embedding_lr": "embedding_learning_rate",
        "projector_lr": ("mm_projector_lr", "projector_lr", "merger_lr"),
        "vision_lr": ("mm_vision_tower_lr", "vision_lr"),
        "min_lr": "lr_scheduler_kwargs.min_lr",
        "warmup_steps": Key(("warmup_steps", "num_warmup_steps"), share_below_one),
        "warmup_ratio": "warmup_ratio",
        "total_steps": ("max_steps", "max_train_steps"),
        "epochs": ("num_train_epochs", "num_epochs"),
        "save_steps": Key("save_steps", share_below_one),
        "eval_steps": Key("eval_steps", share_below_one),
        "log_steps": Key("logging_steps", share_below_one),
        "seq_len": ("max_seq_length", "model_max_length", "max_seq_len"),
        "world_size": "num_processes",
        "optimizer": "optim",
        "weight_decay": "weight_decay",
        "beta1": "adam_beta1",
        "beta2": "adam_beta2",
        "eps": "adam_epsilon",
        "max_grad_norm": "max_grad_norm",
    }
)
TRANSFORMERS_DEFAULTS: dict[str, int | float | str] = {
    "micro_batch": 8,
    "grad_accum": 1,
    "lr": 5e-5,
    "epochs": 3.0,
    "optimizer": "adamw_torch",
    "weight_decay": 0.0,
    "beta1": 0.9,
    "beta2": 0.999,
    "eps": 1e-8,
    "max_grad_norm": 1.0,
}
TRANSFORMERS_SIGNS = {
    "**.per_device_train_batch_size": TELLING,
    "**.per_device_training_batch_size": TELLING,
    "**.per_gpu_train_batch_size": TELLING,
    "$ *trainingarguments": TELLING,
    "**.lr_scheduler_type": SHARED,
    "**.num_train_epochs": SHARED,
    "**.per_device_eval_batch_size": SHARED,
    "**.logging_steps": SHARED,
}
TRANSFORMERS_FOLLOWS = {"**.deepspeed": "part", "config_file": "part"}

# lightning.pytorch.Trainer: https://lightning.ai/docs/pytorch/stable/common/trainer.html
LIGHTNING_TRAINER: dict[str, str | tuple[str, ...] | Key] = {
    "grad_accum": "trainer.accumulate_grad_batches",
    "devices": Key(("trainer.devices", "trainer.gpus"), device_list),
    "num_nodes": "trainer.num_nodes",
    "epochs": "trainer.max_epochs",
    "total_steps": "trainer.max_steps",
    "max_grad_norm": "trainer.gradient_clip_val",
    "log_steps": "trainer.log_every_n_steps",
}


def _epochs_if_bare(field: str, text: str) -> Amount | None:
    """Read a Composer time; a number without a unit is epochs."""
    bare = text.strip().isdecimal()
    found = duration(field, text.replace(text.strip(), f"{text.strip()}ep") if bare else text)
    return found and found._replace(end=found.start + len(text.strip())) if bare else found


def _run(*names: str) -> tuple[str, ...]:
    """Return keys as a file of Composer has them, and as a run in MosaicML's cloud does."""
    return (*names, *(f"parameters.{name}" for name in names))


# composer.Trainer as the scripts of MosaicML feed it: https://github.com/mosaicml/composer
COMPOSER: dict[str, str | tuple[str, ...] | Key] = {
    "micro_batch": _run("device_train_microbatch_size"),
    "global_batch": _run("global_train_batch_size", "train_batch_size", "train_dataset.batch_size"),
    "world_size": ("compute.gpus", "gpus", "nproc"),
    "lr": _run("optimizer.lr"),
    "warmup_steps": Key(_run("scheduler.t_warmup", "lr_scheduler.t_warmup"), duration),
    "total_steps": Key(_run("max_duration"), _epochs_if_bare),
    "milestones": Key(_run("scheduler.milestones", "lr_scheduler.milestones"), duration),
    "save_steps": Key(_run("save_interval"), _epochs_if_bare),
    "eval_steps": Key(_run("eval_interval"), _epochs_if_bare),
    "log_steps": Key(_run("console_log_interval"), _epochs_if_bare),
    "seq_len": _run("max_seq_len", "variables.max_seq_len"),
    "optimizer": _run("optimizer.name"),
    "momentum": _run("optimizer.momentum"),
    "beta1": _run("optimizer.betas.0"),
    "beta2": _run("optimizer.betas.1"),
    "eps": _run("optimizer.eps"),
    "weight_decay": _run("optimizer.weight_decay"),
    "max_grad_norm": _run("algorithms.gradient_clipping.clipping_threshold"),
    "ema_decay": _run("algorithms.ema.smoothing"),
}


def clipped_by_norm(found: Found) -> None:
    """Take Composer's threshold for a norm only where it clips by norm."""
    types = found.lookup.find("**.algorithms.gradient_clipping.clipping_type")
    if any(leaf.text != "norm" for leaf in types):
        found.drop("max_grad_norm")


def beside(anchors: tuple[str, ...], keys: Mapping[str, Key]) -> Callable[[Found], None]:
    """Return a refinement of a table of :func:`anywhere`: what stands beside one of the anchors is meant, if any is.

    A file that trains in one section may evaluate, or describe a second optimizer, in another.
    """

    def refine(found: Found) -> None:
        homes = {normal(leaf.path)[:-1] for anchor in anchors for leaf in found.lookup.find(f"**.{anchor}")}
        if not homes:
            return
        unknown = dict(found.unknown)
        found.drop(*keys)
        python = found.lookup.document.syntax == "python"
        for field, (paths, unit) in keys.items():
            leaves = [
                leaf
                for pattern in paths
                for leaf in found.leaves(field, pattern, unit)
                if _home(leaf, pattern) in homes
            ]
            # In Python, an option's default is what a call is given from elsewhere.
            told = [leaf for leaf in leaves if leaf.text is not None]
            for leaf in told if told and python else leaves:
                found.note(field, leaf, unit)
            found.settle(field)
            # A section where a number was expected.
            if field in unknown and field not in found.places and normal(unknown[field][0].path)[:-1] in homes:
                found.unknown.setdefault(field, unknown[field])

    return refine


def _home(leaf: Leaf, pattern: str) -> tuple[str, ...]:
    """Return the section in which a key stands that fits ``**.key``, or a list of that key."""
    keys, named = normal(leaf.path), normal((pattern,))[1:]
    while keys[-1].isdecimal() and not named[-1].isdecimal():
        keys = keys[:-1]
    return keys[: -len(named)]


def multiply(found: Found, field: str, by: float) -> None:
    """Read a number as a multiple of what stands there."""
    for amount, leaf in found.places.pop(field, []):
        multiple = amount._replace(value=_times(amount.value, by), factor=by)
        found.places.setdefault(field, []).append(Place(multiple, leaf))


def _times(value: float | str, by: float) -> float | str:
    if isinstance(value, int):
        return round(value * by)
    return value if isinstance(value, str) else value * by


def counted_in_micro_batches(found: Found, *fields: str) -> None:
    """Mark as unknown what a framework counts in forward passes, where several of them make an optimizer step."""
    accum = found.number("grad_accum")
    if accum == 1 or (accum is None and "grad_accum" not in found.unknown):
        return
    for field in fields:
        for place in found.places.pop(field, [])[:1]:
            found.unknown[field] = (place.leaf, f"counts micro-batches, {accum or 'several'} of which make a step")


def accumulated_to(found: Found, nominal: float) -> None:
    """Read a batch that YOLO accumulates to a nominal one: a step has the multiple of it that comes closest."""
    for amount, leaf in found.places.get("global_batch", [])[:1]:
        if isinstance(amount.value, str) or amount.value < 1:
            found.drop("global_batch")
            found.unknown["global_batch"] = (leaf, "a share of the memory: the batch is found at run time")
            return
        accum = max(round(nominal / amount.value), 1)
        if accum > 1:
            stepped = amount._replace(value=amount.value * accum, factor=accum)
            locked = f"accumulated {accum} times, to a nominal batch of {nominal:g}"
            found.places["global_batch"] = [Place(stepped, leaf._replace(locked=leaf.locked or locked))]


_SETTING = re.compile(r"([A-Za-z_]\w*)=([^\s\"']+)")
_SETTINGS = {"weight_decay": "weight_decay", "eps": "eps", "momentum": "momentum"}


def note_settings(found: Found, leaves: list[Leaf]) -> None:
    """Note what strings set of an optimizer, ``weight_decay=0.1 betas=0.9,0.99``, each value at its own place."""
    for leaf in leaves:
        whole = leaf.text or ""
        plain = leaf.end - leaf.start == len(whole)
        for one in _SETTING.finditer(whole):
            start, end = (leaf.start + place for place in one.span(2)) if plain else (leaf.start, leaf.end)
            locked = leaf.locked or ("" if plain else "not a plain string")
            setting = leaf._replace(path=(*leaf.path, one[1]), text=one[2], start=start, end=end, locked=locked)
            if one[1] in _SETTINGS:
                found.note(_SETTINGS[one[1]], setting)
            elif one[1] == "betas":
                for field, beta in zip(("beta1", "beta2"), split_list(setting), strict=False):
                    found.note(field, beta)
