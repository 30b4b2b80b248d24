"""axolotl (YAML; flags of `axolotl train`).

## What it is

`micro_batch_size` is that of one GPU; the batch of a step is micro_batch_size
x gradient_accumulation_steps x data-parallel ranks. The old `batch_size` is
that of one GPU and one step: it gives the accumulation batch_size //
micro_batch_size. Tensor and context parallel sizes divide the processes. With
sample_packing a "sample" is a full sequence of sequence_len tokens.
`evals_per_epoch` and `saves_per_epoch` need no change; `eval_steps` and
`save_steps` do, and below 1 they are shares. `cosine_min_lr_ratio` is relative
to the learning rate, `embedding_lr` and the `lr` of lr_groups are not. Without
a warmup key it is 3 % of the steps, at most 100.

## Source

- src/axolotl/utils/schemas/training.py and utils/config,
  https://github.com/axolotl-ai-cloud/axolotl
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.gathering import Place
from lrscale.files.quantities import Amount, share_below_one

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _refine(found: Found) -> None:
    """Read the old batch_size as what it makes of the accumulation."""
    whole, micro = found.number("batch_of_a_rank"), found.number("micro_batch")
    places = found.places.get("batch_of_a_rank", [])
    leaf = places[0].leaf if places else None
    found.drop("batch_of_a_rank")
    if leaf is None or not (isinstance(whole, int) and isinstance(micro, int)):
        return
    if "grad_accum" in found.places:
        accum = found.number("grad_accum")
        if isinstance(accum, int) and micro * accum != whole:
            found.drop("grad_accum")
            why = f"batch_size {whole} is not micro_batch_size {micro} x gradient_accumulation_steps {accum}: set one"
            found.unknown["grad_accum"] = (leaf, why)
        return
    locked = leaf._replace(locked="batch_size is micro_batch_size x accumulation: set gradient_accumulation_steps")
    found.places["grad_accum"] = [Place(Amount("grad_accum", max(1, whole // micro), 0, leaf.end - leaf.start), locked)]


DIALECT = Dialect(
    signs={
        "$ axolotl": UNIQUE,
        "$ axolotl.cli.train": UNIQUE,
        "sequence_len": SHARED,
        "sample_packing": TELLING,
        "dataset_prepared_path": TELLING,
        "lora_target_linear": TELLING,
        "saves_per_epoch": TELLING,
        "evals_per_epoch": TELLING,
        "wandb_log_model": SHARED,
        "datasets.*.path": SHARED,
        "sequence_len and micro_batch_size": TELLING,
    },
    keys={
        "micro_batch": "micro_batch_size",
        "grad_accum": "gradient_accumulation_steps",
        "batch_of_a_rank": "batch_size",
        "lr": "learning_rate",
        "min_lr": "lr_scheduler_kwargs.min_lr",
        "warmup_steps": "warmup_steps",
        "warmup_ratio": "warmup_ratio",
        "total_steps": "max_steps",
        "epochs": "num_epochs",
        "save_steps": Key("save_steps", share_below_one),
        "eval_steps": Key("eval_steps", share_below_one),
        "log_steps": "logging_steps",
        "optimizer": "optimizer",
        "weight_decay": "weight_decay",
        "beta1": "adam_beta1",
        "beta2": "adam_beta2",
        "eps": "adam_epsilon",
        "max_grad_norm": "max_grad_norm",
        "seq_len": "sequence_len",
        "embedding_lr": "embedding_lr",
        "group_lr": "lr_groups.*.lr",
    },
    defaults={"micro_batch": 1, "grad_accum": 1, "epochs": 1.0, "weight_decay": 0.0},
    divides_world=("tensor_parallel_size", "context_parallel_size", "sequence_parallel_degree"),
    follows={"deepspeed": "part"},
    refine=_refine,
)
