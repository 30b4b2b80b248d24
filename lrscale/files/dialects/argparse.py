"""Any other script or file, by what people commonly call things (every syntax).

## What it is

The last resort: flags of a command, defaults of `add_argument`, arguments of
calls, keys of a file in any section, by a list of common names. It is taken
only where no framework is recognised. `batch_size` is taken for that of one
process, as in DistributedDataParallel; under nn.DataParallel it is that of all
devices. Where two places disagree, or a bare `batch_size` stands beside a
`micro_batch_size`, the value is unknown. Names of evaluation, generation and
caching do not count, and intervals neither: nobody knows their unit. A bare
`warmup` from 1 to 99 could be steps or epochs, and is unknown; so is a total
batch beyond 65536, which could be tokens.

## Source

- Names as real launch scripts spell them; there is no one framework behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrscale.errors import InvalidInput
from lrscale.files.common_names import ACCUMULATION, BATCH, GLOBAL, MICRO, NAMES, RATE
from lrscale.files.dialects import Dialect
from lrscale.files.document import normal
from lrscale.files.launchers import speaks
from lrscale.files.quantities import share_below_one

if TYPE_CHECKING:
    from lrscale.files.document import Leaf
    from lrscale.files.gathering import Found
    from lrscale.files.quantities import Amount, Unit

# Judgement: fewer optimizer steps of warmup are not worth a flag, more epochs are not run.
_FEWEST_STEPS = 100


def _warmup(field: str, text: str) -> Amount | None:
    found = share_below_one(field, text)
    if found is not None and isinstance(found.value, int) and 0 < found.value < _FEWEST_STEPS:
        raise InvalidInput(f"{found.value} could be steps or epochs")
    return found


# Fields that several names may state, all of which must agree.
_AGREEING = frozenset({"micro_batch", "grad_accum", "global_batch", "lr"})
# Too short to mean anything but as a flag.
_SHORT = frozenset({"b", "bs", "mbs", "gbs", "bsz", "b1", "b2", "wd", "opt"})
_IGNORED = (
    "eval",
    "val_",
    "val.",
    "valid",
    "test",
    "infer",
    "rollout",
    "log_prob",
    "forward",
    "generate",
    "generation",
    "vae",
    "caching",
    "completion",
    "tokenizer",
    "dataset_num_proc",
    "sample",
)


def _refine(found: Found) -> None:
    """Read the table once more: by what is meant, with all names of a field together."""
    launched = speaks(found.lookup)
    found.drop(*(field for field in NAMES if field != "devices"))
    for field, (paths, unit) in NAMES.items():
        if field != "devices":
            _state(found, field, _meant(found, paths), unit)
            _tell_list(found, field, paths)
    if not any(field.startswith("warmup_") for field in (*found.places, *found.unknown)):
        _state(found, "warmup_steps", _meant(found, ("**.warmup",)), _warmup)
    if launched:
        found.drop("world_size", "devices", "num_nodes")


def _tell_list(found: Found, field: str, paths: str | tuple[str, ...]) -> None:
    """Note a list where one value was expected, unless it holds just one."""
    for pattern in (paths,) if isinstance(paths, str) else paths:
        listed = found.lookup.find_list(pattern)
        if field in _AGREEING and field not in found.places and len(listed) > 1:
            why = f"a list of {len(listed)} values where one was expected"
            found.unknown.setdefault(field, (listed[0]._replace(path=listed[0].path[:-1], text=None), why))


def _meant(found: Found, paths: str | tuple[str, ...]) -> list[Leaf]:
    """Return the scalars of these names that are about training."""
    leaves = [leaf for pattern in paths for leaf in found.lookup.find(pattern)]
    leaves = [leaf for leaf in leaves if not any(word in ".".join(normal(leaf.path)) for word in _IGNORED)]
    leaves = [leaf for leaf in leaves if normal(leaf.path)[-1] not in _SHORT or str(leaf.path[0]).startswith("-")]
    if found.lookup.document.syntax != "python":
        return leaves
    # An option's default, or a constant, is what calls are given from elsewhere.
    told = [leaf for leaf in leaves if leaf.text is not None]
    return [leaf for leaf in told if len(leaf.path) == 1] or told or leaves


def _state(found: Found, field: str, leaves: list[Leaf], unit: Unit) -> None:
    """Note what the scalars say of a field, unknown where they do not agree."""
    if field == "micro_batch":
        certain = [leaf for leaf in leaves if normal(leaf.path)[-1] in MICRO]
        bare = [leaf for leaf in leaves if leaf not in certain]
        if certain and {leaf.text for leaf in bare} - {leaf.text for leaf in certain}:
            found.unknown["grad_accum"] = (bare[0], "a batch size beside a micro-batch: of a step, or of what?")
        leaves = certain or leaves
    for leaf in leaves:
        found.note(field, leaf, unit)
    places = found.places.get(field, [])
    if field in found.unknown and field in _AGREEING:
        found.places.pop(field, None)
    elif field in _AGREEING and len({place.amount.value for place in places}) > 1:
        shown = ", ".join(dict.fromkeys(f"{place.amount.value} (line {place.leaf.line})" for place in places))
        found.unknown[field] = (places[0].leaf, f"said differently: {shown}")
        del found.places[field]
    else:
        found.settle(field)


DIALECT = Dialect(
    # Nothing: any framework that shows at all is the better guess.
    signs={f"**.{name}": 0 for name in (*MICRO, *BATCH, *ACCUMULATION, *GLOBAL, *RATE)},
    keys=NAMES,
    defaults={"num_nodes": lambda count: 1 if count("devices") else None},
    ignores=_IGNORED,
    refine=_refine,
)
