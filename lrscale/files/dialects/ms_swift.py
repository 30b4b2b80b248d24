"""ms-swift and Megatron-SWIFT (`swift sft`, `megatron sft`, YAML, JSON).

## What it is

transformers' arguments with other defaults: a micro-batch of 1, and, where
`gradient_accumulation_steps` is not set, an accumulation of
ceil(16 / micro-batch / processes): more GPUs then leave the batch of a step
where it was, and only a micro-batch beyond 16 / processes moves it. Processes
are NPROC_PER_NODE x NNODES; without them there is one, however many GPUs are
visible. Megatron-SWIFT takes `micro_batch_size`, `global_batch_size`, `lr`,
`min_lr` (absolute) and `lr_warmup_fraction`; tensor, pipeline and context
parallel sizes divide its processes.

## Source

- swift/trainers/arguments.py and docs/source_en/Megatron-SWIFT,
  https://github.com/modelscope/ms-swift
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.families import TRANSFORMERS, TRANSFORMERS_DEFAULTS, TRANSFORMERS_FOLLOWS, anywhere, beside

if TYPE_CHECKING:
    from collections.abc import Callable

# What the accumulation fills the batch of a step up to, in samples.
_FILLED = 16

KEYS = TRANSFORMERS | anywhere(
    {
        "micro_batch": ("per_device_train_batch_size", "micro_batch_size", "batch_size"),
        "global_batch": "global_batch_size",
        "lr": ("learning_rate", "lr"),
        "min_lr": ("min_lr", "lr_scheduler_kwargs.min_lr"),
        "warmup_ratio": ("warmup_ratio", "lr_warmup_fraction"),
        "total_steps": ("max_steps", "train_iters"),
        "epochs": ("num_train_epochs", "max_epochs"),
        "optimizer": ("optim", "optimizer"),
        "eps": ("adam_epsilon", "adam_eps"),
        "max_grad_norm": ("max_grad_norm", "clip_grad"),
        "seq_len": "max_length",
        "vision_lr": "vit_lr",
        "projector_lr": "aligner_lr",
    }
)
_MEGATRON = ("micro_batch_size", "global_batch_size")


def _accumulation(count: Callable[[str], int | None]) -> int | None:
    micro, world = count("micro_batch"), count("world_size")
    return max(1, -(-_FILLED // (micro * world))) if micro and world else None


DIALECT = Dialect(
    signs={
        "$ swift": UNIQUE,
        "$ megatron": UNIQUE,
        "$ swift.*": UNIQUE,
        "**.split_dataset_ratio": UNIQUE,
        "**.tuner_type": UNIQUE,
        "**.train_type": SHARED,
        "**.sft_type": TELLING,
        "**.rlhf_type": TELLING,
        "**.per_device_train_batch_size": SHARED,
        "**.per_device_train_batch_size and **.train_type": TELLING,
    },
    keys=KEYS,
    defaults={
        **{field: value for field, value in TRANSFORMERS_DEFAULTS.items() if field != "lr"},
        "micro_batch": 1,
        "grad_accum": _accumulation,
    },
    divides_world=(
        "**.tensor_model_parallel_size",
        "**.pipeline_model_parallel_size",
        "**.context_parallel_size",
    ),
    follows=TRANSFORMERS_FOLLOWS,
    refine=beside(("per_device_train_batch_size", *_MEGATRON), KEYS),
)
