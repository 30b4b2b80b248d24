"""OpenRLHF (flags of `openrlhf.cli.train_*`).

## What it is

`--train_batch_size`, or `--train.batch_size`, is the batch of an optimizer
step over all GPUs, counted in responses; `--micro_train_batch_size` is that of
one GPU, and the accumulation follows. `--rollout_batch_size` is the prompts of
a round, and sets no step. PPO has two rates, of the actor and of the critic.
With PPO `--max_epochs` counts passes over one round's responses, the run is
`--num_episodes` long, and intervals count rounds. GPUs under ray are those of
the actor. `--l2` is the weight decay.

## Source

- openrlhf/cli/train_sft.py and train_ppo_ray.py,
  https://github.com/OpenRLHF/OpenRLHF
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _refine(found: Found) -> None:
    """Count epochs and intervals of a run with rollouts in what they are there."""
    if "rollout_batch" in found.places or "rollout_batch" in found.unknown:
        found.drop("epochs", "save_steps", "eval_steps", "log_steps")
        found.take("epochs", ("num_episodes", "train.num_episodes"))


DIALECT = Dialect(
    signs={
        "$ openrlhf.*": UNIQUE,
        "$ *openrlhf*": TELLING,
        "micro_train_batch_size": UNIQUE,
        "micro_rollout_batch_size": UNIQUE,
        "rollout.micro_batch_size": TELLING,
        "actor_num_gpus_per_node": UNIQUE,
        "actor.num_gpus_per_node": TELLING,
        "actor.adam.lr": UNIQUE,
        "adam.lr": SHARED,
        "actor_learning_rate": TELLING,
        "train.colocate_all": TELLING,
        "n_samples_per_prompt": TELLING,
    },
    keys={
        "micro_batch": ("micro_train_batch_size", "train.micro_batch_size"),
        "global_batch": ("train_batch_size", "train.batch_size"),
        "rollout_batch": ("rollout_batch_size", "rollout.batch_size"),
        "devices": ("actor_num_gpus_per_node", "actor.num_gpus_per_node"),
        "num_nodes": ("actor_num_nodes", "actor.num_nodes"),
        "lr": ("actor_learning_rate", "actor.adam.lr", "learning_rate", "adam.lr"),
        "critic_lr": ("critic_learning_rate", "critic.adam.lr"),
        "muon_lr": ("actor.muon.lr", "muon.lr"),
        "warmup_ratio": ("lr_warmup_ratio", "actor.lr_warmup_ratio"),
        "epochs": ("max_epochs", "train.max_epochs"),
        "save_steps": ("save_steps", "ckpt.save_steps"),
        "eval_steps": ("eval_steps", "eval.steps"),
        "log_steps": ("logging_steps", "logger.logging_steps"),
        "optimizer": ("actor.optim", "optim"),
        "beta1": ("adam_betas.0", "actor.adam.betas.0", "adam.betas.0"),
        "beta2": ("adam_betas.1", "actor.adam.betas.1", "adam.betas.1"),
        "weight_decay": ("l2", "actor.adam.weight_decay", "adam.weight_decay"),
        "max_grad_norm": ("max_norm", "actor.max_norm"),
        "seq_len": ("max_len", "data.max_len"),
    },
    defaults={"global_batch": 128, "warmup_ratio": 0.03, "beta1": 0.9, "beta2": 0.95, "weight_decay": 0.0},
    divides_world=("ring_attn_size", "ds.ring_attn_size", "ds_tensor_parallel_size", "ds.tensor_parallel_size"),
    refine=_refine,
)
