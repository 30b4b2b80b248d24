"""Any other script or file, by what people commonly call things (every syntax).

## What it is

The last resort: flags of a command, defaults of `add_argument`, arguments of
calls, keys of a file in any section, by a list of common names. It is taken
only where no framework is recognised. `batch_size` is taken for that of one
process, as in DistributedDataParallel; under nn.DataParallel it is that of all
devices. Where two places disagree, or a bare `batch_size` stands beside a
`micro_batch_size`, the value is unknown. Names of evaluation, generation and
caching do not count, and intervals neither: nobody knows their unit. A bare
`warmup` from 1 to 99 could be steps or epochs, and is unknown; so is a total
batch beyond 65536, which could be tokens.

## Source

- Names as real launch scripts spell them; there is no one framework behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.errors import InvalidInput
from lrscale.files.dialects import Dialect, Key
from lrscale.files.document import normal
from lrscale.files.families import anywhere
from lrscale.files.launchers import speaks
from lrscale.files.quantities import device_list, plain, share_below_one

if TYPE_CHECKING:
    from lrscale.files.document import Leaf
    from lrscale.files.gathering import Found
    from lrscale.files.quantities import Amount, Unit

# Judgement: fewer optimizer steps of warmup are not worth a flag, more epochs are not run.
_FEWEST_STEPS = 100
# Judgement: no batch of a step has more samples, and one counted in tokens has seldom fewer.
_MOST_SAMPLES = 2**16


def _warmup(field: str, text: str) -> Amount | None:
    found = share_below_one(field, text)
    if found is not None and isinstance(found.value, int) and 0 < found.value < _FEWEST_STEPS:
        raise InvalidInput(f"{found.value} could be steps or epochs")
    return found


def _samples(field: str, text: str) -> Amount | None:
    found = plain(field, text)
    if found is not None and not isinstance(found.value, str) and found.value > _MOST_SAMPLES:
        raise InvalidInput(f"{found.value} could be tokens")
    return found


# Of one process for certain; the others are where these are missing.
_MICRO = (
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
_BATCH = ("train_batch_size", "batch_size", "batchsize", "bsz", "bs", "b")
_ACCUMULATION = (
    "gradient_accumulation_steps",
    "grad_accum_steps",
    "grad_accumulation_steps",
    "gradient_accumulation",
    "gradient_accumulate_every",
    "grad_accumulation_factor",
    "accumulate_grad_batches",
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
_GLOBAL = (
    "global_batch_size",
    "total_batch_size",
    "global_train_batch_size",
    "train_global_batch_size",
    "effective_batch_size",
    "gbs",
)
_RATE = ("learning_rate", "learningrate", "lr", "base_lr", "peak_lr", "max_lr", "lr0", "actor_learning_rate", "blr")

KEYS = anywhere(
    {
        "micro_batch": (*_MICRO, *_BATCH),
        "grad_accum": _ACCUMULATION,
        "global_batch": Key(_GLOBAL, _samples),
        "lr": _RATE,
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
            "num_steps",
            "n_steps",
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

# Fields that several names may state, all of which must agree.
_AGREEING = frozenset({"micro_batch", "grad_accum", "global_batch", "lr"})
# Too short to mean anything but as a flag.
_SHORT = frozenset({"b", "bs", "mbs", "gbs", "bsz", "b1", "b2", "wd", "opt"})
_IGNORED = (
    "eval",
    "val_",
    "val.",
    "valid",
    "test",
    "infer",
    "rollout",
    "log_prob",
    "forward",
    "generate",
    "generation",
    "vae",
    "caching",
    "completion",
    "tokenizer",
    "dataset_num_proc",
    "sample",
)


def _refine(found: Found) -> None:
    """Read the table once more: by what is meant, with all names of a field together."""
    launched = speaks(found.lookup)
    found.drop(*(field for field in KEYS if field != "devices"))
    for field, (paths, unit) in KEYS.items():
        if field != "devices":
            _state(found, field, _meant(found, paths), unit)
    if not any(field.startswith("warmup_") for field in (*found.places, *found.unknown)):
        _state(found, "warmup_steps", _meant(found, ("**.warmup",)), _warmup)
    if launched:
        found.drop("world_size", "devices", "num_nodes")


def _meant(found: Found, paths: str | tuple[str, ...]) -> list[Leaf]:
    """Return the scalars of these names that are about training."""
    leaves = [leaf for pattern in paths for leaf in found.lookup.find(pattern)]
    leaves = [leaf for leaf in leaves if not any(word in ".".join(normal(leaf.path)) for word in _IGNORED)]
    leaves = [leaf for leaf in leaves if normal(leaf.path)[-1] not in _SHORT or str(leaf.path[0]).startswith("-")]
    if found.lookup.document.syntax != "python":
        return leaves
    # An option's default, or a constant, is what calls are given from elsewhere.
    told = [leaf for leaf in leaves if leaf.text is not None]
    return [leaf for leaf in told if len(leaf.path) == 1] or told or leaves


def _state(found: Found, field: str, leaves: list[Leaf], unit: Unit) -> None:
    """Note what the scalars say of a field, unknown where they do not agree."""
    if field == "micro_batch":
        certain = [leaf for leaf in leaves if normal(leaf.path)[-1] in _MICRO]
        bare = [leaf for leaf in leaves if leaf not in certain]
        if certain and {leaf.text for leaf in bare} - {leaf.text for leaf in certain}:
            found.unknown["grad_accum"] = (bare[0], "a batch size beside a micro-batch: of a step, or of what?")
        leaves = certain or leaves
    for leaf in leaves:
        found.note(field, leaf, unit)
    places = found.places.get(field, [])
    if field in found.unknown and field in _AGREEING:
        found.places.pop(field, None)
    elif field in _AGREEING and len({place.amount.value for place in places}) > 1:
        shown = ", ".join(dict.fromkeys(f"{place.amount.value} (line {place.leaf.line})" for place in places))
        found.unknown[field] = (places[0].leaf, f"said differently: {shown}")
        del found.places[field]
    else:
        found.settle(field)


DIALECT = Dialect(
    # Nothing: any framework that shows at all is the better guess.
    signs={f"**.{name}": 0 for name in (*_MICRO, *_BATCH, *_ACCUMULATION, *_GLOBAL, *_RATE)},
    keys=KEYS,
    defaults={"num_nodes": lambda count: 1 if count("devices") else None},
    ignores=_IGNORED,
    refine=_refine,
)
