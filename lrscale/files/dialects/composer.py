"""MosaicML's Composer (YAML of its examples: BERT, ResNet, Stable Diffusion).

## What it is

`global_train_batch_size` is the batch of an optimizer step over all GPUs, and
so is `train_dataset.batch_size`, whatever comments say: the scripts divide it
by the processes. `device_train_microbatch_size` is
that of one forward pass of one GPU, or `auto`. Times have units: `100ba`
batches, which are optimizer steps, `8ep` epochs, `0.06dur` a share of the run,
`sp` samples, `tok` tokens; a bare number is epochs. `alpha_f` is relative to
the peak and moves with it; milestones in `ep` stay.

## Source

- examples/benchmarks, https://github.com/mosaicml/examples
- composer/core/time.py, https://github.com/mosaicml/composer
"""

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect
from lrscale.files.families import COMPOSER, clipped_by_norm

DIALECT = Dialect(
    signs={
        **{
            sign: strength
            for inside in ("", "parameters.")
            for sign, strength in {
                f"{inside}model.name=mosaic_bert": UNIQUE,
                f"{inside}model.name=hf_bert": UNIQUE,
                f"{inside}device_train_microbatch_size": TELLING,
                f"{inside}max_duration": SHARED,
                f"{inside}max_duration=*ep": TELLING,
                f"{inside}max_duration=*ba": TELLING,
                f"{inside}max_duration=*sp": TELLING,
                f"{inside}scheduler.t_warmup": SHARED,
                f"{inside}lr_scheduler.t_warmup": TELLING,
                f"{inside}train_dataset.batch_size": SHARED,
                f"{inside}mlm_probability": SHARED,
            }.items()
        },
        "$ composer": TELLING,
        "$ composer.*": TELLING,
    },
    keys=COMPOSER,
    refine=clipped_by_norm,
)
