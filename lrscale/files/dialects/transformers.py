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

from lrscale.files.dialects import SHARED, TELLING, Dialect, Key
from lrscale.files.families import TRANSFORMERS, TRANSFORMERS_DEFAULTS, anywhere, beside
from lrscale.files.quantities import share_below_one

_ANCHORS = (
    "per_device_train_batch_size",
    "per_device_training_batch_size",
    "per_gpu_train_batch_size",
)
KEYS = anywhere(
    TRANSFORMERS
    | {
        "micro_batch": _ANCHORS,
        "lr": ("learning_rate", "actor_learning_rate"),
        "epochs": ("num_train_epochs", "num_epochs"),
        "warmup_steps": Key(("warmup_steps", "num_warmup_steps"), share_below_one),
        "total_steps": ("max_steps", "max_train_steps"),
        "seq_len": ("max_seq_length", "model_max_length", "max_seq_len"),
        "embedding_lr": "embedding_learning_rate",
        "critic_lr": "critic_learning_rate",
        "projector_lr": ("mm_projector_lr", "projector_lr", "merger_lr"),
        "vision_lr": ("mm_vision_tower_lr", "vision_lr"),
        "world_size": "num_processes",
    }
)

DIALECT = Dialect(
    signs={
        "**.per_device_train_batch_size": TELLING,
        "**.per_device_training_batch_size": TELLING,
        "**.per_gpu_train_batch_size": TELLING,
        "$ *trainingarguments": TELLING,
        "**.lr_scheduler_type": SHARED,
        "**.num_train_epochs": SHARED,
        "**.per_device_eval_batch_size": SHARED,
        "**.logging_steps": SHARED,
    },
    keys=KEYS,
    defaults=TRANSFORMERS_DEFAULTS,
    follows={"**.deepspeed": "part", "config_file": "part"},
    refine=beside(_ANCHORS, KEYS),
)
