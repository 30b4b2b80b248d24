"""The sequence length changed, so tokens changed otherwise than samples.

## What it means

A loss averaged over tokens sees tokens. The ratio of samples, by which lrscale
scales, then misses the change of length.

## Levels

- medium: the batch is stated in samples; low: in tokens

## What to do

State the batch in tokens (batch_unit="tokens") on both sides where the loss
averages over tokens.

## Example

    >>> from lrscale import TrainingConfig, assess
    >>> before = TrainingConfig(micro_batch=64, lr=1e-4, seq_len=1024)
    >>> after = TrainingConfig(micro_batch=64, lr=1e-4, seq_len=2048)
    >>> found = {f.name: f.level for f in assess(before, after).findings}
    >>> found["seq-len-changed"]
    'medium'

## References

- arithmetic
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.numerals import show
from lrscale.plan import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.plan import Plan


def look(plan: Plan) -> Iterator[Finding]:
    """Yield a finding where both lengths are known and differ."""
    old, new = plan.before.seq_len, plan.after.seq_len
    if old is None or new is None or old == new:
        return
    in_tokens = plan.after.batch_unit == "tokens"
    told = f"the batch is x{show(plan.ratio)} in tokens"
    if not in_tokens:
        told = f"the batch is x{show(plan.ratio * new / old)} in tokens and x{show(plan.ratio)} in samples"
    yield Finding(
        name="seq-len-changed",
        level="low" if in_tokens else "medium",
        message=f"sequence length {old} -> {new}: {told}",
        evidence="arithmetic",
        hint="other lengths are another task, too" if in_tokens else "where the loss averages tokens, state tokens",
    )
