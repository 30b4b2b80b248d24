"""diffusers example scripts (flags of `train_dreambooth.py` and its like).

## What it is

`--train_batch_size` is that of one process; the batch of a step is
train_batch_size x gradient_accumulation_steps x processes. `--scale_lr`
multiplies the learning rate by that batch at run time: then the file's rate is
one per sample, and stays. `--lr_warmup_steps`, `--max_train_steps` and
`--checkpointing_steps` are optimizer steps. Defaults of the learning rate and
the batch differ from script to script.

## Source

- examples/text_to_image/train_text_to_image.py and its neighbours,
  https://github.com/huggingface/diffusers
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler
from lrscale.files.families import anywhere

DIALECT = Dialect(
    signs={
        "$ train_dreambooth*.py": UNIQUE,
        "$ train_text_to_image*.py": UNIQUE,
        "$ train_controlnet*.py": UNIQUE,
        "$ train_unconditional*.py": UNIQUE,
        "$ train_instruct_pix2pix*.py": UNIQUE,
        "$ train_custom_diffusion*.py": UNIQUE,
        "$ train_lcm_distill*.py": UNIQUE,
        "$ train_cogvideox*.py": UNIQUE,
        "$ train_cosmos*.py": UNIQUE,
        "$ train_t2i_adapter*.py": UNIQUE,
        "$ textual_inversion*.py": UNIQUE,
        "$ diffusers": TELLING,
        "$ diffusers.*": TELLING,
        "scale_lr": TELLING,
        "instance_data_dir": TELLING,
        "instance_prompt": TELLING,
        "class_data_dir": TELLING,
        "checkpointing_epochs": TELLING,
        "pretrained_model_name_or_path": SHARED,
        "checkpointing_steps": SHARED,
    },
    keys=anywhere(
        {
            "micro_batch": "train_batch_size",
            "grad_accum": "gradient_accumulation_steps",
            "lr": "learning_rate",
            "text_encoder_lr": ("text_encoder_lr", "learning_rate_text_encoder"),
            "warmup_steps": "lr_warmup_steps",
            "total_steps": "max_train_steps",
            "epochs": "num_train_epochs",
            "save_steps": "checkpointing_steps",
            "eval_steps": "validation_steps",
            "optimizer": "optimizer",
            "weight_decay": "adam_weight_decay",
            "beta1": "adam_beta1",
            "beta2": "adam_beta2",
            "eps": "adam_epsilon",
            "max_grad_norm": "max_grad_norm",
            "world_size": "num_processes",
        }
    ),
    defaults={"grad_accum": 1},
    scalers=(
        Scaler(
            "linear",
            "train_batch_size x gradient_accumulation_steps x processes",
            when=("scale_lr=true", "scale_lr="),
        ),
    ),
    follows={"config_file": "part"},
)
