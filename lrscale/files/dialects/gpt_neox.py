"""GPT-NeoX (YAML, mostly in flow style, keys with `-` or `_`).

## What it is

The batch is DeepSpeed's: train_batch_size, that of a step, is
`train_micro_batch_size_per_gpu` x `gradient_accumulation_steps` x replicas;
what is missing follows. Replicas are processes / (`pipe_parallel_size` x
`model_parallel_size`). `warmup` is a share of the run, `min_lr` a rate;
`train_iters`, `lr_decay_iters` and all intervals count optimizer steps, and
`checkpoint_factor` does while `checkpoint_scale` is linear. A run merges
several files: the batch may be in another. The file is valid YAML with
trailing commas and comments, and no valid JSON.

## Source

- configs/neox_arguments.md, https://github.com/EleutherAI/gpt-neox
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.gathering import Found


def refine(found: Found) -> None:
    """Take no decay for the run, and read the distance of checkpoints where it is one."""
    if not found.lookup.find("train_iters"):
        found.drop("total_steps")
    if found.lookup.shows("checkpoint_scale=log"):
        found.drop("save_steps")


DIALECT = Dialect(
    signs={
        "pipe_parallel_size": UNIQUE,
        "gpt_j_residual": UNIQUE,
        "no_weight_tying": UNIQUE,
        "output_layer_parallelism": UNIQUE,
        "checkpoint_factor": UNIQUE,
        "scaled_upper_triang_masked_softmax_fusion": TELLING,
        "$ deepy.py": UNIQUE,
        "model_parallel_size": SHARED,
        "attention_config.": SHARED,
        "rotary_pct": SHARED,
        "pos_emb": SHARED,
        "lr_decay_style": SHARED,
    },
    keys={
        "micro_batch": "train_micro_batch_size_per_gpu",
        "grad_accum": "gradient_accumulation_steps",
        "global_batch": "train_batch_size",
        "devices": "num_gpus",
        "num_nodes": "num_nodes",
        "lr": "optimizer.params.lr",
        "min_lr": "min_lr",
        "warmup_ratio": "warmup",
        "total_steps": ("train_iters", "lr_decay_iters"),
        "epochs": "train_epochs",
        "save_steps": ("checkpoint_factor", "save_interval"),
        "eval_steps": "eval_interval",
        "log_steps": "log_interval",
        "seq_len": "seq_length",
        "optimizer": ("optimizer.type", "optimizer_type"),
        "momentum": "optimizer.params.momentum",
        "beta1": "optimizer.params.betas.0",
        "beta2": "optimizer.params.betas.1",
        "eps": "optimizer.params.eps",
        "weight_decay": ("weight_decay", "optimizer.params.weight_decay"),
        "max_grad_norm": ("gradient_clipping", "clip_grad"),
    },
    defaults={"grad_accum": 1},
    divides_world=("pipe_parallel_size", "model_parallel_size", "context_parallel_size"),
    refine=refine,
)
