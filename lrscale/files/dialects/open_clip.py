"""open_clip (flags of `open_clip_train.main`, before that `training.main`).

## What it is

`--batch-size` is that of one GPU; the batch of a step is batch-size x
accum-freq x GPUs. The loss is contrastive: more samples a step are more
negatives, too, so that another batch is another task; `--local-loss` does not
change that. `--warmup` counts optimizer steps, `--epochs` passes over
`--train-num-samples`. `--lr-cooldown-end` is a floor, in learning rate.
`--wd` is the weight decay.

## Source

- src/open_clip_train/params.py, https://github.com/mlfoundations/open_clip
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect

DIALECT = Dialect(
    signs={
        "$ open_clip_train.main": UNIQUE,
        "$ *open_clip_train*": UNIQUE,
        "$ training.main": UNIQUE,
        "zeroshot_frequency": UNIQUE,
        "train_num_samples": TELLING,
        "accum_freq": SHARED,
        "imagenet_val": TELLING,
        "gather_with_grad": TELLING,
        "local_loss": TELLING,
        "epochs_cooldown": TELLING,
        "dataset_type=webdataset": TELLING,
        "csv_caption_key": TELLING,
    },
    keys={
        "micro_batch": "batch_size",
        "grad_accum": "accum_freq",
        "lr": "lr",
        "min_lr": "lr_cooldown_end",
        "warmup_steps": "warmup",
        "epochs": "epochs",
        "log_steps": "log_every_n_steps",
        "optimizer": "opt",
        "momentum": "momentum",
        "beta1": "beta1",
        "beta2": "beta2",
        "eps": "eps",
        "weight_decay": "wd",
        "max_grad_norm": "grad_clip_norm",
        "dataset_size": "train_num_samples",
    },
    defaults={
        "micro_batch": 64,
        "grad_accum": 1,
        "lr": 5e-4,
        "warmup_steps": 10000,
        "epochs": 32,
        "optimizer": "adamw",
        "weight_decay": 0.2,
        "loss": "contrastive",
    },
)
