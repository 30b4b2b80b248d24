"""Detectron2 and detrex configs: yacs YAML, lazy Python, and shell scripts.

## What it is

`SOLVER.IMS_PER_BATCH`, and `dataloader.train.total_batch_size` of a lazy
config, is the batch over all GPUs; there is no accumulation. Steps are
iterations: MAX_ITER, STEPS, WARMUP_ITERS and the periods shrink as the batch
grows, which is what Detectron2 itself does when
`SOLVER.REFERENCE_WORLD_SIZE` is set: batch and learning rate times s,
iterations divided by s. The milestones of a lazy config and its warmup_length
are relative to the run. With `SOLVER.MAX_EPOCH` (FastReID) STEPS and periods
are in epochs, and with `SOLVER.MAX_EPOCHS` the warmup, too.

## Source

- detectron2/config/defaults.py, `DefaultTrainer.auto_scale_workers` and
  tools/lazyconfig_train_net.py, https://github.com/facebookresearch/detectron2
- configs/common/train.py of https://github.com/IDEA-Research/detrex
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler
from lrscale.files.gathering import Found


def refine(found: Found) -> None:
    """Read the clipping by its type, and the steps by what the length of the run is in."""
    if any(found.lookup.shows(f"SOLVER.CLIP_GRADIENTS.CLIP_TYPE={kind}") for kind in ("norm", "full_model")):
        found.take("max_grad_norm", "SOLVER.CLIP_GRADIENTS.CLIP_VALUE")
    if "epochs" in found.places:
        found.drop("milestones", "save_steps", "eval_steps")
        if found.lookup.find("SOLVER.MAX_EPOCHS"):
            found.drop("warmup_steps")


DIALECT = Dialect(
    signs={
        "SOLVER.IMS_PER_BATCH": UNIQUE,
        "SOLVER.MAX_ITER": UNIQUE,
        "MODEL.META_ARCHITECTURE": UNIQUE,
        "dataloader.train.total_batch_size": UNIQUE,
        "$ lazyconfig_train_net.py": UNIQUE,
        "$ detectron2*": UNIQUE,
        "$ detrex*": UNIQUE,
        "SOLVER.BASE_LR": SHARED,
        "SOLVER.STEPS": SHARED,
        "lr_multiplier.": TELLING,
        "lr_multiplier": SHARED,
        "train.init_checkpoint": TELLING,
        "$ train_net.py": SHARED,
        "$ train_net.py and config_file": TELLING,
        "SOLVER.BASE_LR and $ train_net.py": TELLING,
        "_BASE_ and SOLVER.BASE_LR": TELLING,
        "_BASE_ and MODEL.WEIGHTS": TELLING,
    },
    keys={
        "micro_batch": "dataloader.train.batch_size",
        "global_batch": ("SOLVER.IMS_PER_BATCH", "dataloader.train.total_batch_size"),
        "lr": ("SOLVER.BASE_LR", "optimizer.lr"),
        "min_lr": "SOLVER.BASE_LR_END",
        "total_steps": ("SOLVER.MAX_ITER", "train.max_iter"),
        "epochs": ("SOLVER.MAX_EPOCH", "SOLVER.MAX_EPOCHS"),
        "milestones": "SOLVER.STEPS",
        "warmup_steps": "SOLVER.WARMUP_ITERS",
        "warmup_ratio": "lr_multiplier.warmup_length",
        "save_steps": ("SOLVER.CHECKPOINT_PERIOD", "train.checkpointer.period"),
        "eval_steps": ("TEST.EVAL_PERIOD", "train.eval_period"),
        "log_steps": "train.log_period",
        "optimizer": ("SOLVER.OPTIMIZER", "SOLVER.OPT", "optimizer._target_"),
        "momentum": ("SOLVER.MOMENTUM", "optimizer.momentum"),
        "beta1": "optimizer.betas.0",
        "beta2": "optimizer.betas.1",
        "eps": "optimizer.eps",
        "weight_decay": ("SOLVER.WEIGHT_DECAY", "optimizer.weight_decay"),
        "ema_decay": ("MODEL_EMA.DECAY", "train.model_ema.decay"),
        "max_grad_norm": "train.clip_grad.params.max_norm",
        "devices": "num_gpus",
        "num_nodes": "num_machines",
        "reference_world": "SOLVER.REFERENCE_WORLD_SIZE",
    },
    defaults={"num_nodes": 1},
    scalers=(
        Scaler(
            "linear",
            "workers / SOLVER.REFERENCE_WORLD_SIZE, batch and iterations with it",
            when=("SOLVER.REFERENCE_WORLD_SIZE=[1-9]*",),
        ),
    ),
    follows={"_BASE_": "parent", "config_file": "parent"},
    refine=refine,
)
