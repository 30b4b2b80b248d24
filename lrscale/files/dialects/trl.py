"""trl trainers (YAML recipes, flags, `SFTConfig(...)`, `GRPOConfig(...)`).

## What it is

transformers' arguments with other defaults for the learning rate (SFT 2e-5,
DPO, GRPO and KTO 1e-6, reward 1e-4), and the recipes of alignment-handbook,
open-r1 and SimPO. The batch of a step is per_device_train_batch_size x
gradient_accumulation_steps x processes, where a GRPO "sample" is one
completion: the prompts of a step are that batch over `num_generations`. The
processes are in accelerate's file; those kept for vLLM do not train.

## Source

- https://huggingface.co/docs/trl
- https://github.com/huggingface/alignment-handbook/tree/main/recipes
"""

from lrscale.files.dialects import SHARED, TELLING, Dialect
from lrscale.files.families import (
    TRANSFORMERS,
    TRANSFORMERS_DEFAULTS,
    TRANSFORMERS_FOLLOWS,
    TRANSFORMERS_SIGNS,
    anywhere,
    beside,
)

KEYS = TRANSFORMERS | anywhere({"seq_len": ("max_length", "max_seq_length")})

DIALECT = Dialect(
    signs={
        **TRANSFORMERS_SIGNS,
        "dataset_mixture.": TELLING,
        "dataset_mixer.": TELLING,
        "num_generations": SHARED,
        "max_completion_length": TELLING,
        "max_prompt_length": SHARED,
        "dataset_kwargs.skip_prepare_dataset": TELLING,
        "reward_funcs": SHARED,
        "$ trl": TELLING,
        "$ trl.*": TELLING,
        "$ *sftconfig": TELLING,
        "$ *dpoconfig": TELLING,
        "$ *grpoconfig": TELLING,
        "$ *ktoconfig": TELLING,
        "$ *orpoconfig": TELLING,
        "$ *rewardconfig": TELLING,
        "$ *sfttrainer": TELLING,
        "$ *dpotrainer": TELLING,
        "$ *grpotrainer": TELLING,
    },
    keys=KEYS,
    defaults={field: value for field, value in TRANSFORMERS_DEFAULTS.items() if field != "lr"},
    follows=TRANSFORMERS_FOLLOWS,
    refine=beside(("per_device_train_batch_size",), KEYS),
)
