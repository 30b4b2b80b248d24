"""accelerate launch configurations (YAML, JSON of `accelerate config`).

## What it is

How many processes a launch starts, and what DeepSpeed accumulates: no learning
rate and no micro-batch, which are the script's. `num_processes` counts all
machines together. Flags of `accelerate launch` win over the file. A scheduler
that accelerate prepared steps num_processes times for each optimizer step
unless split_batches is set, so that schedules counted in the steps of one
process shrink as processes are added.

## Source

- src/accelerate/commands/config/config_args.py and scheduler.py,
  https://github.com/huggingface/accelerate
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect

DIALECT = Dialect(
    signs={
        "compute_environment": UNIQUE,
        "distributed_type": UNIQUE,
        "main_training_function": UNIQUE,
        "machine_rank": TELLING,
        "num_machines": SHARED,
        "downcast_bf16": TELLING,
        "deepspeed_config.": TELLING,
    },
    keys={
        "world_size": "num_processes",
        "grad_accum": ("deepspeed_config.gradient_accumulation_steps", "gradient_accumulation_steps"),
        "max_grad_norm": ("deepspeed_config.gradient_clipping", "megatron_lm_config.megatron_lm_gradient_clipping"),
    },
    divides_world=(
        "parallelism_config.parallelism_config_tp_size",
        "parallelism_config.parallelism_config_cp_size",
        "megatron_lm_config.megatron_lm_tp_degree",
        "megatron_lm_config.megatron_lm_pp_degree",
    ),
    follows={"deepspeed_config.deepspeed_config_file": "part"},
)
