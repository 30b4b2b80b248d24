"""torchtitan (TOML, `--section.key` flags of run_train.sh, Python configs).

## What it is

`training.local_batch_size` (`batch_size` in older files) is that of one
data-parallel rank; `training.global_batch_size` is that of a step, and the
accumulation follows from it; -1, or nothing, means no accumulation. Ranks are
`data_parallel_replicate_degree` x `data_parallel_shard_degree`, where -1 is
what the processes leave; tensor, pipeline and context parallel degrees divide
the processes, expert parallel ones do not. All steps are optimizer steps;
`min_lr_factor` and `decay_ratio` are shares. run_train.sh starts NGPU
processes. `[validation]` has a `local_batch_size` and `steps` of its own.

## Source

- torchtitan/config/job_config.py, https://github.com/pytorch/torchtitan
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.families import anywhere
from lrscale.files.gathering import Place
from lrscale.files.quantities import Amount

if TYPE_CHECKING:
    from lrscale.files.gathering import Found

_DEGREES = ("data_parallel_replicate_degree", "data_parallel_shard_degree")


def _refine(found: Found) -> None:
    """Multiply the two degrees of data parallelism where neither is what remains."""
    leaves = [leaf for name in _DEGREES for leaf in found.lookup.find(f"**.{name}")]
    told = [int(leaf.text) for leaf in leaves if leaf.text and leaf.text.isdecimal()]
    if len(leaves) == len(told) == len(_DEGREES) and 0 not in told:
        first = leaves[0]._replace(locked=f"{told[0]} replicas x {told[1]} shards")
        found.places["data_parallel"] = [Place(Amount("data_parallel", prod(told), 0, 0), first)]


DIALECT = Dialect(
    signs={
        "**.training.local_batch_size": UNIQUE,
        "**.parallelism.data_parallel_shard_degree": UNIQUE,
        "training.data_parallel_shard_degree": UNIQUE,
        "training.data_parallel_degree": UNIQUE,
        "**.TrainingConfig.local_batch_size": TELLING,
        "job.dump_folder": UNIQUE,
        "$ *torchtitan*": TELLING,
        "$ run_train.sh": SHARED,
        "model.flavor": TELLING,
        "**.training.global_batch_size": SHARED,
        "**.lr_scheduler.warmup_steps": SHARED,
        "**.training.max_norm": SHARED,
    },
    keys=anywhere(
        {
            "micro_batch": ("training.local_batch_size", "training.batch_size", "TrainingConfig.local_batch_size"),
            "global_batch": ("training.global_batch_size", "TrainingConfig.global_batch_size"),
            "seq_len": ("training.seq_len", "TrainingConfig.seq_len"),
            "total_steps": ("training.steps", "TrainingConfig.steps"),
            "max_grad_norm": ("training.max_norm", "TrainingConfig.max_norm"),
            "lr": ("optimizer.lr", "Config.lr"),
            "warmup_steps": ("lr_scheduler.warmup_steps", "training.warmup_steps", "Config.warmup_steps"),
            "optimizer": "optimizer.name",
            "beta1": "optimizer.beta1",
            "beta2": "optimizer.beta2",
            "eps": "optimizer.eps",
            "weight_decay": "optimizer.weight_decay",
            "devices": "$NGPU",
            "save_steps": "checkpoint.interval",
            "eval_steps": "validation.freq",
            "log_steps": "metrics.log_freq",
        }
    ),
    defaults={
        "micro_batch": 8,
        "grad_accum": 1,
        "lr": 8e-4,
        "warmup_steps": 200,
        "total_steps": 10000,
        "max_grad_norm": 1.0,
        "seq_len": 2048,
        "num_nodes": lambda count: 1 if count("devices") else None,
    },
    divides_world=(
        "**.tensor_parallel_degree",
        "**.pipeline_parallel_degree",
        "**.context_parallel_degree",
    ),
    follows={"$CONFIG_FILE": "parent", "job.config_file": "parent"},
    refine=_refine,
)
