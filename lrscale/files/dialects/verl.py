"""verl and EasyR1 (Hydra YAML, and its overrides in shell scripts).

## What it is

Reinforcement learning: `actor.ppo_mini_batch_size` is the prompts of an
optimizer step over all GPUs; each gives `rollout.n` responses, so that a step
has their product of samples. `data.train_batch_size` is the prompts of a
rollout, several steps; `ppo_micro_batch_size_per_gpu` only fits a pass into
memory, and `*log_prob*` and `*forward*` batches train nothing. Warmup counts
rollouts, not steps. Actor and critic have a rate each; `min_lr_ratio` is
relative. Supervised finetuning: `data.train_batch_size` is the batch of a step
over all GPUs. EasyR1 calls the same things `worker.actor.global_batch_size`
and `data.rollout_batch_size`.

## Source

- verl/trainer/config, https://github.com/volcengine/verl
- examples/config.yaml, https://github.com/hiyouga/EasyR1
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.families import multiply
from lrscale.files.gathering import Found, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEP = ("actor_rollout_ref.actor.ppo_mini_batch_size", "worker.actor.global_batch_size", "ppo_mini_batch_size")
_RESPONSES = ("actor_rollout_ref.rollout.n", "worker.rollout.n")


def _refine(found: Found) -> None:
    """Count a step in responses; take the batch of a run without rollouts for that of a step."""
    if _named(found, _STEP) or _named(found, ("actor_rollout_ref.actor.optim.lr", "actor_rollout_ref.rollout.name")):
        _count_responses(found)
        for amount, leaf in found.places.pop("warmup_steps", []):
            found.places["warmup_rollouts"] = [Place(amount._replace(field="warmup_rollouts"), leaf)]
        return
    found.drop("rollout_batch", "responses")
    found.take("global_batch", "data.train_batch_size")


def _named(found: Found, patterns: Iterable[str]) -> bool:
    return any(found.lookup.find(pattern) for pattern in patterns)


def _count_responses(found: Found) -> None:
    each, unknown = found.number("responses") or 1, "responses" in found.unknown
    found.drop("responses")
    prompts = found.places.pop("global_batch", []) if unknown else []
    for place in prompts[:1]:
        found.unknown["global_batch"] = (place.leaf, "x rollout.n responses a prompt, which are unknown")
    multiply(found, "global_batch", each)


def _optim(*names: str) -> tuple[str, ...]:
    """Return keys of the actor's optimizer, then of that of a file that has one."""
    sections = ("actor_rollout_ref.actor.optim", "worker.actor.optim", "optim")
    return tuple(f"{section}.{name}" for section in sections for name in names)


DIALECT = Dialect(
    signs={
        "$ verl.trainer.*": UNIQUE,
        "$ verl.*": TELLING,
        "actor_rollout_ref.": UNIQUE,
        "actor_rollout_ref.model.path": UNIQUE,
        "actor_rollout_ref.actor.optim.lr": UNIQUE,
        "actor_rollout_ref.actor.ppo_mini_batch_size": UNIQUE,
        "worker.actor.global_batch_size": UNIQUE,
        "worker.actor.": TELLING,
        "data.micro_batch_size_per_gpu": UNIQUE,
        "ppo_mini_batch_size": TELLING,
        "ppo_micro_batch_size_per_gpu": TELLING,
        "trainer.n_gpus_per_node": SHARED,
        "data.rollout_batch_size": TELLING,
        "_target_=verl.*": UNIQUE,
        "trainer.n_gpus_per_node and trainer.nnodes": TELLING,
    },
    keys={
        "global_batch": _STEP,
        "responses": _RESPONSES,
        "rollout_batch": ("data.train_batch_size", "data.rollout_batch_size"),
        "micro_batch": (
            "actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu",
            "worker.actor.micro_batch_size_per_device_for_update",
            "ppo_micro_batch_size_per_gpu",
            "data.micro_batch_size_per_gpu",
        ),
        "devices": "trainer.n_gpus_per_node",
        "num_nodes": "trainer.nnodes",
        "lr": _optim("lr"),
        "critic_lr": ("critic.optim.lr", "worker.critic.optim.lr"),
        "min_lr": _optim("min_lr"),
        "warmup_steps": _optim("lr_warmup_steps"),
        "warmup_ratio": _optim("lr_warmup_steps_ratio", "warmup_steps_ratio", "lr_warmup_ratio"),
        "epochs": "trainer.total_epochs",
        "optimizer": _optim("optimizer", "strategy"),
        "weight_decay": _optim("weight_decay"),
        "beta1": _optim("betas.0"),
        "beta2": _optim("betas.1"),
        "max_grad_norm": (
            "actor_rollout_ref.actor.grad_clip",
            "worker.actor.max_grad_norm",
            *_optim("clip_grad"),
        ),
    },
    defaults={"num_nodes": 1},
    divides_world=(
        "actor_rollout_ref.actor.ulysses_sequence_parallel_size",
        "worker.actor.ulysses_sequence_parallel_size",
        "ulysses_sequence_parallel_size",
        "actor_rollout_ref.actor.megatron.tensor_model_parallel_size",
        "actor_rollout_ref.actor.megatron.pipeline_model_parallel_size",
        "actor_rollout_ref.actor.megatron.context_parallel_size",
    ),
    follows={"defaults": "defaults"},
    refine=_refine,
)
