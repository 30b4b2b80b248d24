"""MosaicML's LLM Foundry (YAML, also inside the `parameters` of a cloud run).

## What it is

`global_train_batch_size` is the batch of an optimizer step over all GPUs,
`device_train_microbatch_size` that of one forward pass of one GPU, or `auto`;
the accumulation follows from the two. Times have units: `100ba` batches, which
are optimizer steps, `1ep` epochs, `0.02dur` a share of the run, `sp` samples,
`tok` tokens; a bare number is epochs. `scheduler.alpha_f` is relative to the
peak and moves with it. The decoupled optimizers apply weight_decay without the
learning rate. `device_eval_batch_size` trains nothing.

## Source

- scripts/train/yamls, https://github.com/mosaicml/llm-foundry
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
                f"{inside}model.name=mpt_causal_lm": UNIQUE,
                f"{inside}model.name=hf_causal_lm": UNIQUE,
                f"{inside}model.name=hf_t5": UNIQUE,
                f"{inside}model.name=fc_causal_lm": UNIQUE,
                f"{inside}train_loader.name=finetuning": UNIQUE,
                f"{inside}icl_tasks": TELLING,
                f"{inside}icl_max_seq_len": TELLING,
                f"{inside}variables.max_seq_len": UNIQUE,
                f"{inside}tokenizer.kwargs.model_max_length": TELLING,
                f"{inside}train_loader.dataset.max_seq_len": TELLING,
                f"{inside}global_train_batch_size": SHARED,
                f"{inside}device_train_microbatch_size": SHARED,
                f"{inside}scheduler.t_warmup": SHARED,
            }.items()
        },
        "$ llmfoundry*": UNIQUE,
    },
    keys=COMPOSER,
    refine=clipped_by_norm,
)
