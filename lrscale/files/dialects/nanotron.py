"""nanotron (YAML of `run_train.py --config-file ...`).

## What it is

`tokens.micro_batch_size` is that of one rank in one forward pass; the batch of
a step is that x `batch_accumulation_per_replica` x `parallelism.dp`. Tensor,
pipeline, context and expert parallel sizes are further processes that share
a replica. `train_steps`, warmup and decay count optimizer steps;
`min_decay_lr` is a learning rate, not a share of one. The
`start_training_step` of the data stages moves with the steps by hand.

## Source

- src/nanotron/config/config.py and src/nanotron/parallel/context.py,
  https://github.com/huggingface/nanotron
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect

_SCHEDULE = "optimizer.learning_rate_scheduler"

DIALECT = Dialect(
    signs={
        "tokens.micro_batch_size": UNIQUE,
        "tokens.batch_accumulation_per_replica": UNIQUE,
        f"{_SCHEDULE}.": UNIQUE,
        "data_stages.*.start_training_step": UNIQUE,
        "parallelism.dp": SHARED,
        "checkpoints.checkpoint_interval": TELLING,
        "optimizer.optimizer_factory.": TELLING,
    },
    keys={
        "micro_batch": "tokens.micro_batch_size",
        "grad_accum": "tokens.batch_accumulation_per_replica",
        "data_parallel": "parallelism.dp",
        "seq_len": "tokens.sequence_length",
        "total_steps": ("tokens.train_steps", f"{_SCHEDULE}.lr_decay_steps", f"{_SCHEDULE}.lr_decay_starting_step"),
        "eval_steps": "tokens.val_check_interval",
        "save_steps": "checkpoints.checkpoint_interval",
        "log_steps": "logging.iteration_step_info_interval",
        "lr": f"{_SCHEDULE}.learning_rate",
        "min_lr": f"{_SCHEDULE}.min_decay_lr",
        "warmup_steps": f"{_SCHEDULE}.lr_warmup_steps",
        "optimizer": "optimizer.optimizer_factory.name",
        "beta1": ("optimizer.optimizer_factory.adam_beta1", "optimizer.adam_beta1"),
        "beta2": ("optimizer.optimizer_factory.adam_beta2", "optimizer.adam_beta2"),
        "eps": ("optimizer.optimizer_factory.adam_eps", "optimizer.adam_eps"),
        "weight_decay": "optimizer.weight_decay",
        "max_grad_norm": "optimizer.clip_grad",
    },
    defaults={"grad_accum": 1},
    divides_world=(
        "parallelism.tp",
        "parallelism.pp",
        "parallelism.context_parallel_size",
        "parallelism.expert_parallel_size",
    ),
)
