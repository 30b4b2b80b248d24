"""ConvNeXt, BEiT, VideoMAE and their descendants: shell scripts.

## What it is

Their sign is `--update_freq`, which accumulates. `--batch_size` is that of one
process; a step has batch_size x update_freq x
processes. ConvNeXt and BEiT take `--lr` as given; VideoMAE multiplies lr,
min_lr and warmup_lr by that batch / 256. `--warmup_steps` above 0 overrides
`--warmup_epochs`. run_with_submitit.py starts `--nodes` x `--ngpus`
processes.

## Source

- main.py of https://github.com/facebookresearch/ConvNeXt
- run_mae_pretraining.py of https://github.com/MCG-NJU/VideoMAE
"""

from lrscale.files.dialects import SHARED, TELLING, Dialect, Scaler

DIALECT = Dialect(
    signs={
        "update_freq": SHARED,
        "layer_scale_init_value": TELLING,
        "head_init_scale": TELLING,
        "model=convnext*": TELLING,
        "save_ckpt_freq": TELLING,
        "save_ckpt_num": TELLING,
        "model_ema_eval": TELLING,
        "$ run_class_finetuning.py": TELLING,
        "$ run_mae_pretraining.py": TELLING,
        "$ run_beit_pretraining.py": TELLING,
        "data_set": SHARED,
        "layer_decay": SHARED,
        "drop_path": SHARED,
        "opt_betas": SHARED,
    },
    keys={
        "micro_batch": "batch_size",
        "grad_accum": "update_freq",
        "lr": "lr",
        "min_lr": "min_lr",
        "warmup_init_lr": "warmup_lr",
        "warmup_steps": "warmup_steps",
        "warmup_epochs": "warmup_epochs",
        "epochs": "epochs",
        "devices": "ngpus",
        "num_nodes": "nodes",
        "optimizer": "opt",
        "momentum": "momentum",
        "beta1": "opt_betas.0",
        "beta2": "opt_betas.1",
        "eps": "opt_eps",
        "weight_decay": "weight_decay",
        "ema_decay": "model_ema_decay",
        "max_grad_norm": "clip_grad",
    },
    defaults={"grad_accum": 1, "optimizer": "adamw", "weight_decay": 0.05},
    scalers=(
        Scaler(
            "linear",
            "lr x batch / 256",
            when=("$ run_mae_pretraining.py", "model=*videomae*", "$ run_class_finetuning.py and num_frames"),
        ),
    ),
)
