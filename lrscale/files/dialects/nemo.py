"""NVIDIA NeMo 1 (Hydra YAML and overrides): speech; language models on Megatron.

## What it is

Speech: `model.train_ds.batch_size` is that of one GPU; the batch of a step is
that x `trainer.accumulate_grad_batches` x devices x nodes. Instead of it,
`batch_duration` counts seconds of audio and `bucketing_batch_size` is one batch
for each bucket: no number of samples follows. Language models:
`model.global_batch_size` is the batch of a step, `model.micro_batch_size` that
of a replica, and the accumulation follows from the two, whatever the trainer's
(which stays 1). `sched.warmup_steps` and `trainer.max_steps` are optimizer
steps, `sched.min_lr` is a rate. The batch sizes of validation_ds and test_ds
train nothing.

## Source

- examples/asr/conf, examples/nlp and nemo/core/optim/lr_scheduler.py,
  https://github.com/NVIDIA/NeMo
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.families import LIGHTNING_TRAINER

if TYPE_CHECKING:
    from lrscale.files.gathering import Found

_SET = ("model.train_ds", "model.data.train_ds")
# What takes the place of a number of samples.
_OTHERWISE = {
    "batch_duration": "counts seconds of audio, not samples",
    "batch_tokens": "counts tokens, not samples",
    "bucketing_batch_size": "each bucket has a batch of its own",
}


def _refine(found: Found) -> None:
    """Know no batch that is not in samples, leave Megatron's accumulation to follow, and keep a peak where it is."""
    if "global_batch" in found.places:
        found.drop("grad_accum")
    if found.lookup.shows("model.optim.sched.name=NoamAnnealing") and "warmup_steps" in found.places:
        found.places["warmup_steps"] = [
            place._replace(leaf=place.leaf._replace(locked="moves the peak of NoamAnnealing, too"))
            for place in found.places.pop("warmup_steps", [])
        ]
    for section in _SET:
        for name, why in _OTHERWISE.items():
            leaves = found.lookup.find(f"{section}.{name}") + found.lookup.find_list(f"{section}.{name}")
            if any(leaf.text is None or leaf.text.strip().lower() not in ("", "null", "none", "~") for leaf in leaves):
                found.drop("micro_batch")
                found.unknown["micro_batch"] = (leaves[0], why)


DIALECT = Dialect(
    signs={
        "model.train_ds.": UNIQUE,
        "model.train_ds.manifest_filepath": UNIQUE,
        "model.optim.name and model.optim.lr": TELLING,
        "model.data.train_ds.": UNIQUE,
        "model.validation_ds.": TELLING,
        "model.optim.sched.": UNIQUE,
        "model.optim.name": SHARED,
        "model.optim.lr": SHARED,
        "exp_manager.": UNIQUE,
        "model.tensor_model_parallel_size": TELLING,
        "model.megatron_amp_O2": UNIQUE,
        "model._target_=nemo.*": UNIQUE,
        "**._target_=nemo.collections.*": UNIQUE,
        "trainer.accumulate_grad_batches": SHARED,
    },
    keys={
        **LIGHTNING_TRAINER,
        "micro_batch": (
            *(f"{section}.{name}" for section in _SET for name in ("batch_size", "dataloader_params.batch_size")),
            "model.micro_batch_size",
            "model.data.train_ds.micro_batch_size",
        ),
        "global_batch": ("model.data.train_ds.global_batch_size", "model.global_batch_size"),
        "lr": "model.optim.lr",
        "min_lr": "model.optim.sched.min_lr",
        "warmup_steps": "model.optim.sched.warmup_steps",
        "warmup_ratio": "model.optim.sched.warmup_ratio",
        "hold_steps": ("model.optim.sched.hold_steps", "model.optim.sched.constant_steps"),
        "total_steps": ("trainer.max_steps", "model.optim.sched.max_steps"),
        "seq_len": ("model.data.seq_length", "model.encoder_seq_length"),
        "optimizer": ("model.optim.name", "model.optim._target_"),
        "momentum": "model.optim.momentum",
        "beta1": "model.optim.betas.0",
        "beta2": "model.optim.betas.1",
        "eps": "model.optim.eps",
        "weight_decay": "model.optim.weight_decay",
        "ema_decay": "exp_manager.ema.decay",
    },
    defaults={"num_nodes": 1, "grad_accum": 1},
    divides_world=(
        "model.tensor_model_parallel_size",
        "model.pipeline_model_parallel_size",
        "model.context_parallel_size",
    ),
    refine=_refine,
    notes=(
        "With NoamAnnealing lr is a factor, the peak lr x d_model^-0.5 x warmup_steps^-0.5: another warmup moves it.",
    ),
)
