"""Megatron-LM and Megatron-DeepSpeed (flags in scripts and SLURM jobs; YAML).

## What it is

`--micro-batch-size` is that of one model replica, `--global-batch-size` that of
a step; without the latter a step has micro-batch x replicas. Replicas are
processes / (tensor x pipeline x context parallel); experts do not divide them.
`--rampup-batch-size START INC SAMPLES` grows the batch up to the global one;
`--step-batch-size-schedule` changes it during the run: there is no one batch.
`-iters` count optimizer steps and shrink as the batch grows; `-samples` and
`-tokens` stay. `--lr-warmup-fraction` (once `--warmup`) is a share of the
decay. `--min-lr` is a rate. Old scripts write `--batch-size` for the
micro-batch, and `--model-parallel-size`.

## Source

- megatron/training/arguments.py, https://github.com/NVIDIA/Megatron-LM
- https://github.com/deepspeedai/Megatron-DeepSpeed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _flag(*names: str) -> tuple[str, ...]:
    """Return keys as flags, and where test suites keep them as keys of a YAML file."""
    return (*names, *(f"model_args.{name}" for name in names))


def _refine(found: Found) -> None:
    """Take no decay for the run, and know no batch where it changes during the run."""
    if not any(found.lookup.find(pattern) for pattern in _flag("train_iters")):
        found.drop("total_steps")
    for pattern in _flag("step_batch_size_schedule"):
        for leaf in found.lookup.find(pattern):
            found.drop("global_batch")
            for field in ("global_batch", "grad_accum"):
                found.unknown.setdefault(field, (leaf, "the batch changes during the run"))


DIALECT = Dialect(
    signs={
        "$ pretrain_gpt*.py": UNIQUE,
        "$ pretrain_bert*.py": UNIQUE,
        "$ pretrain_t5*.py": UNIQUE,
        "$ pretrain_mamba*.py": UNIQUE,
        "$ pretrain_vlm.py": UNIQUE,
        "$ pretrain_retro*.py": UNIQUE,
        "$ pretrain_ict.py": UNIQUE,
        "train_iters": SHARED,
        "$ *megatron*": SHARED,
        "model_args.micro_batch_size": UNIQUE,
        "model_args.lr": TELLING,
        "step_batch_size_schedule": UNIQUE,
        "use_mcore_models": UNIQUE,
        "tensor_model_parallel_size": TELLING,
        "pipeline_model_parallel_size": TELLING,
        "model_parallel.tensor_model_parallel_size": UNIQUE,
        "rampup_batch_size": TELLING,
        "lr_decay_samples": TELLING,
        "lr_warmup_samples": TELLING,
        "lr_warmup_tokens": TELLING,
        "lr_decay_style": TELLING,
        "lr_warmup_iters": SHARED,
        "lr_warmup_fraction": SHARED,
        "checkpoint_activations": SHARED,
        "pretrained_checkpoint": SHARED,
        "make_vocab_size_divisible_by": TELLING,
        "model_parallel_size": SHARED,
        "max_position_embeddings": SHARED,
        "global_batch_size": SHARED,
        "train_samples": SHARED,
    },
    keys={
        "micro_batch": _flag("micro_batch_size", "batch_size"),
        "global_batch": _flag("global_batch_size"),
        "rampup_batch": ("rampup_batch_size.0", "model_args.rampup_batch_size.0"),
        "lr": _flag("lr"),
        "min_lr": _flag("min_lr"),
        "decoupled_lr": _flag("decoupled_lr"),
        "decoupled_min_lr": _flag("decoupled_min_lr"),
        "warmup_init_lr": _flag("lr_warmup_init"),
        "warmup_steps": _flag("lr_warmup_iters"),
        "warmup_samples": _flag("lr_warmup_samples"),
        "warmup_tokens": _flag("lr_warmup_tokens"),
        "warmup_ratio": _flag("lr_warmup_fraction", "warmup"),
        "decay_samples": _flag("lr_decay_samples"),
        "decay_tokens": _flag("lr_decay_tokens"),
        "wsd_decay_steps": _flag("lr_wsd_decay_iters"),
        "wsd_decay_samples": _flag("lr_wsd_decay_samples"),
        "total_steps": _flag("train_iters", "lr_decay_iters"),
        "total_samples": _flag("train_samples"),
        "total_tokens": _flag("train_tokens"),
        "epochs": _flag("epochs"),
        "save_steps": _flag("save_interval"),
        "eval_steps": _flag("eval_interval"),
        "log_steps": _flag("log_interval"),
        "seq_len": _flag("seq_length", "encoder_seq_length"),
        "optimizer": _flag("optimizer"),
        "momentum": _flag("sgd_momentum"),
        "beta1": _flag("adam_beta1"),
        "beta2": _flag("adam_beta2"),
        "eps": _flag("adam_eps"),
        "weight_decay": _flag("weight_decay"),
        "max_grad_norm": _flag("clip_grad"),
    },
    defaults={
        "grad_accum": 1,
        "min_lr": 0.0,
        "optimizer": "adam",
        "weight_decay": 0.01,
        "beta1": 0.9,
        "beta2": 0.999,
        "eps": 1e-8,
        "max_grad_norm": 1.0,
    },
    divides_world=(
        "**.tensor_model_parallel_size",
        "**.pipeline_model_parallel_size",
        "**.context_parallel_size",
        "**.ds_sequence_parallel_size",
        "model_parallel_size",
    ),
    follows={"deepspeed_config": "part"},
    refine=_refine,
)
