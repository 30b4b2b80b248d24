"""SpeechBrain recipes (HyperPyYAML).

## What it is

Hyperparameters are scalars at the root, by names the recipe chooses
(`batch_size`, `N_batch`, `lr`, `lr_adam` ...); objects refer to them, `lr: !ref
<lr>`, and stay as they are. The batch is that of one process under DDP; the
batch of a step is batch_size x grad_accumulation_factor x processes. With
`dynamic_batching` the length of the audio decides the batch, and `batch_size`
does not. Counts in annealing schedulers are optimizer steps or epochs, by the
scheduler.

## Source

- speechbrain/core.py and recipes/, https://github.com/speechbrain/speechbrain
- https://speechbrain.readthedocs.io/en/latest/tutorials/basics.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.gathering import Place
from lrscale.files.quantities import Amount

if TYPE_CHECKING:
    from lrscale.files.document import Leaf
    from lrscale.files.gathering import Found

_BATCHES = ("batch_size", "N_batch", "train_batch_size", "batch_size_train", "train_N_batch")
_RATES = ("lr", "learning_rate", "lr_adam", "lr_model", "init_lr", "base_lr")
_NO_RATES = re.compile(r"final|min|end|decay|factor|warm|cool|step|cycle|patience|threshold|annealing|scheduler")

_STEMS = {"g": "generator", "d": "discriminator"}


def _refine(found: Found) -> None:
    """Name the rates that objects refer to, and the optimizer that refers to the first."""
    named = _referred(found, "**.lr")
    rates = [leaf for leaf in named if not _NO_RATES.search(str(leaf.path[-1]).lower())]
    if "lr" not in found.places and "lr" not in found.unknown and rates:
        found.note("lr", rates[0])
    main = found.places["lr"][0].leaf if "lr" in found.places else None
    for leaf in rates:
        if main is not None and leaf.start != main.start:
            found.note(_rate_field(str(leaf.path[-1])), leaf)
    if "micro_batch" not in found.places:
        for leaf in _referred(found, "**.batch_size"):
            if not re.search(r"val|test|eval|dev", str(leaf.path[-1]).lower()):
                found.note("micro_batch", leaf)
                break
    if any((leaf.text or "").lower() == "true" for leaf in found.lookup.find("dynamic_batching")):
        leaf = found.lookup.find("dynamic_batching")[0]
        found.drop("micro_batch")
        found.unknown["micro_batch"] = (leaf, "dynamic_batching: the length of the audio decides the batch")
    _note_optimizer(found, str(main.path[-1]) if main is not None else "")


def _reference(found: Found, leaf: Leaf) -> str:
    """Return the name in ``!ref <name>``; empty where it is anything else."""
    text = found.lookup.document.text[leaf.start : leaf.end].strip()
    return text[1:-1] if leaf.text is None and re.fullmatch(r"<\w+>", text) else ""


def _referred(found: Found, pattern: str) -> list[Leaf]:
    """Return the scalars at the root that other keys refer to, in the order in which they do."""
    names = dict.fromkeys(_reference(found, leaf) for leaf in found.lookup.find(pattern))
    return [leaf for name in names if name for leaf in found.lookup.find(name) if leaf.text is not None]


def _rate_field(name: str) -> str:
    return f"{_STEMS.get(_stem(name), _stem(name))}_lr"


def _stem(name: str) -> str:
    return re.sub(r"^lr_|_lr$", "", name.lower()) or "other"


def _note_optimizer(found: Found, rate: str) -> None:
    """Note the class of the optimizer that takes a rate, or that the rate is named for, or of the only one."""
    leaves = [
        leaf
        for leaf in found.lookup.find("**._target_")
        if leaf.text and ".optim" in leaf.text and "schedul" not in leaf.text
    ]
    takes = {
        leaf.path[:-1]
        for leaf in found.lookup.find("**.lr")
        if len(leaf.path) > 1 and _reference(found, leaf).lower() == rate.lower()
    }
    named = [leaf for leaf in leaves if _stem(rate) in (leaf.text or "").lower().split(".")]
    leaves = [leaf for leaf in leaves if leaf.path[:-1] in takes] or named or leaves
    if len({leaf.text for leaf in leaves}) == 1 and leaves[0].text:
        found.places["optimizer"] = [Place(Amount("optimizer", leaves[0].text, 0, 0), leaves[0])]


DIALECT = Dialect(
    signs={
        "**._target_=speechbrain.*": UNIQUE,
        "$ speechbrain": UNIQUE,
        "$ speechbrain.*": TELLING,
        "number_of_epochs": SHARED,
        "epoch_counter.limit": TELLING,
        "dynamic_batching": TELLING,
        "N_batch": TELLING,
        "train_dataloader_opts.": TELLING,
        "checkpointer.": SHARED,
        "train_logger.": SHARED,
    },
    keys={
        "micro_batch": _BATCHES,
        "grad_accum": (
            "grad_accumulation_factor",
            "gradient_accumulation",
            "accu_steps",
            "gradient_accumulation_steps",
        ),
        "lr": _RATES,
        "min_lr": ("lr_final", "final_lr", "min_lr", "lr_min"),
        "warmup_steps": ("lr_warmup_steps", "warmup_steps", "n_warmup_steps", "**.n_warmup_steps"),
        "total_steps": ("lr_total_steps", "max_steps", "optimizer_step_limit"),
        "epochs": ("number_of_epochs", "N_epochs", "nb_epochs", "num_epochs"),
        "momentum": "**.momentum",
        "weight_decay": ("weight_decay", "adam_weight_decay", "**.weight_decay"),
        "beta1": ("adam_beta1", "beta1"),
        "beta2": ("adam_beta2", "beta2"),
        "eps": ("adam_epsilon", "adam_eps"),
        "max_grad_norm": ("max_grad_norm", "clip_grad_norm"),
    },
    refine=_refine,
)
