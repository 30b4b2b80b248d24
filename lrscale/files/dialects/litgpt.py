"""LitGPT (YAML of config_hub, flags of `litgpt pretrain` and `finetune`).

## What it is

`train.global_batch_size` is the batch of a step over all devices; the
accumulation is that / (devices x num_nodes) / `train.micro_batch_size`.
`lr_warmup_steps`, save and evaluation intervals count optimizer steps, logging
counts micro-batches. `lr_warmup_fraction` is a share of an epoch, not of the
run. `train.min_lr` is a learning rate, 6e-5 unless it is set, which a scaled
rate may fall below. `optimizer` is a name, or a class with its arguments.

## Source

- litgpt/args.py and config_hub, https://github.com/Lightning-AI/litgpt
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Key
from lrscale.files.quantities import device_list


def _argument(name: str) -> tuple[str, ...]:
    """Return where an argument of the optimizer stands: in its class, or, in older files, with the training's."""
    return (f"optimizer.init_args.{name}", f"optimizer.{name}")


DIALECT = Dialect(
    signs={
        "$ litgpt": UNIQUE,
        "$ litgpt/*": UNIQUE,
        "data.class_path=litgpt.*": UNIQUE,
        "train.lr_warmup_steps": SHARED,
        "train.lr_warmup_fraction": UNIQUE,
        "train.tie_embeddings": UNIQUE,
        "eval.initial_validation": UNIQUE,
        "train.global_batch_size": SHARED,
        "train.micro_batch_size": SHARED,
        "eval.max_new_tokens": TELLING,
        "train.max_seq_length": SHARED,
        "checkpoint_dir": SHARED,
        "train.global_batch_size and train.micro_batch_size and not train.lr": TELLING,
        "train.global_batch_size and train.lr_warmup_steps and not train.lr": UNIQUE,
        "train.micro_batch_size and checkpoint_dir": UNIQUE,
    },
    keys={
        "global_batch": "train.global_batch_size",
        "micro_batch": "train.micro_batch_size",
        "devices": Key("devices", device_list),
        "num_nodes": "num_nodes",
        "lr": (*_argument("lr"), "train.learning_rate"),
        "min_lr": "train.min_lr",
        "warmup_steps": "train.lr_warmup_steps",
        "warmup_epochs": "train.lr_warmup_fraction",
        "epochs": "train.epochs",
        "total_steps": "train.max_steps",
        "total_tokens": "train.max_tokens",
        "seq_len": "train.max_seq_length",
        "save_steps": "train.save_interval",
        "eval_steps": "eval.interval",
        "optimizer": ("optimizer.class_path", "optimizer"),
        "weight_decay": (*_argument("weight_decay"), "train.weight_decay"),
        "beta1": ("optimizer.init_args.betas.0", "optimizer.betas.0", "train.beta1"),
        "beta2": ("optimizer.init_args.betas.1", "optimizer.betas.1", "train.beta2"),
        "eps": _argument("eps"),
        "max_grad_norm": "train.max_norm",
    },
    defaults={"global_batch": 64, "micro_batch": 4, "num_nodes": 1, "warmup_steps": 100, "min_lr": 6e-5},
    follows={"config": "parent"},
)
