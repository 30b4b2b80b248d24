"""Meta Lingua (YAML, and `key=value` overrides of its apps).

## What it is

`data.batch_size` is that of one data-parallel rank; the batch of a step is
that x `grad_acc_steps` x ranks. Ranks are the processes that the launcher
starts over `distributed.tp_size`: `dp_shard` and `dp_replicate` are adapted to
them. `optim.warmup` and `steps` count optimizer steps; `lr_min_ratio` is a
share of the rate. `generator.max_tokens`, `validation.max_steps` and
`async_eval_gpus` are about evaluation.

## Source

- apps/main/train.py and lingua/optim.py,
  https://github.com/facebookresearch/lingua
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect

DIALECT = Dialect(
    signs={
        "distributed.fsdp_type": UNIQUE,
        "checkpoint.dump.every": UNIQUE,
        "data.n_views": UNIQUE,
        "async_eval_gpus": UNIQUE,
        "$ lingua.*": UNIQUE,
        "$ apps.*.train": TELLING,
        "optim.lr_min_ratio": TELLING,
        "data.root_dir": SHARED,
        "optim.warmup": SHARED,
        "data.prefetch_size": SHARED,
        "grad_acc_steps": SHARED,
        "dump_dir": SHARED,
    },
    keys={
        "micro_batch": "data.batch_size",
        "grad_accum": "grad_acc_steps",
        "seq_len": "data.seq_len",
        "lr": "optim.lr",
        "warmup_steps": "optim.warmup",
        "total_steps": "steps",
        "weight_decay": "optim.weight_decay",
        "beta1": "optim.beta1",
        "beta2": "optim.beta2",
        "eps": "optim.epsilon",
        "max_grad_norm": "optim.clip",
        "save_steps": "checkpoint.dump.every",
        "eval_steps": "checkpoint.eval.every",
        "log_steps": "logging.freq",
    },
    defaults={
        "grad_accum": 1,
        "lr": 3e-4,
        "warmup_steps": 2000,
        "total_steps": 1000,
        "weight_decay": 0.1,
        "beta1": 0.9,
        "beta2": 0.95,
        "eps": 1e-8,
        "max_grad_norm": 1.0,
    },
    divides_world=("distributed.tp_size",),
)
