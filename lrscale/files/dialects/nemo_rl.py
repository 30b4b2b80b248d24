"""NeMo-RL: GRPO, DPO, SFT (YAML that inherits by `defaults:`, Hydra overrides).

## What it is

`policy.train_global_batch_size` is the batch of an optimizer step, in samples;
`policy.train_micro_batch_size` is that of one forward pass of a replica, and
none while dynamic batching or sequence packing is on. A step of GRPO samples
num_prompts_per_step x num_generations_per_prompt answers, and makes that /
train_global_batch_size optimizer steps of it: its counters, the scheduler's,
too, count the former. Replicas are GPUs / the tensor, pipeline and context
parallel sizes of the backend that is enabled, `dtensor_cfg` or `megatron_cfg`;
GPUs of a generation that is not colocated do not train. The warmup is the
total_iters of the scheduler's LinearLR. The batch sizes of validation, logprob
and generation train nothing.

## Source

- examples/configs and nemo_rl/models/policy, https://github.com/NVIDIA-NeMo/RL
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import TELLING, UNIQUE, Dialect
from lrscale.files.gathering import Place

if TYPE_CHECKING:
    from lrscale.files.document import Leaf
    from lrscale.files.gathering import Found

_DTENSOR = ("policy.dtensor_cfg.tensor_parallel_size", "policy.dtensor_cfg.context_parallel_size")
_MEGATRON = (
    "policy.megatron_cfg.tensor_model_parallel_size",
    "policy.megatron_cfg.pipeline_model_parallel_size",
    "policy.megatron_cfg.context_parallel_size",
)
_OPTIMIZER = ("policy.megatron_cfg.optimizer", "policy.optimizer.kwargs", "policy.optimizer")
_SCHEDULER = "policy.megatron_cfg.scheduler"


def _refine(found: Found) -> None:
    """Read the backend that is enabled, the warmup in a list of schedulers, and the units of what GRPO counts."""
    if found.lookup.shows("policy.megatron_cfg.enabled=true"):
        found.drop(*(f"divides_world.{index}" for index in range(len(_DTENSOR))))
    else:
        found.drop(*(f"divides_world.{len(_DTENSOR) + index}" for index in range(len(_MEGATRON))))
        found.drop("lr", "min_lr", "warmup_steps", "decay_steps", "weight_decay", "beta1", "beta2", "eps", "optimizer")
        for field, names in _PARAMETERS.items():
            found.take(field, [f"policy.optimizer.kwargs.{name}" for name in names])
        found.take("optimizer", "policy.optimizer.name")
        _read_warmup(found)
    if found.lookup.shows("policy.generation.colocated.enabled=false"):
        leaf = found.lookup.find("policy.generation.colocated.enabled")[0]
        found.drop("devices")
        found.unknown["devices"] = (leaf, "some of the GPUs only generate")
    _mark_steps_of_rollouts(found)


def _read_warmup(found: Found) -> None:
    for leaf in found.lookup.find("policy.scheduler.*.name"):
        if (leaf.text or "").endswith("LinearLR"):
            section = ".".join(map(str, leaf.path[:-1]))
            rising = found.lookup.shows(f"{section}.kwargs.end_factor=1*")
            if rising or not found.lookup.find(f"{section}.kwargs.end_factor"):
                found.take("warmup_steps", f"{section}.kwargs.total_iters")
                return


def _mark_steps_of_rollouts(found: Found) -> None:
    """Call a warmup by what it counts, where that makes several optimizer steps each."""
    prompts = found.lookup.find("grpo.num_prompts_per_step")
    if not prompts or _rollout(found, prompts[0]) == found.number("global_batch"):
        return
    for amount, leaf in found.places.pop("warmup_steps", []):
        found.places["warmup_rollouts"] = [Place(amount._replace(field="warmup_rollouts"), leaf)]


def _rollout(found: Found, prompts: Leaf) -> int | None:
    answers = found.lookup.find("grpo.num_generations_per_prompt")
    texts = (prompts.text or "", (answers[0].text or "") if answers else "")
    return int(texts[0]) * int(texts[1]) if all(text.isdecimal() for text in texts) else None


_PARAMETERS = {
    "lr": ("lr",),
    "weight_decay": ("weight_decay",),
    "momentum": ("momentum",),
    "beta1": ("betas.0",),
    "beta2": ("betas.1",),
    "eps": ("eps",),
}

DIALECT = Dialect(
    signs={
        "policy.train_global_batch_size": UNIQUE,
        "policy.train_micro_batch_size": UNIQUE,
        "policy.dtensor_cfg.": UNIQUE,
        "policy.megatron_cfg.": UNIQUE,
        "policy.make_sequence_length_divisible_by": UNIQUE,
        "policy.generation.vllm_cfg.": UNIQUE,
        "grpo.num_prompts_per_step": UNIQUE,
        "grpo.max_num_steps": UNIQUE,
        "sft.max_num_steps": UNIQUE,
        "dpo.max_num_steps": UNIQUE,
        "cluster.gpus_per_node": TELLING,
        "policy.max_total_sequence_length": TELLING,
        "policy.optimizer.kwargs.lr": TELLING,
        "$ run_grpo*.py": TELLING,
    },
    keys={
        "micro_batch": "policy.train_micro_batch_size",
        "global_batch": "policy.train_global_batch_size",
        "devices": "cluster.gpus_per_node",
        "num_nodes": "cluster.num_nodes",
        "lr": "policy.megatron_cfg.optimizer.lr",
        "min_lr": "policy.megatron_cfg.optimizer.min_lr",
        "warmup_steps": f"{_SCHEDULER}.lr_warmup_iters",
        "decay_steps": f"{_SCHEDULER}.lr_decay_iters",
        "total_steps": ("sft.max_num_steps", "dpo.max_num_steps", "rm.max_num_steps"),
        "epochs": ("sft.max_num_epochs", "dpo.max_num_epochs", "rm.max_num_epochs"),
        "eval_steps": ("sft.val_period", "dpo.val_period", "rm.val_period"),
        "seq_len": "policy.max_total_sequence_length",
        "optimizer": "policy.megatron_cfg.optimizer.optimizer",
        "weight_decay": "policy.megatron_cfg.optimizer.weight_decay",
        "beta1": "policy.megatron_cfg.optimizer.adam_beta1",
        "beta2": "policy.megatron_cfg.optimizer.adam_beta2",
        "eps": "policy.megatron_cfg.optimizer.adam_eps",
        "max_grad_norm": "policy.max_grad_norm",
        "rollout_batch": "grpo.num_prompts_per_step",
    },
    divides_world=(*_DTENSOR, *_MEGATRON),
    follows={"defaults": "parent"},
    refine=_refine,
)
