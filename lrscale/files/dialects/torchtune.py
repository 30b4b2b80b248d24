"""torchtune recipes (YAML, overrides of `tune run`).

## What it is

The recipes of torchtune: `tune run lora_finetune_distributed --config ...`.
`batch_size` is that of one device; the effective batch is batch_size x
devices x gradient_accumulation_steps. The device count is in the launcher.
`profiler.warmup_steps` is no warmup of the learning rate.

## Source

- https://github.com/pytorch/torchtune/tree/main/recipes/configs
"""

from lrscale.files.dialects import TELLING, UNIQUE, Dialect

DIALECT = Dialect(
    signs={
        "$ tune": UNIQUE,
        "tokenizer._component_=torchtune.*": UNIQUE,
        "model._component_=torchtune.*": UNIQUE,
        "optimizer._component_": TELLING,
        "checkpointer._component_": TELLING,
    },
    keys={
        "micro_batch": "batch_size",
        "grad_accum": "gradient_accumulation_steps",
        "lr": "optimizer.lr",
        "warmup_steps": "lr_scheduler.num_warmup_steps",
        "epochs": "epochs",
        "optimizer": "optimizer._component_",
        "weight_decay": "optimizer.weight_decay",
        "beta1": "optimizer.betas.0",
        "beta2": "optimizer.betas.1",
        "max_grad_norm": "clip_grad_norm",
        "seq_len": "tokenizer.max_seq_len",
        "eval_steps": "run_val_every_n_steps",
        "log_steps": "log_every_n_steps",
    },
    defaults={"grad_accum": 1},
    divides_world=("tensor_parallel_dim", "context_parallel_dim"),
)
