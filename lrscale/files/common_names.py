"""What people commonly call hyperparameters in scripts and files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.errors import InvalidInput
from lrscale.files.dialects import Key
from lrscale.files.families import anywhere
from lrscale.files.quantities import device_list, plain, share_below_one

if TYPE_CHECKING:
    from lrscale.files.quantities import Amount

__all__ = ["ACCUMULATION", "BATCH", "GLOBAL", "MICRO", "NAMES", "RATE"]

# Judgement: no batch of a step has more samples, and one counted in tokens has seldom fewer.
_MOST_SAMPLES = 2**16


def _samples(field: str, text: str) -> Amount | None:
    found = plain(field, text)
    if found is not None and not isinstance(found.value, str) and found.value > _MOST_SAMPLES:
        raise InvalidInput(f"{found.value} could be tokens")
    return found


# Of one process for certain; the others are where these are missing.
MICRO = (
    "per_device_train_batch_size",
    "per_device_training_batch_size",
    "per_gpu_train_batch_size",
    "per_device_batch_size",
    "batch_size_per_gpu",
    "batch_size_per_device",
    "train_micro_batch_size_per_gpu",
    "micro_train_batch_size",
    "micro_batch_size",
    "microbatch_size",
    "device_batch_size",
    "mbs",
)
BATCH = ("train_batch_size", "batch_size", "batchsize", "bsz", "bs", "b")
ACCUMULATION = (
    "gradient_accumulation_steps",
    "grad_accum_steps",
    "grad_accumulation_steps",
    "gradient_accumulation",
    "gradient_accumulate_every",
    "grad_accumulation_factor",
    "accumulate_grad_batches",
    "accum",
    "accumulate",
    "accumulation",
    "accum_grad",
    "accumulation_steps",
    "accum_steps",
    "acc_steps",
    "accu_steps",
    "grad_accum",
    "grad_acc_steps",
    "accum_iter",
    "accum_freq",
    "accum_count",
    "update_freq",
    "accumulative_counts",
    "batch_accumulation_per_replica",
)
GLOBAL = (
    "global_batch_size",
    "total_batch_size",
    "global_train_batch_size",
    "train_global_batch_size",
    "effective_batch_size",
    "gbs",
)
RATE = ("learning_rate", "learningrate", "lr", "base_lr", "peak_lr", "max_lr", "lr0", "actor_learning_rate", "blr")

NAMES = anywhere(
    {
        "micro_batch": (*MICRO, *BATCH),
        "grad_accum": ACCUMULATION,
        "global_batch": Key(GLOBAL, _samples),
        "lr": RATE,
        "min_lr": ("min_lr", "lr_min", "eta_min", "end_lr", "lr_end", "learning_rate_final", "minimum_learning_rate"),
        "critic_lr": ("critic_learning_rate", "critic_lr"),
        "backbone_lr": ("backbone_lr", "lr_backbone"),
        "head_lr": ("head_lr", "lr_head"),
        "encoder_lr": ("encoder_lr", "lr_encoder"),
        "decoder_lr": ("decoder_lr", "lr_decoder"),
        "embedding_lr": ("embedding_lr", "embed_lr"),
        "unet_lr": "unet_lr",
        "text_encoder_lr": ("text_encoder_lr", "learning_rate_text_encoder"),
        "generator_lr": ("g_lr", "lr_g", "generator_lr"),
        "discriminator_lr": ("d_lr", "lr_d", "discriminator_lr"),
        "warmup_init_lr": ("warmup_lr", "warmup_init_lr", "lr_warmup_init"),
        "warmup_steps": Key(
            (
                "warmup_steps",
                "num_warmup_steps",
                "lr_warmup_steps",
                "n_warmup_steps",
                "warmup_iters",
                "lr_warmup_iters",
                "warmup_iterations",
                "warmup_updates",
            ),
            share_below_one,
        ),
        "warmup_ratio": (
            "warmup_ratio",
            "warmup_fraction",
            "warmup_frac",
            "warmup_proportion",
            "warmup_percent",
            "lr_warmup_fraction",
            "lr_warmup_ratio",
        ),
        "warmup_epochs": ("warmup_epochs", "warmup_epoch", "lr_warmup_epochs", "num_warmup_epochs"),
        "total_steps": (
            "max_steps",
            "max_train_steps",
            "total_steps",
            "train_steps",
            "num_train_steps",
            "num_training_steps",
            "training_steps",
            "max_iters",
            "max_iterations",
            "train_iters",
            "total_iters",
            "num_iterations",
            "iterations",
        ),
        "epochs": ("epochs", "num_epochs", "num_train_epochs", "n_epochs", "max_epochs", "max_epoch", "nepochs"),
        "optimizer": (
            "optimizer",
            "optimizer.name",
            "optimizer.type",
            "optimizer._target_",
            "optimizer_name",
            "optimizer_type",
            "optim",
            "opt",
        ),
        "momentum": ("momentum", "sgd_momentum"),
        "weight_decay": ("weight_decay", "wd", "adam_weight_decay"),
        "beta1": ("beta1", "adam_beta1", "b1", "adam_b1"),
        "beta2": ("beta2", "adam_beta2", "b2", "adam_b2"),
        "eps": ("adam_epsilon", "adam_eps", "opt_eps"),
        "max_grad_norm": (
            "max_grad_norm",
            "grad_clip",
            "clip_grad",
            "clip_grad_norm",
            "grad_clip_norm",
            "gradient_clip_val",
            "gradient_clipping",
            "grad_norm_clip",
            "clip_max_norm",
        ),
        "ema_decay": ("ema_decay", "model_ema_decay", "ema_rate"),
        "seq_len": ("seq_len", "seq_length", "sequence_length", "max_seq_len", "max_seq_length", "block_size"),
        "world_size": ("world_size", "num_processes"),
        "devices": Key(
            ("nproc_per_node", "n_gpus_per_node", "gpus_per_node", "num_gpus", "ngpus", "ngpu", "gpus"), device_list
        ),
        "num_nodes": ("nnodes", "num_nodes", "num_machines"),
    }
)
