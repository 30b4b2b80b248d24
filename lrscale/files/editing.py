"""Put the values of a plan into a file: splice their characters, read the result again, and prove what changed."""

from __future__ import annotations

import difflib
import math
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, NoReturn, cast

from lrscale.config import TrainingConfig
from lrscale.errors import InvalidInput, RefusedEdit
from lrscale.files import disk, reading, syntaxes
from lrscale.files.config_file import ConfigFile, Todo
from lrscale.files.document import spelled
from lrscale.files.reading import Site
from lrscale.numerals import number, restyle, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lrscale.files.disk import Snapshot
    from lrscale.files.document import Leaf
    from lrscale.plan import Plan

__all__ = ["changed", "diff", "with_plan", "write"]

# What a plan may not leave half done.
_BATCH = ("micro_batch", "grad_accum", "data_parallel", "global_batch")
# What is counted in optimizer steps, and so follows the batch.
_LENGTHS = frozenset({"warmup_steps", "total_steps", "milestones", "save_steps", "eval_steps", "log_steps"})
# Rates that are no learning rate of the optimizer, or have a change of their own in the plan.
_OTHER_RATES = frozenset({"min_lr", "base_lr"})


# Digits of a rate that people read and compare; what lies beyond is the noise of a root.
_DIGITS = 12


_Span = tuple[str, int, int]


class _Edit(NamedTuple):
    """New characters for a place."""

    site: Site
    text: str


def with_plan(file: ConfigFile, plan: Plan) -> ConfigFile:
    """Return the file with the values of a plan; see :meth:`ConfigFile.with_plan`."""
    work = _Work(file, plan)
    work.move_all()
    after = _edited(file, work)
    misread = _misread(after, plan, work)
    if misread:
        work = _Work(file, plan, misread)
        work.move_all()
        after = _edited(file, work)
    _check_meaning(file, after, plan, work.left)
    behind_after = after._reading  # noqa: SLF001  # what lies behind the file
    originals = {path: file._reading.snapshots[path] for path in work.edits}  # noqa: SLF001  # same
    todo = tuple(todo for todo in work.todo if todo.field == "data_parallel" or not _followed(todo, after))
    after = after.model_copy(update={"todo": todo})
    after._reading = behind_after  # noqa: SLF001  # same
    after._originals = {**originals, **file._originals}  # noqa: SLF001  # same
    return after


def _edited(file: ConfigFile, work: _Work) -> ConfigFile:
    """Return the file as it reads with the edits; nothing but their values has changed."""
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

    return reading.read(file.path, dialect=file.dialect, world=work.world or behind.world, load=load)


def _misread(after: ConfigFile, plan: Plan, work: _Work) -> dict[str, str]:
    """Return the companions that were moved and do not mean what the plan says, with the reason."""
    unknown = {each.field: each.why for each in after.unknown}
    found = {}
    for change in plan.changes:
        held = after.values.get(change.field)
        if change.field in (*_BATCH, "lr") or change.field in work.left or (held and _agrees(held.value, change.after)):
            continue
        found[change.field] = unknown.get(change.field) or f"it would be read as {held and _listed(held.value)}"
    return found


class _Work:
    """What a plan moves in a file, and what it cannot."""

    def __init__(self, file: ConfigFile, plan: Plan, misread: Mapping[str, str] = MappingProxyType({})) -> None:
        self.file, self.plan, self.misread = file, plan, misread
        self.sites = file._reading.sites  # noqa: SLF001  # what lies behind the file
        self.edits: dict[str, list[_Edit]] = {}
        self.todo: list[Todo] = []
        self.left: set[str] = set()
        self.world: int | None = None
        self.moving = {change.field for change in plan.changes}
        self.shared: defaultdict[_Span, list[str]] = defaultdict(list)
        for field in TrainingConfig.model_fields:
            for site in self.sites.get(field, ()):
                self.shared[_span(site)].append(field)

    def move_all(self) -> None:
        if self.file.scaler is not None:
            self._leave_rate(self.file.scaler)
        for change in self.plan.changes:
            if change.field == "lr":
                self._move_rates()
            elif change.field in _BATCH:
                self._move_batch(change.field, cast("int | None", change.before), cast("int", change.after))
            elif change.field == "min_lr" and self.file.scaler:
                self._leave("min_lr", change.after, "unless the framework multiplies it, too")
            else:
                self._move(change.field, change.before, change.after)
        if self.plan.ratio != 1:
            self._tell_other_steps()
            self._tell_unknown_steps()

    def _leave(self, field: str, value: object, why: str) -> None:
        """Leave a value to the user."""
        self.todo.append(Todo(field=field, value=_listed(value), why=why))
        self.left.add(field)

    def _move_rates(self) -> None:
        """Multiply every learning rate by the same factor; one that the framework multiplies itself stays."""
        before, after = self.plan.before.lr, self.plan.after.lr
        if "lr" in self.left:
            return
        rates = [field for field in self.sites if field.endswith("_lr") and field not in _OTHER_RATES]
        if "lr" not in self.sites:
            self._refuse_missing("lr", after)
        for field in ("lr", *rates):
            for site in self.sites[field]:
                if isinstance(site.value, str) and (field == "lr" or site.value != "auto"):
                    self._put(site, after)
                elif not isinstance(site.value, str) and site.value:
                    self._put(site, after if site.value == before else _multiplied(site.value, before, after))

    def _leave_rate(self, scaler: str) -> None:
        """Leave the rate to the framework; where another rule was asked for, tell what makes the framework obey it."""
        self.left.add("lr")
        rule, after, ratio = self.plan.rule, self.plan.after.lr, self.plan.ratio
        if rule is None and after != self.plan.before.lr:
            self._leave("lr", after, f"the framework multiplies it at run time ({scaler})")
        elif rule is not None and ratio != 1 and rule.partition(":")[0] not in ("auto", scaler):
            factor = ratio if scaler == "linear" else math.sqrt(ratio)
            self._leave(
                "lr", after / factor, f"which the framework multiplies at run time ({scaler}) to that of {rule}"
            )

    def _move_batch(self, field: str, before: int | None, after: int) -> None:
        if field == "global_batch" and "global_batch" not in self.sites and "tokens_per_step" in self.sites and before:
            for site in self.sites["tokens_per_step"]:
                self._put(site, int(site.value) * after // before)
            return
        if field == "data_parallel" and field not in self.sites:
            self._move_world(before or _implied_ranks(self.plan.before), after)
            return
        if field in self.sites:
            for site in self.sites[field]:
                if not isinstance(site.value, str) and before is not None and site.value != before:
                    self._refuse(site, f"holds {site.value} where {before} was expected", after)
                self._put(site, after)
            return
        held = self.file.values.get(field)
        if held is None or held.source != "derived":
            self._refuse_missing(field, after)

    def _move_world(self, before: int | None, after: int) -> None:
        """Move the number of processes where the file holds it; a launch is the user's where it does not."""
        if before == after:
            return
        sites = self.sites.get("world_size") or self.sites.get("devices") or self._launched()
        if before and sites and not any(int(site.value) * after % before for site in sites):
            for site in sites:
                self._put(site, int(site.value) * after // before)
            return
        self._leave("data_parallel", after, "ranks are chosen at launch")
        held = self.file.values.get("world_size")
        if before and held is not None and held.source == "stated":
            self.world = int(held.value) * after // before  # type: ignore[arg-type]  # a count

    def _launched(self) -> list[Site]:
        """Return where a launcher's flag by itself holds the number of processes."""
        held = self.file.values.get("world_size")
        if held is None or held.source != "launcher" or held.text != str(held.value):
            return []
        path = self.file.path
        leaves = syntaxes.load(self.file.syntax).read(self._text_of(path)).leaves
        return [
            Site(path, "world_size", int(held.text), leaf, leaf.start, leaf.end, 1, 0)
            for leaf in leaves
            if leaf.path[-1] == held.key and leaf.text == held.text
        ]

    def _move(self, field: str, before: object, after: object) -> None:
        """Move a companion in all places or none: where that is not safe, it is left to the user."""
        sites = self.sites.get(field, [])
        values = after if isinstance(after, tuple) else (after,) * len(sites)
        olds = before if isinstance(before, tuple) else (before,) * len(sites)
        why = self.misread.get(field, "" if sites else "the file does not set it")
        if sites and not len(sites) == len(olds) == len(values):
            why = f"the file has {len(sites)} of them, and the plan {len(values)}"
        moves = [] if why else [(site, _moved(site, *pair)) for site, *pair in zip(sites, olds, values, strict=True)]
        for site, value in moves:
            fault = self._obstacle(site, value)
            why = why or (fault and f"{site.file}:{site.leaf.line}: {spelled(site.leaf.path)}: {fault}")
        if why:
            self._leave(field, after, why)
            return
        for site, value in moves:
            self._put(site, value)

    def _tell_unknown_steps(self) -> None:
        """Tell of lengths in steps that are there, could not be read, and so could not be moved."""
        for unknown in self.file.unknown:
            if unknown.field in _LENGTHS:
                place = f"{unknown.file}:{unknown.line}: {unknown.key}"
                self.todo.append(Todo(field=unknown.field, value="?", why=f"{place}: {unknown.why}"))

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

    def _text_of(self, path: str) -> str:
        return self.file._reading.snapshots[path].text  # noqa: SLF001  # what lies behind the file

    def _obstacle(self, site: Site, value: object) -> str:
        """Return why a value cannot be put into a place; empty where it can."""
        if site.leaf.locked:
            return site.leaf.locked
        if isinstance(site.value, str) or not isinstance(value, int | float):
            return f"{site.value!r} is decided at run time" if site.value == "auto" else "not a number"
        if not _holds(self._text_of(site.file)[site.start : site.end], site):
            return "not a number of its own"
        stay = [field for field in self.shared[_span(site)] if field not in self.moving]
        return f"one place holds {site.field} and {stay[0]}, which stays" if stay else ""

    def _put(self, site: Site, value: object) -> None:
        """Put a value into a place.

        Raises:
            RefusedEdit: the place does not take it, or takes another one.
        """
        fault = self._obstacle(site, value)
        if fault or not isinstance(value, int | float):
            self._refuse(site, fault, value)
        written = self._text_of(site.file)[site.start : site.end]
        if site.factor != 1 or site.offset:
            value = (value - site.offset) / site.factor
        edit = _Edit(site, restyle(written, value if isinstance(value, int) else float(f"{value:.{_DIGITS}g}")))
        others = self.edits.setdefault(site.file, [])
        for other in others:
            if _span(other.site) == _span(site):
                if other.text != edit.text:
                    self._refuse(site, f"one place holds {other.site.field} and {site.field}, which move apart", value)
                return
        others.append(edit)

    def _refuse(self, site: Site, why: str, value: object) -> NoReturn:
        """Refuse to put a value into a place; where the place is inherited, tell where it can be put."""
        if site.leaf.locked.startswith("inherited"):
            place = f"{site.file}:{site.leaf.line}"
            raise RefusedEdit(
                f"would become {_listed(value)}, and is inherited from {place}, which others may share: "
                f"set it in this file first; nothing was written",
                file=self.file.path,
                key=spelled(site.leaf.path),
            )
        raise RefusedEdit(
            f"cannot be set to {_listed(value)}: {why}; nothing was written",
            file=site.file,
            line=site.leaf.line,
            key=spelled(site.leaf.path),
        )

    def _refuse_missing(self, field: str, value: float) -> NoReturn:
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
        if key is None:
            why = f"would need {field} {show(value)}, for which {self.file.dialect} has no key"
        else:
            why = f"does not set {field}, which becomes {show(value)}: add {key} first"
        raise RefusedEdit(f"{why}; nothing was written", file=self.file.path)


def _span(site: Site) -> _Span:
    return site.file, site.start, site.end


def _holds(written: str, site: Site) -> bool:
    """Return whether the characters of a place are its number, and not a list or a name that stands for one."""
    try:
        return _agrees(site.offset + site.factor * number(written), site.value)
    except InvalidInput:
        return False


def _moved(site: Site, old: object, new: object) -> object:
    """Return what a place becomes when its field moves; places that differ keep their ratio."""
    if not isinstance(new, int | float) or not isinstance(old, int | float) or not old or site.value == old:
        return new
    if isinstance(site.value, str) or not site.value:
        return site.value
    return _scaled(site.value, new / old)


def _multiplied(value: float, before: float, after: float) -> float:
    """Return value x after / before, of the decimal numbers that people wrote, rounded once."""
    return float(Fraction(repr(value)) * Fraction(repr(after)) / Fraction(repr(before)))


def _implied_ranks(config: TrainingConfig) -> int | None:
    """Return the ranks that a stated global batch leaves for its factors."""
    total = config.global_batch
    return total and total // ((config.micro_batch or total) * config.grad_accum)


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
    syntax = syntaxes.load(syntaxes.recognise(before.path, before.text))
    old, new = syntax.read(before.text).leaves, syntax.read(after.text).leaves
    if len(old) != len(new) or not all(
        was.path == now.path and (bool(was.locked) or now.text == _expected(was, before.text, edits))
        for was, now in zip(old, new, strict=True)
    ):
        raise RefusedEdit(
            "would change more than the values that were to change; nothing was written", file=before.path
        )


def _expected(leaf: Leaf, text: str, edits: list[_Edit]) -> str | None:
    """Return the text of a scalar after the edits."""
    start, written = leaf.start, text[leaf.start : leaf.end]
    for edit in sorted(edits, key=lambda edit: -edit.site.start):
        if leaf.start <= edit.site.start and edit.site.end <= leaf.end:
            written = written[: edit.site.start - start] + edit.text + written[edit.site.end - start :]
    return leaf.text if written == text[leaf.start : leaf.end] else written


def _check_meaning(before: ConfigFile, after: ConfigFile, plan: Plan, left: set[str]) -> None:
    """Refuse a new text that does not mean what the plan says."""
    for field in (*_BATCH, "lr"):
        held, wanted = after.values.get(field), getattr(plan.after, field)
        if field in left or wanted is None or (held is None and field not in before.values):
            continue
        if held is None:
            raise RefusedEdit(f"would make {field} unknown; nothing was written", file=before.path)
        if held.source != "default" and not _agrees(held.value, wanted):
            why = f"would make {field} {_listed(held.value)} where the plan has {_listed(wanted)}; nothing was written"
            raise RefusedEdit(why, file=held.file or before.path, line=held.line, key=held.key)
    if _fault(after) and not _fault(before):
        raise RefusedEdit(f"would not be legal any more: {_fault(after)}; nothing was written", file=before.path)


def _agrees(value: object, wanted: object) -> bool:
    if isinstance(value, int | float) and isinstance(wanted, int | float):
        return math.isclose(value, wanted, rel_tol=1e-9)
    return _listed(value) == _listed(wanted)


def _fault(file: ConfigFile) -> str:
    """Return what makes a file illegal whatever the number of ranks; empty where nothing does."""
    micro, total = (file.values.get(field) for field in ("micro_batch", "global_batch"))
    if micro and total and isinstance(micro.value, int) and isinstance(total.value, int) and total.value % micro.value:
        return f"global_batch {total.value} is no multiple of micro_batch {micro.value}"
    return ""


def diff(files: Iterable[ConfigFile]) -> str:
    """Return the changes of several files as a unified diff, a file they share once; see :meth:`ConfigFile.diff`.

    Raises:
        RefusedEdit: two of them want different values in one file.
    """
    return "".join(line for old, new in _contents(files) if old.raw != new.raw for line in _unified(old, new))


def changed(file: ConfigFile) -> Iterator[tuple[Snapshot, Snapshot]]:
    """Yield the files whose text changes, as they were and as they become."""
    for path, old in file._originals.items():  # noqa: SLF001  # what lies behind the file
        new = file._reading.snapshots[path]  # noqa: SLF001  # same
        if new.raw != old.raw:
            yield old, new


def _unified(old: Snapshot, new: Snapshot) -> Iterator[str]:
    name = disk.place(old.path).name
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
    files = list(files)
    for file in files:
        _check_repeatable(file)
    disk.replace_all([(old, new.raw) for old, new in _contents(files)])


def _contents(files: Iterable[ConfigFile]) -> list[tuple[Snapshot, Snapshot]]:
    """Return what every file held and what it is to hold, each once however many others refer to it."""
    contents: dict[Path, tuple[Snapshot, Snapshot]] = {}
    for file in files:
        for path, new in file._reading.snapshots.items():  # noqa: SLF001  # what lies behind the file
            old = file._originals.get(path, new)  # noqa: SLF001  # same
            resolved = Path(path).resolve()
            if contents.setdefault(resolved, (old, new))[1].raw != new.raw:
                raise RefusedEdit("would hold different values for two of the files; write them one by one", file=path)
    return list(contents.values())


def _check_repeatable(file: ConfigFile) -> None:
    """Refuse to write what a second writing would scale again: nothing in the file tells that the ranks changed."""
    ranks = next((todo.value for todo in file.todo if todo.field == "data_parallel"), None)
    if ranks is not None and file.changed and not file._reading.sites.keys() & {"global_batch", "tokens_per_step"}:  # noqa: SLF001  # same
        raise RefusedEdit(
            f"does not hold the number of ranks, which becomes {ranks} at launch: writing twice would scale twice; "
            "nothing was written, apply the output of --diff once instead",
            file=file.path,
        )
