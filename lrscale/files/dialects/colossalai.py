"""ColossalAI's chat trainers (flags of `train_sft.py` and its like).

## What it is

`--batch_size` (PPO: `--train_batch_size`) is that of one data-parallel rank;
the batch of a step is that x accumulation_steps x ranks, and ranks are
processes / (tp x pp x sp). What a missing `--accumulation_steps` means differs
between the trainers, 1 or 8; here it counts as 1. Warmup counts optimizer
steps, 2.5 % of the run where it is missing. A `--hostfile` names the nodes, so
that `--nproc_per_node` alone does not tell the processes.
`--experience_batch_size` and `--ptx_batch_size` are no steps.

## Source

- applications/ColossalChat/examples/training_scripts,
  https://github.com/hpcaitech/ColossalAI
"""

from lrscale.files.dialects import TELLING, UNIQUE, Dialect

DIALECT = Dialect(
    signs={
        "$ colossalai": UNIQUE,
        "strategy=colossalai*": UNIQUE,
        "plugin=zero2*": TELLING,
        "plugin=gemini*": TELLING,
        "plugin=3d": TELLING,
        "plugin=torch_ddp*": TELLING,
        "experience_batch_size": TELLING,
        "ptx_batch_size": TELLING,
    },
    keys={
        "micro_batch": ("batch_size", "train_batch_size", "local_batch_size", "mbs"),
        "grad_accum": "accumulation_steps",
        "lr": "lr",
        "critic_lr": "critic_lr",
        "warmup_steps": "warmup_steps",
        "epochs": ("max_epochs", "num_epochs", "num_episodes"),
        "weight_decay": "weight_decay",
        "max_grad_norm": "grad_clip",
        "seq_len": ("max_len", "max_length"),
    },
    divides_world=("tp", "pp", "sp"),
)
