"""SlowFast (PySlowFast) configs: yacs YAML, and the overrides in shell scripts.

## What it is

`TRAIN.BATCH_SIZE` is the batch of one machine, over its `NUM_GPUS`; a step has
that x `NUM_SHARDS`, the number of machines. `AUG.NUM_SAMPLE` repeats each
sample, which is not counted here. MAX_EPOCH, STEPS, WARMUP_EPOCHS and the
periods are in epochs. With `SOLVER.BASE_LR_SCALE_NUM_SHARDS` the optimizer
gets BASE_LR, WARMUP_START_LR and COSINE_END_LR x NUM_SHARDS, which are the
rates given here: more machines need no other BASE_LR, a larger
TRAIN.BATCH_SIZE does.

## Source

- slowfast/config/defaults.py of https://github.com/facebookresearch/SlowFast
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.families import multiply
from lrscale.files.gathering import Found

_RATES = {
    "lr": "SOLVER.BASE_LR",
    "min_lr": "SOLVER.COSINE_END_LR",
    "warmup_init_lr": "SOLVER.WARMUP_START_LR",
}


def refine(found: Found) -> None:
    """Read the batch of all machines from that of one, and the rates where they are multiplied by the machines."""
    if "num_nodes" in found.unknown:
        found.drop("global_batch", *_RATES)
        found.unknown["global_batch"] = (found.unknown["num_nodes"][0], "NUM_SHARDS, the machines, is not known")
        return
    machines = int(found.number("num_nodes") or 1)
    multiply(found, "global_batch", machines)
    if found.lookup.shows("SOLVER.BASE_LR_SCALE_NUM_SHARDS=true"):
        for field in _RATES:
            multiply(found, field, machines)


DIALECT = Dialect(
    signs={
        "SOLVER.OPTIMIZING_METHOD": UNIQUE,
        "SOLVER.BASE_LR_SCALE_NUM_SHARDS": UNIQUE,
        "NUM_SHARDS": UNIQUE,
        "DATA.PATH_TO_DATA_DIR": UNIQUE,
        "TRAIN.BATCH_SIZE": SHARED,
        "SOLVER.MAX_EPOCH": SHARED,
        "SOLVER.WARMUP_START_LR": TELLING,
        "SOLVER.COSINE_END_LR": TELLING,
        "SOLVER.BASE_LR": SHARED,
        "$ run_net.py": SHARED,
        "TRAIN.BATCH_SIZE and SOLVER.BASE_LR and $ run_net.py": TELLING,
        "SOLVER.BASE_LR and SOLVER.LR_POLICY": TELLING,
    },
    keys={
        "global_batch": "TRAIN.BATCH_SIZE",
        **_RATES,
        "warmup_epochs": "SOLVER.WARMUP_EPOCHS",
        "epochs": "SOLVER.MAX_EPOCH",
        "log_steps": "LOG_PERIOD",
        "optimizer": "SOLVER.OPTIMIZING_METHOD",
        "momentum": "SOLVER.MOMENTUM",
        "beta1": "SOLVER.BETAS.0",
        "beta2": "SOLVER.BETAS.1",
        "weight_decay": "SOLVER.WEIGHT_DECAY",
        "max_grad_norm": "SOLVER.CLIP_GRAD_L2NORM",
        "devices": "NUM_GPUS",
        "num_nodes": "NUM_SHARDS",
    },
    defaults={"num_nodes": 1, "global_batch": 64, "lr": 0.1, "momentum": 0.9, "weight_decay": 1e-4, "optimizer": "sgd"},
    follows={"cfg": "parent"},
    refine=refine,
)
