"""OpenNMT-py (YAML, flags of `onmt_train`).

## What it is

`batch_size` is that of one GPU, in sentences, or, with `batch_type: tokens`, in
tokens. The batch of a step is batch_size x accum_count x world_size.
`accum_count` may be a list, with the steps in `accum_steps` at which it
changes: unknown then. With `decay_method: noam` the learning rate is a
multiplier, and warmup_steps sets the height of the peak, too: peak =
learning_rate x hidden_size^-0.5 x warmup_steps^-0.5.

## Source

- onmt/opts.py and onmt/utils/optimizers.py,
  https://github.com/OpenNMT/OpenNMT-py
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.gathering import Place
from lrscale.files.quantities import words

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _refine(found: Found) -> None:
    """Name a batch of tokens as such, and leave a warmup alone that sets the peak."""
    if found.value("batch_unit") == "tokens" and "micro_batch" in found.places:
        found.places["batch_tokens"] = [
            place._replace(amount=place.amount._replace(field="batch_tokens")) for place in found.places["micro_batch"]
        ]
    if any(leaf.text in ("noam", "noamwd") for leaf in found.lookup.find("decay_method")):
        for amount, leaf in found.places.pop("warmup_steps", []):
            locked = leaf._replace(locked=leaf.locked or "noam: it sets the peak rate, too")
            found.places["warmup_steps"] = [Place(amount, locked)]


DIALECT = Dialect(
    signs={
        "$ onmt_train": UNIQUE,
        "gpu_ranks": UNIQUE,
        "accum_count": SHARED,
        "transformer_ff": TELLING,
        "word_vec_size": TELLING,
        "save_checkpoint_steps": TELLING,
        "decay_method": TELLING,
        "valid_steps": SHARED,
        "train_steps": SHARED,
        "src_vocab": SHARED,
        "batch_type": SHARED,
        "accum_count and train_steps": TELLING,
        "src_vocab and train_steps": TELLING,
    },
    keys={
        "micro_batch": "batch_size",
        "batch_unit": Key("batch_type", words(sents="samples", tokens="tokens")),
        "grad_accum": "accum_count",
        "world_size": "world_size",
        "lr": "learning_rate",
        "warmup_steps": "warmup_steps",
        "total_steps": "train_steps",
        "save_steps": "save_checkpoint_steps",
        "eval_steps": "valid_steps",
        "log_steps": "report_every",
        "optimizer": "optim",
        "beta1": "adam_beta1",
        "beta2": "adam_beta2",
        "weight_decay": "weight_decay",
        "max_grad_norm": "max_grad_norm",
    },
    defaults={"micro_batch": 64, "grad_accum": 1, "total_steps": 100000, "eval_steps": 10000},
    follows={"config": "parent"},
    refine=_refine,
)
