"""MAE's main_pretrain.py and main_finetune.py, and what descends from them: shell.

## What it is

`--batch_size` is that of one process; a step has batch_size x accum_iter x
processes. Without `--lr` the rate is `--blr` x that batch / 256; `--lr`
overrides it and is used as given. `--min_lr` is a rate and is not multiplied.
Warmup is in epochs. The submitit scripts start `--nodes` x `--ngpus`
processes.

## Source

- main_pretrain.py of https://github.com/facebookresearch/mae
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler
from lrscale.files.gathering import Found


def refine(found: Found) -> None:
    """Read the base rate where no rate overrides it."""
    if "lr" not in found.places and "lr" not in found.unknown:
        found.take("lr", "blr")


DIALECT = Dialect(
    signs={
        "blr": UNIQUE,
        "accum_iter": SHARED,
        "norm_pix_loss": TELLING,
        "model=mae_*": TELLING,
        "mask_ratio": SHARED,
        "$ main_pretrain.py": TELLING,
        "$ submitit_pretrain.py": TELLING,
        "$ submitit_finetune.py": TELLING,
        "$ main_finetune.py": TELLING,
        "$ main_linprobe.py": TELLING,
    },
    keys={
        "micro_batch": "batch_size",
        "grad_accum": "accum_iter",
        "lr": "lr",
        "min_lr": "min_lr",
        "warmup_epochs": "warmup_epochs",
        "epochs": "epochs",
        "devices": "ngpus",
        "num_nodes": "nodes",
        "weight_decay": "weight_decay",
        "max_grad_norm": "clip_grad",
    },
    defaults={"grad_accum": 1, "lr": 1e-3, "reference_batch": 256, "weight_decay": 0.05},
    scalers=(Scaler("linear", "blr x batch / 256", when=("not lr=*[0-9]*",)),),
    refine=refine,
)
