"""What reading a configuration file gives: its values with their places, what is unknown, and new text for a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, PrivateAttr, ValidationError

from lrscale.config import Frozen, TrainingConfig, explain
from lrscale.errors import FileError, MissingFact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lrscale.files.disk import Snapshot
    from lrscale.files.reading import Reading
    from lrscale.plan import Plan

__all__ = ["ConfigFile", "Todo", "Unknown", "Value"]


class Value(Frozen):
    """One value of a configuration, and where it is from."""

    value: int | float | str | tuple[int | float | str, ...] = Field(description="in the field's own unit")
    text: str | None = Field(None, description="as it stands in the file; null for what stands in none")
    file: str | None = Field(None, description="path of the file")
    line: int | None = Field(None, description="line, from 1")
    key: str | None = Field(None, description="key path in the file")
    source: Literal["file", "launcher", "default", "derived", "stated"] = Field(description="how it came about")
    why: str = Field("", description="the arithmetic of what is derived, the origin of what is inherited")


class Unknown(Frozen):
    """One value that is there and cannot be known, or makes no sense."""

    field: str = Field(description="the field it would be")
    why: str = Field(description="the reason")
    file: str = Field(description="path of the file")
    line: int = Field(description="line, from 1")
    key: str = Field(description="key path in the file")


class Todo(Frozen):
    """One value of a plan that could not be moved in the file, for the user to set."""

    field: str = Field(description="the field")
    value: str = Field(description="the value to set")
    why: str = Field(description="why it was not moved")


class ConfigFile(Frozen):
    """A configuration file that has been read; :meth:`with_plan` returns it with other values."""

    path: str = Field(description="as it was named")
    syntax: str = Field(description="yaml, json, toml, python or shell")
    dialect: str | None = Field(description="the framework it is of; null where no batch or rate was recognised")
    evidence: tuple[str, ...] = Field((), description="the signs the dialect was told by, the most telling first")
    values: dict[str, Value] = Field({}, description="what was found, by TrainingConfig field or fact")
    unknown: tuple[Unknown, ...] = Field((), description="what is there and cannot be known")
    scaler: str | None = Field(None, description="the rule by which the framework itself scales the rate at run time")
    notes: tuple[str, ...] = Field((), description="what to know about this framework or file")
    todo: tuple[Todo, ...] = Field((), description="what a plan moves and the file could not")

    _reading: Reading = PrivateAttr()
    _originals: dict[str, Snapshot] = PrivateAttr(default_factory=dict)

    @property
    def config(self) -> TrainingConfig:
        """The configuration these values make.

        Raises:
            MissingFact: the file does not state the learning rate or the batch; names what is missing.
            FileError: values contradict each other, or cannot be meant.
        """
        return self.config_with({})

    def config_with(self, facts: Mapping[str, Any]) -> TrainingConfig:
        """Return the configuration these values make together with facts the file does not state.

        Args:
            facts: further fields of the TrainingConfig, such as ``{"optimizer": "adamw"}``.

        Raises:
            MissingFact: neither states the learning rate or the batch; names what is missing.
            FileError: values contradict each other or a fact, or cannot be meant.
        """
        fields = self._fields(facts)
        needed = ["lr"] if fields.keys() & {"micro_batch", "global_batch"} else ["micro_batch", "lr"]
        if "global_batch" not in fields:
            # Whatever else is known, these say how much a step has.
            unknown = {each.field for each in self.unknown}
            needed = [*(name for name in ("global_batch", "grad_accum") if name in unknown), *needed]
        for name in needed:
            if name not in fields:
                raise self._missing(name)
        if "data_parallel" not in fields and "grad_accum" not in self.values and "global_batch" in fields:
            fields.pop("micro_batch", None)
        try:
            return TrainingConfig(**fields)
        except ValidationError as error:
            raise self._explained(error) from None

    def _fields(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        fields = dict(facts)
        for name in TrainingConfig.model_fields:
            held = self.values.get(name)
            if held is None or (name in facts and held.source == "default"):
                continue
            if held.value == "auto" and name not in _TEXTS:
                if name in _NEEDED and not (name in _FACTORS and "global_batch" in self.values):
                    raise MissingFact(f"{self._place(held)}: {name} is set to auto, which is decided at run time")
                continue
            if name in facts and facts[name] != held.value:
                stated = f"{name} is {held.value} here, and stated as {facts[name]}; state it once"
                raise FileError(stated, file=held.file or self.path, line=held.line, key=held.key)
            fields[name] = held.value
        return fields

    def _missing(self, name: str) -> MissingFact:
        for unknown in self.unknown:
            if unknown.field == name:
                return MissingFact(f"{unknown.file}:{unknown.line}: {unknown.key}: {name} is not known: {unknown.why}")
        if self.dialect is None:
            return MissingFact(f"{self.path}: no batch size or learning rate was recognised (see: lrscale read)")
        what = "learning rate" if name == "lr" else "batch size"
        option = "; state it, as with --lr 1e-4" if name == "lr" else ""
        return MissingFact(f"{self.path}: states no {what} that {self.dialect} would read{option}")

    def _place(self, held: Value) -> str:
        return f"{held.file}:{held.line}: {held.key}"

    def with_plan(self, plan: Plan) -> ConfigFile:
        """Return the file with the values a plan gives, ready to be written.

        Raises:
            RefusedEdit: a batch factor or the learning rate cannot be put there safely; names the line and the reason.
        """
        from lrscale.files.editing import with_plan

        return with_plan(self, plan)

    @property
    def changed(self) -> list[str]:
        """The files that :meth:`write` changes, or has changed, by path."""
        from lrscale.files.editing import changed

        return [old.path for old, _ in changed(self)]

    def diff(self) -> str:
        """Return what :meth:`write` would change, as a unified diff that ``git apply`` takes."""
        from lrscale.files.editing import diff

        return diff([self])

    def write(self) -> None:
        """Write the new values to disk, whole or not at all; nothing to do where there are none.

        Raises:
            RefusedEdit: the file may not be written, or has changed since it was read.
        """
        from lrscale.files.editing import write

        write([self])

    def _explained(self, error: ValidationError) -> FileError:
        """Return pydantic's report as an error at the place of the value it is about."""
        # Where factors contradict each other, no field is named.
        named = error.errors(include_url=False)[0]["loc"][:1] or ("global_batch", "micro_batch", "grad_accum")
        places = (self.values[name] for name in named if name in self.values)
        held = next((value for value in places if value.line), None)
        if held is None:
            return FileError(str(explain(error)), file=self.path)
        message = str(explain(error)).removeprefix(f"{named[0]}: ")
        if not error.errors(include_url=False)[0]["loc"]:
            message = self._contradiction()
        return FileError(message, file=held.file or self.path, line=held.line, key=held.key)

    def _contradiction(self) -> str:
        """Return how the factors of the batch contradict each other, in the file's own words."""
        told = {
            name: self.values[name] for name in ("micro_batch", "grad_accum", "data_parallel") if name in self.values
        }
        factors = " x ".join(f"{held.key or name} {held.value}" for name, held in told.items())
        return f"{self.values['global_batch'].value} cannot be {factors}: change one of them"


_TEXTS = frozenset({"optimizer", "loss"})
_FACTORS = frozenset({"micro_batch", "grad_accum"})
_NEEDED = frozenset({"lr", "micro_batch", "grad_accum", "global_batch"})
