"""How long does scale() take, measured against validating the same TrainingConfig?

``python tests/benchmarks/scale.py`` prints the medians of both and their ratio, for a config that states next to
nothing and for one that makes every companion move.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from lrscale import TrainingConfig, parse, scale

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3000
FULL = parse(
    "16x4x1@7.5e-5+1000",
    optimizer="adamw",
    total_steps=100_000,
    milestones=(30_000, 60_000),
    min_lr=1e-6,
    save_steps=1000,
    eval_steps=500,
    log_steps=10,
    beta1=0.9,
    beta2=0.999,
    eps=1e-8,
    weight_decay=0.01,
    ema_decay=0.999,
    max_grad_norm=1.0,
)


def median(call: Callable[[], object]) -> float:
    """Return the median time of a call, in microseconds."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        call()
        found.append(time.perf_counter_ns() - start)
    return statistics.median(found) / 1e3


def main() -> None:
    """Print the table."""
    print(f"{'config':12}{'scale us':>10}{'validate us':>13}{'ratio':>8}   goals: 250 us, ratio 60")
    for name, config in (("a notation", parse("16x4@7.5e-5")), ("everything", FULL)):
        fields = {field: getattr(config, field) for field in config.model_fields_set}
        validate = median(lambda fields=fields: TrainingConfig(**fields))  # type: ignore[misc]  # a default binds it
        ours = median(lambda config=config: scale(config, to="48"))  # type: ignore[misc]  # same
        print(f"{name:12}{ours:10.1f}{validate:13.2f}{ours / validate:8.1f}")


if __name__ == "__main__":
    main()
