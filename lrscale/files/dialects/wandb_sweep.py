"""Weights & Biases sweeps (YAML).

## What it is

A sweep starts many runs: `parameters.<name>.value` is fixed for all of them,
`values` is a grid, and `min`, `max` and `distribution` a range. A grid of one
value is that value; any other is unknown, for there is no one run. What
`command` sets, `--batch_size=16`, is fixed, too. Names are whatever the script
takes, so that they are read as in any script: a `batch_size` is taken for that
of one process.

## Source

- https://docs.wandb.ai/guides/sweeps/sweep-config-keys
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lrscale.files.common_names import NAMES
from lrscale.files.dialects import TELLING, Dialect, Key
from lrscale.files.document import normal

if TYPE_CHECKING:
    from lrscale.files.gathering import Found

_SETTING = re.compile(r"[-+]*([A-Za-z_][\w.-]*)=[\"']?([^\s\"'$]+)[\"']?")


def _refine(found: Found) -> None:
    """Note ranges as unknown, and take what the command sets."""
    for field, key in NAMES.items():
        for name in key.paths:
            for leaf in [
                each for bound in ("min", "max", "distribution") for each in found.lookup.find(f"{name}.{bound}")
            ]:
                found.unknown.setdefault(field, (leaf, "a range: each run has another"))
    for leaf in found.lookup.find_list("command"):
        setting = _SETTING.fullmatch(leaf.text or "")
        if setting is None or leaf.end - leaf.start != len(leaf.text or ""):
            continue
        set_to = leaf._replace(
            path=(setting[1],), text=setting[2], start=leaf.start + setting.start(2), end=leaf.start + setting.end(2)
        )
        for field, key in NAMES.items():
            if field not in found.places and field not in found.unknown and _is(setting[1], key):
                found.note(field, set_to, key.unit)


def _is(name: str, key: Key) -> bool:
    keys = normal((name,))
    return any(keys[-len(normal((path[3:],))) :] == normal((path[3:],)) for path in key.paths)


DIALECT = Dialect(
    signs={
        "early_terminate.type=hyperband": TELLING,
        "method=grid and parameters.": TELLING,
        "method=bayes and parameters.": TELLING,
        "method=random and parameters.": TELLING,
    },
    keys={
        field: Key(tuple(f"{path}.{kind}" for path in key.paths for kind in ("value", "values")), key.unit)
        for field, key in NAMES.items()
    },
    refine=_refine,
)
