"""Hugging Face transformers (Trainer flags, YAML, JSON, `TrainingArguments(...)`).

## What it is

Whatever fills `transformers.TrainingArguments`: example scripts, FastChat,
LLaVA, InternVL, DeepSpeed-Chat, open-instruct. The batch of a step is
per_device_train_batch_size x gradient_accumulation_steps x processes; the
processes are in the launcher, or in accelerate's file. Steps (max_steps,
warmup, save, eval, logging) are optimizer steps. `warmup_steps`, `save_steps`,
`eval_steps` and `logging_steps` below 1 are shares of all steps, and a
positive `warmup_steps` wins over `warmup_ratio`. `--deepspeed FILE` adds a
DeepSpeed file, whose "auto" values are filled from these arguments. A comment
or a file name that says "bs1024" is no evidence.

## Source

- TrainingArguments,
  https://huggingface.co/docs/transformers/main_classes/trainer
- The flags of the scripts without a Trainer (num_warmup_steps,
  max_train_steps): examples/pytorch/*/run_*_no_trainer.py,
  https://github.com/huggingface/transformers
"""

from lrscale.files.dialects import Dialect
from lrscale.files.families import (
    TRANSFORMERS,
    TRANSFORMERS_ANCHORS,
    TRANSFORMERS_DEFAULTS,
    TRANSFORMERS_FOLLOWS,
    TRANSFORMERS_SIGNS,
    beside,
)

DIALECT = Dialect(
    signs=TRANSFORMERS_SIGNS,
    keys=TRANSFORMERS,
    defaults=TRANSFORMERS_DEFAULTS,
    follows=TRANSFORMERS_FOLLOWS,
    refine=beside(TRANSFORMERS_ANCHORS, TRANSFORMERS),
)
