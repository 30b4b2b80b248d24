"""timm's train.py: shell scripts, its `--config` YAML, the args.yaml of runs.

## What it is

`--batch-size` is that of one process; a step has batch-size x processes x
grad-accum-steps. With `--lr` the rate is as given. Without it the rate is
`--lr-base` x r, or x sqrt(r) for optimizers whose name contains "ada" or
"lamb" (adam and adamw, too), r being the batch of a step / `--lr-base-size`
(256); `--lr-base-scale` overrides the choice. args.yaml always holds
lr_base, which counts only where lr is null. Warmup and decay are in epochs;
`--warmup-lr` and `--min-lr` are rates. `--validation-batch-size` trains
nothing.

## Source

- train.py of https://github.com/huggingface/pytorch-image-models
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect, Scaler
from lrscale.files.gathering import Found


def refine(found: Found) -> None:
    """Read the base rate where no rate overrides it."""
    if "lr" in found.places or "lr" in found.unknown:
        found.drop("reference_batch")
    else:
        found.take("lr", "lr_base")


_BASED = "lr_base and not lr=*[0-9]*"

DIALECT = Dialect(
    signs={
        "lr_base_size": UNIQUE,
        "lr_base_scale": UNIQUE,
        "checkpoint_hist": UNIQUE,
        "lr_base": SHARED,
        "validation_batch_size": SHARED,
        "decay_milestones": TELLING,
        "lr_cycle_limit": TELLING,
        "torchcompile": TELLING,
        "val_split": SHARED,
        "opt_kwargs": TELLING,
        "$ distributed_train.sh": TELLING,
        "$ *timm*": SHARED,
        "sched": SHARED,
        "opt_betas": SHARED,
        "opt_eps": SHARED,
        "reprob": SHARED,
        "remode": SHARED,
        "warmup_lr": SHARED,
        "decay_rate": SHARED,
        "cooldown_epochs": SHARED,
        "grad_accum_steps": SHARED,
        "lr_base and opt": TELLING,
        "validation_batch_size and opt and sched": TELLING,
    },
    keys={
        "micro_batch": ("batch_size", "b"),
        "grad_accum": "grad_accum_steps",
        "lr": "lr",
        "reference_batch": "lr_base_size",
        "min_lr": "min_lr",
        "warmup_init_lr": "warmup_lr",
        "warmup_epochs": "warmup_epochs",
        "epochs": "epochs",
        "save_steps": "recovery_interval",
        "log_steps": "log_interval",
        "optimizer": "opt",
        "momentum": "momentum",
        "beta1": "opt_betas.0",
        "beta2": "opt_betas.1",
        "eps": "opt_eps",
        "weight_decay": "weight_decay",
        "ema_decay": "model_ema_decay",
        "max_grad_norm": "clip_grad",
    },
    defaults={"micro_batch": 128, "grad_accum": 1, "optimizer": "sgd"},
    scalers=(
        Scaler("linear", "lr-base x batch / lr-base-size", when=(f"{_BASED} and lr_base_scale=linear",)),
        Scaler(
            "sqrt",
            "lr-base x sqrt(batch / lr-base-size)",
            when=(f"{_BASED} and lr_base_scale=sqrt", f"{_BASED} and opt=*ada*", f"{_BASED} and opt=*lamb*"),
        ),
        Scaler("linear", "lr-base x batch / lr-base-size", when=(_BASED,)),
    ),
    follows={"config": "parent"},
    refine=refine,
)
