"""llm.c (shell scripts with `train_gpt2cu`, or with its Python twin).

## What it is

`-d`, `--total_batch_size`, is the batch of a step over all processes in TOKENS;
divided by the length of a sequence (`-t`, `--sequence_length`) it is that in
sequences. `-b`, `--batch_size`, is the micro-batch of one process, in
sequences; the accumulation is what remains. Without `-d` there is none.
The one-letter flags: `-l` learning rate, `-u` warmup, `-x` steps,
`-c` weight decay, `-n` checkpoint, `-v` evaluation interval. `-q` and
`--learning_rate_decay_frac` are shares of the rate; `-s`, `-g`, `-m` sample.

## Source

- `error_usage` of train_gpt2.cu, and train_gpt2.py,
  https://github.com/karpathy/llm.c
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.files.dialects import SHARED, TELLING, UNIQUE, Dialect

if TYPE_CHECKING:
    from lrscale.files.gathering import Found


def _refine(found: Found) -> None:
    """Leave the accumulation unknown where the tokens of a step cannot be counted in sequences."""
    if "seq_len" not in found.places:
        for place in found.places.get("tokens_per_step", [])[:1]:
            found.unknown["grad_accum"] = (place.leaf, "follows from the tokens of a step, of sequences of some length")
    elif "tokens_per_step" in found.unknown:
        found.unknown["grad_accum"] = found.unknown["tokens_per_step"]


DIALECT = Dialect(
    signs={
        "$ train_gpt2cu": UNIQUE,
        "$ train_gpt2fp32cu": UNIQUE,
        "$ train_gpt2.py": TELLING,
        "$ train_llama3.py": TELLING,
        "input_bin": TELLING,
        "input_val_bin": TELLING,
        "val_loss_every": TELLING,
        "learning_rate_decay_frac": TELLING,
        "overfit_single_batch": TELLING,
        "total_batch_size": SHARED,
        "num_iterations": SHARED,
    },
    keys={
        "tokens_per_step": ("total_batch_size", "d"),
        "micro_batch": ("batch_size", "b"),
        "seq_len": ("sequence_length", "t"),
        "lr": ("learning_rate", "l"),
        "warmup_steps": ("warmup_iters", "u"),
        "total_steps": ("num_iterations", "x"),
        "weight_decay": ("weight_decay", "c"),
        "max_grad_norm": "grad_clip",
        "eval_steps": ("val_loss_every", "v"),
        "save_steps": "n",
    },
    defaults={"micro_batch": 4, "grad_accum": 1, "warmup_steps": 0, "weight_decay": 0.0},
    refine=_refine,
)
