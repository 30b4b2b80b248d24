"""MaxText (YAML like base.yml, `key=value` overrides in shell scripts).

## What it is

`per_device_batch_size` may be a fraction; the batch of a step is that x
`gradient_accumulation_steps` x devices, whatever shards the model: tensor
and other parallel sizes do not divide the devices here. How many devices there
are is the cluster's: an `ici_` or `dcn_` size of -1 is what remains.
`warmup_steps_fraction` is a share of `learning_rate_schedule_steps`, which is
a number of steps and no rate, and `steps` where it is -1. The final fraction
is a share of the rate.

## Source

- src/maxtext/configs/base.yml, https://github.com/AI-Hypercomputer/maxtext
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.document import normal
from lrscale.files.gathering import Place
from lrscale.files.quantities import Amount

if TYPE_CHECKING:
    from lrscale.files.gathering import Found

# What takes the devices that remain, unless it is set.
_REST = {"ici_fsdp_parallelism", "dcn_data_parallelism"}


def _refine(found: Found) -> None:
    """Multiply the sizes of the mesh where none is what remains."""
    mesh = {
        name: leaf
        for leaf in found.lookup.document.leaves
        if (name := normal(leaf.path)[-1]).startswith(("ici_", "dcn_")) and name.endswith("_parallelism")
    }
    sizes = [int(leaf.text) for leaf in mesh.values() if leaf.text and leaf.text.isdecimal()]
    if mesh.keys() >= _REST and len(sizes) == len(mesh) and 0 not in sizes:
        leaf = mesh["ici_fsdp_parallelism"]._replace(locked="the product of the mesh")
        found.places["world_size"] = [Place(Amount("world_size", prod(sizes), 0, 0), leaf)]


DIALECT = Dialect(
    signs={
        "$ maxtext*": UNIQUE,
        "learning_rate_schedule_steps": UNIQUE,
        "warmup_steps_fraction": UNIQUE,
        "ici_fsdp_parallelism": UNIQUE,
        "dcn_data_parallelism": UNIQUE,
        "ici_tensor_parallelism": UNIQUE,
        "base_output_directory": TELLING,
        "base_emb_dim": TELLING,
        "base_config": SHARED,
        "remat_policy": SHARED,
        "max_target_length": SHARED,
        "per_device_batch_size": SHARED,
    },
    keys={
        "micro_batch": "per_device_batch_size",
        "grad_accum": "gradient_accumulation_steps",
        "lr": "learning_rate",
        "warmup_ratio": "warmup_steps_fraction",
        "total_steps": ("steps", "learning_rate_schedule_steps"),
        "save_steps": "checkpoint_period",
        "eval_steps": "eval_interval",
        "log_steps": "log_period",
        "optimizer": "opt_type",
        "beta1": "adam_b1",
        "beta2": "adam_b2",
        "eps": "adam_eps",
        "weight_decay": "adam_weight_decay",
        "max_grad_norm": "gradient_clipping_threshold",
        "seq_len": "max_target_length",
    },
    defaults={"micro_batch": 12, "grad_accum": 1, "lr": 3e-5, "warmup_ratio": 0.1},
    follows={"base_config": "parent"},
    refine=_refine,
)
