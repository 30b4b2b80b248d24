"""Put the values of a plan into a file: splice their characters, read the result again, and prove what changed."""

from __future__ import annotations

import difflib
import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from lrscale.config import TrainingConfig
from lrscale.errors import FileError, LrscaleError, MissingFact, RefusedEdit
from lrscale.files import disk, reading, syntaxes
from lrscale.files.config_file import ConfigFile, Todo
from lrscale.files.document import spelled
from lrscale.numerals import restyle, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lrscale.files.disk import Snapshot
    from lrscale.files.document import Leaf
    from lrscale.files.reading import Site
    from lrscale.plan import Plan

__all__ = ["changed", "diff", "with_plan", "write"]

# What a plan may not leave half done.
_BATCH = ("micro_batch", "grad_accum", "data_parallel", "global_batch")
# Rates that are no learning rate of the optimizer, or have a change of their own in the plan.
_OTHER_RATES = frozenset({"min_lr", "base_lr"})


# Digits of a rate that people read and compare; what lies beyond is the noise of a root.
_DIGITS = 12


class _Edit(NamedTuple):
    """New characters for a place."""

    site: Site
    text: str


def with_plan(file: ConfigFile, plan: Plan) -> ConfigFile:
    """Return the file with the values of a plan; see :meth:`ConfigFile.with_plan`."""
    work = _Work(file, plan)
    work.move_all()
    behind = file._reading  # noqa: SLF001  # what lies behind the file
    texts = {path: _spliced(behind.snapshots[path], edits) for path, edits in work.edits.items()}
    renewed = {
        path: old._replace(text=texts[path], raw=(old.mark + texts[path]).encode())
        for path, old in behind.snapshots.items()
        if path in texts
    }
    for path, edits in work.edits.items():
        _prove(behind.snapshots[path], renewed[path], edits)

    def load(path: str) -> Snapshot:
        return renewed[path] if path in renewed else behind.load(path)

    after = reading.read(file.path, dialect=file.dialect, world=behind.world, load=load)
    _check_meaning(file, after, plan, work.left)
    behind_after = after._reading  # noqa: SLF001  # same
    after = after.model_copy(update={"todo": tuple(todo for todo in work.todo if not _followed(todo, after))})
    after._reading = behind_after  # noqa: SLF001  # same
    after._originals = {**{path: behind.snapshots[path] for path in renewed}, **file._originals}  # noqa: SLF001
    return after


class _Work:
    """What a plan moves in a file, and what it cannot."""

    def __init__(self, file: ConfigFile, plan: Plan) -> None:
        self.file, self.plan = file, plan
        self.sites = file._reading.sites  # noqa: SLF001  # what lies behind the file
        self.edits: dict[str, list[_Edit]] = {}
        self.todo: list[Todo] = []
        self.left: set[str] = set()

    def move_all(self) -> None:
        for change in self.plan.changes:
            if change.field == "lr":
                self._move_rates()
            elif change.field in _BATCH:
                self._move_batch(change.field, change.before, change.after)
            elif not (change.field == "min_lr" and self.file.scaler):
                self._move(change.field, change.before, change.after)
        if self.plan.ratio != 1:
            self._tell_other_steps()

    def _move_rates(self) -> None:
        """Multiply every learning rate by the same factor; one that the framework multiplies itself stays."""
        before, after = self.plan.before.lr, self.plan.after.lr
        if self.file.scaler is not None:
            self.left.add("lr")
            if self.plan.rule is None or self.plan.rule.partition(":")[0] not in ("auto", self.file.scaler):
                self.todo.append(Todo(field="lr", value=show(after), why=f"scaled at run time: {self.file.scaler}"))
            return
        rates = [field for field in self.sites if field.endswith("_lr") and field not in _OTHER_RATES]
        if "lr" not in self.sites:
            self._refuse_missing("lr", after)
        for field in ("lr", *rates):
            for site in self.sites[field]:
                if isinstance(site.value, str):
                    self._refuse(site, f"{site.value!r} is decided at run time")
                elif site.value:
                    self._put(site, after if site.value == before else _multiplied(site.value, before, after))

    def _move_batch(self, field: str, before: object, after: object) -> None:
        if not isinstance(after, int) or not isinstance(before, int | None):
            return
        if field == "global_batch" and "global_batch" not in self.sites and "tokens_per_step" in self.sites and before:
            for site in self.sites["tokens_per_step"]:
                self._put(site, int(site.value) * after // before)
            return
        if field == "data_parallel" and field not in self.sites:
            self._move_world(before, after)
            return
        if field in self.sites:
            for site in self.sites[field]:
                if isinstance(site.value, str):
                    self._refuse(site, f"{site.value!r} is decided at run time")
                if before is not None and site.value != before:
                    self._refuse(site, f"holds {site.value} where {before} was expected")
                self._put(site, after)
            return
        held = self.file.values.get(field)
        if held is None or held.source != "derived":
            self._refuse_missing(field, after)

    def _move_world(self, before: int | None, after: int) -> None:
        """Move the number of processes where the file holds it; a launch is the user's where it does not."""
        sites = self.sites.get("world_size", [])
        if before is None and _implied_ranks(self.plan.before) == after:
            return
        if not before or not sites:
            processes = after * (int(self.sites["world_size"][0].value) // before if sites and before else 1)
            self.todo.append(Todo(field="data_parallel", value=str(processes), why="ranks are chosen at launch"))
            self.left.add("data_parallel")
        for site in sites if before else []:
            self._put(site, int(site.value) * after // int(before or 1))

    def _move(self, field: str, before: object, after: object) -> None:
        """Move a companion where that is safe, and leave it to the user where it is not."""
        sites = self.sites.get(field, [])
        values = after if isinstance(after, tuple) else (after,) * len(sites)
        olds = before if isinstance(before, tuple) else (before,) * len(sites)
        if not sites or len(values) != len(sites):
            self.todo.append(Todo(field=field, value=_listed(after), why="the file does not set it"))
            self.left.add(field)
            return
        for site, old, new in zip(sites, olds, values, strict=True):
            if site.leaf.locked or isinstance(site.value, str) or not isinstance(new, int | float):
                why = f"{site.file}:{site.leaf.line}: {spelled(site.leaf.path)}: {site.leaf.locked or 'not a number'}"
                self.todo.append(Todo(field=field, value=_listed(new), why=why))
                self.left.add(field)
                continue
            same = site.value == old or not isinstance(old, int | float) or not old
            self._put(site, new if same else _scaled(site.value, new / old if isinstance(old, int | float) else 1))

    def _tell_other_steps(self) -> None:
        """Tell of lengths in steps that no companion moves, such as a decay phase of its own."""
        for field, sites in self.sites.items():
            value = sites[0].value
            if (
                field.endswith("_steps")
                and field not in TrainingConfig.model_fields
                and isinstance(value, int)
                and value
            ):
                steps = max(1, round(value / self.plan.ratio))
                self.todo.append(Todo(field=field, value=str(steps), why=f"same samples as {value} steps before"))

    def _put(self, site: Site, value: float) -> None:
        if site.leaf.locked:
            self._refuse(site, site.leaf.locked)
        snapshot = self.file._reading.snapshots[site.file]  # noqa: SLF001  # what lies behind the file
        written = snapshot.text[site.start : site.end]
        if site.factor != 1 or site.offset:
            value = float(f"{(value - site.offset) / site.factor:.12g}")
        edit = _Edit(site, restyle(written, value if isinstance(value, int) else float(f"{value:.{_DIGITS}g}")))
        others = self.edits.setdefault(site.file, [])
        for other in others:
            if (other.site.start, other.site.end) == (site.start, site.end):
                if other.text != edit.text:
                    self._refuse(site, f"one place holds {other.site.field} and {site.field}, which move apart")
                return
        if edit.text != written:
            others.append(edit)

    def _refuse(self, site: Site, why: str) -> None:
        raise RefusedEdit(
            f"cannot be set to another value: {why}; nothing was written",
            file=site.file,
            line=site.leaf.line,
            key=spelled(site.leaf.path),
        )

    def _refuse_missing(self, field: str, value: float) -> None:
        unknown = next((each for each in self.file.unknown if each.field == field), None)
        if unknown is not None:
            raise RefusedEdit(
                f"cannot be set to {show(value)}: {unknown.why}; nothing was written",
                file=unknown.file,
                line=unknown.line,
                key=unknown.key,
            )
        dialect = self.file._reading.dialect  # noqa: SLF001  # what lies behind the file
        key = dialect.name_of(field) if dialect else None
        raise RefusedEdit(
            f"does not set {field}, which becomes {show(value)}: add {key or field} first; nothing was written",
            file=self.file.path,
        )


def _multiplied(value: float, before: float, after: float) -> float:
    """Return value x after / before, of the decimal numbers that people wrote, rounded once."""
    return float(Fraction(repr(value)) * Fraction(repr(after)) / Fraction(repr(before)))


def _implied_ranks(config: TrainingConfig) -> int | None:
    """Return the ranks that a stated global batch leaves for its factors."""
    if config.global_batch is None or config.micro_batch is None:
        return None
    return config.global_batch // (config.micro_batch * config.grad_accum)


def _followed(todo: Todo, after: ConfigFile) -> bool:
    """Return whether a value that was not moved has followed one that was, to which it refers."""
    held = after.values.get(todo.field)
    return held is not None and _listed(held.value) == todo.value


def _scaled(value: float, ratio: float) -> float:
    return max(1, round(value * ratio)) if isinstance(value, int) else value * ratio


def _listed(value: object) -> str:
    values = value if isinstance(value, tuple) else (value,)
    return ", ".join(show(each) if isinstance(each, int | float) else str(each) for each in values)


def _spliced(snapshot: Snapshot, edits: list[_Edit]) -> str:
    """Return the text with the characters of each place replaced, from the last to the first."""
    text = snapshot.text
    for edit in sorted(edits, key=lambda edit: -edit.site.start):
        text = text[: edit.site.start] + edit.text + text[edit.site.end :]
    return text


def _prove(before: Snapshot, after: Snapshot, edits: list[_Edit]) -> None:
    """Read the new text again, and refuse it unless exactly the values that were to change have changed.

    Values computed from others are not compared: they follow.
    """
    name = syntaxes.recognise(before.path, before.text)
    old = syntaxes.load(name).read(before.text).leaves
    try:
        new = syntaxes.load(name).read(after.text).leaves
    except FileError as error:
        raise error.within(before.path) from None
    spans = [(edit.site.start, edit.site.end) for edit in edits]

    def touched(leaf: Leaf) -> bool:
        return any(start >= leaf.start and end <= leaf.end for start, end in spans)

    ok = len(old) == len(new) and all(
        was.path == now.path and (was.text == now.text or touched(was) or bool(was.locked))
        for was, now in zip(old, new, strict=True)
    )
    if not ok or (name == "json" and _is_json(before.text) and not _is_json(after.text)):
        raise RefusedEdit(
            "would change more than the values that were to change; nothing was written", file=before.path
        )


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _check_meaning(before: ConfigFile, after: ConfigFile, plan: Plan, left: set[str]) -> None:
    """Refuse a new text that does not mean what the plan says."""
    for field in (*_BATCH, "lr"):
        held, wanted = after.values.get(field), getattr(plan.after, field)
        if field in left or held is None or held.source == "default" or wanted is None or _same(held.value, wanted):
            continue
        raise RefusedEdit(
            f"would read {field} as {_listed(held.value)} where the plan has {_listed(wanted)}; nothing was written",
            file=before.path,
        )
    if _fault(before) is None and _fault(after) is not None:
        raise RefusedEdit(f"would not be legal any more: {_fault(after)}; nothing was written", file=before.path)


def _same(value: object, wanted: float) -> bool:
    return isinstance(value, int | float) and math.isclose(value, wanted, rel_tol=1e-9)


def _fault(file: ConfigFile) -> str | None:
    """Return what makes a file illegal by itself."""
    micro, total = (file.values.get(field) for field in ("micro_batch", "global_batch"))
    if micro and total and isinstance(micro.value, int) and isinstance(total.value, int) and total.value % micro.value:
        return f"global_batch {total.value} is no multiple of micro_batch {micro.value}"
    try:
        file.config_with({})
    except MissingFact:
        return None
    except LrscaleError as error:
        return str(error)
    return None


def diff(file: ConfigFile) -> str:
    """Return the changes as a unified diff; see :meth:`ConfigFile.diff`."""
    return "".join(line for old, new in changed(file) for line in _unified(old, new))


def changed(file: ConfigFile) -> Iterator[tuple[Snapshot, Snapshot]]:
    """Yield the files whose text changes, as they were and as they become."""
    for path, old in file._originals.items():  # noqa: SLF001  # what lies behind the file
        new = file._reading.snapshots[path]  # noqa: SLF001  # same
        if new.raw != old.raw:
            yield old, new


def _unified(old: Snapshot, new: Snapshot) -> Iterator[str]:
    root = disk.repository(old.path)
    name = disk.absolute(old.path).relative_to(root).as_posix()
    before, after = (_lines(each.mark + each.text) for each in (old, new))
    for line in difflib.unified_diff(before, after, _quoted(f"a/{name}"), _quoted(f"b/{name}")):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _quoted(name: str) -> str:
    """Return a file name as git writes it in a diff."""
    if name.isascii() and name.isprintable() and '"' not in name and "\\" not in name:
        return f"{name}\t" if " " in name else name
    escaped = (
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}" for byte in name.encode("utf-8")
    )
    return '"' + "".join(escaped) + '"'


def write(files: Iterable[ConfigFile]) -> None:
    """Write the new values of several files to disk, all or none.

    Raises:
        RefusedEdit: one of them may not be written; none is.
    """
    contents: dict[str, tuple[Snapshot, bytes]] = {}
    for file in files:
        for old, new in changed(file):
            contents[old.path] = (old, new.raw)
    disk.replace_all(list(contents.values()))
