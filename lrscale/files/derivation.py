"""What follows from the values of a file: defaults, ranks, the batch of a step, and who scales the learning rate."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal, NamedTuple

from lrscale.config import TrainingConfig
from lrscale.errors import FileError
from lrscale.files.config_file import Value
from lrscale.files.launchers import world_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrscale.files.dialects import Dialect, Scaler
    from lrscale.files.gathering import Found

__all__ = ["Derived", "derive"]


class Derived(NamedTuple):
    """Values with what follows from them."""

    values: dict[str, Value]
    scaler: str | None
    notes: tuple[str, ...]


def derive(
    dialect: Dialect,
    found: Found,
    values: dict[str, Value],
    world: int | None,
    usual_world: Callable[[], int | None],
) -> Derived:
    """Complete what a file states.

    Args:
        dialect: the table it was read by.
        found: what the table found.
        values: the values of that, and of the files that add to it.
        world: the number of processes that was stated for this reading.
        usual_world: asks the project for the number, where nothing else tells it.
    """
    facts = _Facts(dialect, found, dict(values))
    facts.find_world(world, usual_world)
    facts.find_ranks()
    facts.find_batch()
    facts.add_defaults()
    scaler = facts.find_scaler()
    return Derived(_ordered(facts.values), scaler.rule if scaler else None, tuple(facts.notes))


class _Facts:
    def __init__(self, dialect: Dialect, found: Found, values: dict[str, Value]) -> None:
        self.dialect, self.found, self.values = dialect, found, values
        self.notes: list[str] = []

    def number(self, field: str) -> int | None:
        """Return a count as the file states it, or as it was derived."""
        held = self.values.get(field)
        return held.value if held is not None and isinstance(held.value, int) and held.value > 0 else None

    def put(self, field: str, value: float, why: str) -> None:
        self.values.setdefault(field, Value(value=value, source="derived", why=why))

    def default(self, field: str) -> int | float | str | None:
        value = self.dialect.defaults.get(field)
        taken = value(self.number) if callable(value) else value
        return None if field in self.found.unknown else taken

    def find_world(self, stated: int | None, usual_world: Callable[[], int | None]) -> None:
        """Find the number of processes: the file's own keys, then its launcher, then what was stated."""
        devices = self.number("devices")
        nodes = self.number("num_nodes") or self.default("num_nodes")
        if "world_size" not in self.values and devices and isinstance(nodes, int):
            self.put("world_size", devices * nodes, f"{devices} devices x {nodes} nodes")
        held = self.values.get("world_size")
        own = "world_size" in self.found.places or (held is not None and held.source == "derived")
        if "data_parallel" not in self.values and not own:
            launched = world_of(self.found.lookup)
            # A launcher's flags go before a file of the launcher, which goes before what merely suggests a number.
            if launched is not None and (launched.named or held is None):
                leaf = launched.leaf
                self.values["world_size"] = Value(
                    value=launched.size, text=leaf.text, line=leaf.line, key=str(leaf.path[-1]), source="launcher",
                    why=launched.why,
                )  # fmt: skip
        known = self.number("world_size")
        held = self.values.get("world_size")
        if held is not None and stated is not None and known is not None and stated != known:
            why = f"the world size is {known} here, and stated as {stated}; leave out --world"
            raise FileError(why, file=held.file, line=held.line, key=held.key)
        if stated is not None and known is None:
            self.values["world_size"] = Value(value=stated, source="stated", why="with --world")
        if stated is None and known is None and "data_parallel" not in self.values:
            usual = usual_world()
            if usual is not None:
                self.values["world_size"] = Value(value=usual, source="stated", why="in the project's settings")

    def find_ranks(self) -> None:
        """Find the data-parallel ranks: the processes, less those that share one model."""
        each = [self.found.number(f"divides_world.{index}") for index in range(len(self.dialect.divides_world))]
        parts = [part for part in each if part and part > 0]
        divisor = prod(parts)
        unknown = any(f"divides_world.{index}" in self.found.unknown for index in range(len(each)))
        if unknown or not isinstance(divisor, int):
            return
        world, ranks = self.number("world_size"), self.number("data_parallel")
        if world is not None and ranks is None:
            if world % divisor:
                self.notes.append(f"{world} processes cannot be divided into models of {divisor}")
                return
            shown = f"{world} processes / {divisor}" if divisor > 1 else f"{world} processes"
            self.put("data_parallel", world // divisor, shown)
        elif ranks is not None and world is None:
            self.put("world_size", ranks * divisor, f"{ranks} ranks x {divisor}")

    def find_batch(self) -> None:
        """Find the batch of an optimizer step, and the factor that a framework derives from the others."""
        if self.dialect.total_accumulation:
            self.values["data_parallel"] = Value(
                value=1, source="derived", why="the accumulation counts the micro-batches of all ranks"
            )
        micro, accum, ranks = self.number("micro_batch"), self.number("grad_accum"), self.number("data_parallel")
        tokens, length = self.number("tokens_per_step"), self.number("seq_len")
        if tokens and length and tokens % length == 0:
            self.put("global_batch", tokens // length, f"{tokens} tokens / {length} a sample")
        total = self.number("global_batch")
        if total is not None:
            self.put("effective_batch", total, "as stated") if not self._in_tokens() else None
            if micro and ranks and accum is None and "grad_accum" not in self.values and total % (micro * ranks) == 0:
                self.put("grad_accum", total // (micro * ranks), f"{total} / ({micro} x {ranks})")
            elif accum and ranks and "micro_batch" not in self.values and total % (accum * ranks) == 0:
                self.put("micro_batch", total // (accum * ranks), f"{total} / ({accum} x {ranks})")
            return
        if micro is None or ranks is None or {"grad_accum", "global_batch"} & self.found.unknown.keys():
            return
        if accum is None and "grad_accum" in self.values:
            return
        taken = self.default("grad_accum") if accum is None else None
        accum = accum or (taken if isinstance(taken, int) else 1)
        if not self._in_tokens() and "effective_batch" not in self.values:
            # A batch that rests on a default which is not plain 1 is no more in the file than that default.
            source: Literal["derived", "default"] = "default" if taken and accum != 1 else "derived"
            why = f"{micro} x {accum} x {ranks}"
            self.values["effective_batch"] = Value(value=micro * accum * ranks, source=source, why=why)

    def _in_tokens(self) -> bool:
        unit = self.values.get("batch_unit")
        return unit is not None and unit.value == "tokens"

    def add_defaults(self) -> None:
        """Add what the framework takes where a key is missing, marked as such."""
        taken = self.values.keys() | self.found.unknown.keys()
        for field in self.dialect.defaults:
            instead, value = _INSTEAD.get(field, ()), self.default(field)
            # Where a file was not read, only a rate that the framework scales itself need not be known.
            if self.found.partial and not (field == "lr" and self.dialect.scalers):
                continue
            if value is not None and field not in taken and not any(other in taken for other in instead):
                self.values[field] = Value(value=value, source="default", why="what the framework takes")

    def find_scaler(self) -> Scaler | None:
        """Find what multiplies the learning rate at run time, and name the rate in the file accordingly."""
        for scaler in self.dialect.scalers:
            if not scaler.when or any(map(self.found.lookup.shows, scaler.when)):
                self.notes.append(f"the learning rate is multiplied at run time: {scaler.formula} ({scaler.rule})")
                if "lr" in self.values:
                    self.values.setdefault("base_lr", self.values["lr"])
                return scaler
        return None


# What stands for a field where it is missing.
_INSTEAD = {
    "micro_batch": ("global_batch", "tokens_per_step"),
    "grad_accum": ("global_batch",),
    "lr": ("base_lr",),
    "epochs": ("total_steps",),
    "total_steps": ("epochs", "total_tokens", "total_samples"),
    "warmup_steps": ("warmup_ratio", "warmup_epochs", "warmup_samples"),
    "warmup_ratio": ("warmup_steps", "warmup_epochs", "warmup_samples"),
}


def _ordered(values: dict[str, Value]) -> dict[str, Value]:
    """Return the values in the order of TrainingConfig's fields, then the other facts."""
    fields = [name for name in TrainingConfig.model_fields if name in values]
    return {name: values[name] for name in (*fields, *values) if not name.startswith("divides_world.")}
