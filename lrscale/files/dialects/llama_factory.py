"""LLaMA-Factory (YAML, JSON, flags of `llamafactory-cli train`).

## What it is

transformers' arguments beside its own (stage, template, finetuning_type,
cutoff_len). The batch of a step is per_device_train_batch_size x
gradient_accumulation_steps x processes; the processes are all visible devices
(FORCE_TORCHRUN=1) or in the launcher. The newer schema (dist_config,
train_dataset) names `micro_batch_size` and, at times, `global_batch_size`.
With Megatron, tensor, pipeline and context parallel sizes divide the
processes. Files with `per_device_eval_batch_size` alone only predict.

## Source

- examples/ and src/llamafactory/hparams,
  https://github.com/hiyouga/LLaMA-Factory
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.families import TRANSFORMERS, TRANSFORMERS_DEFAULTS, TRANSFORMERS_FOLLOWS, anywhere, beside

KEYS = TRANSFORMERS | anywhere(
    {
        "micro_batch": ("per_device_train_batch_size", "micro_batch_size"),
        "global_batch": "global_batch_size",
        "seq_len": "cutoff_len",
    }
)

DIALECT = Dialect(
    signs={
        "$ llamafactory-cli": UNIQUE,
        "$ lmf": UNIQUE,
        "$ llamafactory.*": UNIQUE,
        "$ train_bash.py": UNIQUE,
        "**.finetuning_type": UNIQUE,
        "**.dist_config.name": UNIQUE,
        "**.stage=sft": SHARED,
        "**.stage=dpo": SHARED,
        "**.stage=pt": SHARED,
        "**.stage=rm": SHARED,
        "**.stage=ppo": SHARED,
        "**.stage=kto": SHARED,
        "sample_backend": TELLING,
        "kernel_config.": TELLING,
        "**.per_device_train_batch_size": SHARED,
        "**.per_device_train_batch_size and **.stage=[sdprk]*": UNIQUE,
    },
    keys=KEYS,
    defaults=TRANSFORMERS_DEFAULTS,
    divides_world=(
        "**.tensor_model_parallel_size",
        "**.pipeline_model_parallel_size",
        "**.context_parallel_size",
        "**.cp_size",
    ),
    follows=TRANSFORMERS_FOLLOWS,
    refine=beside(("per_device_train_batch_size", "micro_batch_size"), KEYS),
)
