"""Does a new value in a real configuration file change that value and nothing else?

    python tests/benchmarks/edits.py [FOLDER ...]

For every file below the folders, and every place in it that holds a batch, a learning rate or a warmup and may be
edited, another number of the same style is put there. The result is read again: the place must hold the new value, and
every other scalar must be what it was, by our own reader and, where there is one, by a reader of somebody else. Without
arguments it takes ../shared/corpus, where that is there. Exits 1 where an edit fails.
"""

from __future__ import annotations

import ast
import contextlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli
import yaml

from lrscale.errors import LrscaleError
from lrscale.files import disk, syntaxes
from lrscale.files.document import spelled
from lrscale.files.reading import read
from lrscale.numerals import number, restyle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lrscale.files.config_file import ConfigFile
    from lrscale.files.disk import Snapshot
    from lrscale.files.document import Document
    from lrscale.files.reading import Site

SHARED = Path(__file__).parents[3] / "shared" / "corpus"
SUFFIXES = {".yaml", ".yml", ".json", ".jsonc", ".toml", ".py", ".sh", ".slurm", ".sbatch", ".conf", ".bash"}
BATCH = {"micro_batch", "grad_accum", "global_batch", "tokens_per_step", "data_parallel", "world_size"}


def wanted(field: str) -> bool:
    """Return whether a field is a batch, a learning rate or a warmup."""
    return field in BATCH or field.endswith("lr") or "warmup" in field


def sites_of(file: ConfigFile) -> Iterator[Site]:
    """Yield the places in the file itself that may be edited: numbers of their own, not lists or names of devices."""
    text = file._reading.snapshots[file.path].text
    for field, sites in file._reading.sites.items():
        for site in sites:
            if wanted(field) and site.file == file.path and not site.leaf.locked and not isinstance(site.value, str):
                with contextlib.suppress(LrscaleError):
                    number(text[site.start : site.end])
                    yield site


def renewed(site: Site, written: str) -> str:
    """Return another number of the same style."""
    value = number(written)
    changed: float = int(value) * 3 + 1 if value.is_integer() and "." not in written else value * 0.625 + 1e-7
    return restyle(written, changed)


def parsed(syntax: str, text: str) -> Any:
    """Return a file's values as somebody else reads them, in the order of the file; None where nobody can."""
    try:
        if syntax == "yaml":
            return [event.value for event in yaml.parse(text, yaml.CSafeLoader) if isinstance(event, yaml.ScalarEvent)]
        if syntax == "json":
            return list(flat(json.loads(text)))
        if syntax == "toml":
            return list(flat(tomli.loads(text)))
        if syntax == "python":
            return [repr(node.value) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    except (ValueError, yaml.YAMLError):
        return None
    return text.replace("=", " = ").replace('"', ' " ').replace("'", " ' ").split()


def flat(value: object) -> Iterator[object]:
    """Yield the scalars of nested dicts and lists."""
    if isinstance(value, dict):
        for each in value.values():
            yield from flat(each)
    elif isinstance(value, list):
        for each in value:
            yield from flat(each)
    else:
        yield value


def fault(file: ConfigFile, site: Site, before: Document) -> str:
    """Return what is wrong after one edit; empty where nothing is."""
    snapshot = file._reading.snapshots[site.file]
    new = renewed(site, snapshot.text[site.start : site.end])
    text = snapshot.text[: site.start] + new + snapshot.text[site.end :]
    after = syntaxes.load(before.syntax).read(text)
    if len(after.leaves) != len(before.leaves):
        return f"{len(after.leaves)} values instead of {len(before.leaves)}"
    for old, now in zip(before.leaves, after.leaves, strict=True):
        follows = old.start <= site.start and site.end <= old.end
        if old.path != now.path or (old.text != now.text and not follows and not old.locked):
            return f"{spelled(old.path)} became {spelled(now.path)} = {now.text}"
    others = [parsed(before.syntax, each) for each in (snapshot.text, text)]
    if others[0] is not None:
        differing = -1 if others[1] is None else sum(a != b for a, b in zip(*others, strict=True))
        if differing != 1:
            return f"{differing} values changed for another reader"
    return misread(file, site, snapshot._replace(text=text, raw=text.encode()), new)


def misread(file: ConfigFile, site: Site, snapshot: Snapshot, new: str) -> str:
    """Return what is wrong with the field when the edited file is read as a whole."""

    def load(path: str) -> Snapshot:
        return snapshot if path == snapshot.path else file._reading.load(path)

    again = read(file.path, dialect=file.dialect, load=load)
    index = file._reading.sites[site.field].index(site)
    found = [other for other in again._reading.sites.get(site.field, []) if other.leaf.path == site.leaf.path]
    if not found:
        # Two places that say different things mean nothing any more; a plan moves both.
        several = len(file._reading.sites[site.field]) > 1
        return "" if several else {each.field: each.why for each in again.unknown}.get(site.field, "gone")
    expected = site.offset + site.factor * number(new)
    held = found[0].value
    if isinstance(held, str) or abs(held - expected) > 1e-9 * abs(expected):
        return f"place {index} reads {held} where {expected} was put"
    return ""


def main(folders: list[Path]) -> int:
    tally: Counter[str] = Counter()
    failures = 0
    for path in sorted(each for folder in folders for each in folder.rglob("*") if each.suffix.lower() in SUFFIXES):
        try:
            file = read(path)
            before = syntaxes.load(file.syntax).read(disk.load(path).text)
        except LrscaleError:
            tally["cannot be read"] += 1
            continue
        for site in sites_of(file):
            tally["edits"] += 1
            try:
                wrong = fault(file, site, before)
            except LrscaleError as error:
                wrong = str(error)
            if wrong:
                failures += 1
                print(f"{path}:{site.leaf.line}: {spelled(site.leaf.path)} ({site.field}): {wrong}")
        tally["files"] += 1
    right = tally["edits"] - failures
    print(f"{tally['files']} files, {tally['cannot be read']} cannot be read")
    print(
        f"{right} of {tally['edits']} edits change that value and nothing else ({right / max(1, tally['edits']):.2%})"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) == 1 and not SHARED.is_dir():
        sys.exit("no corpus at ../shared/corpus; name the folders to take")
    sys.exit(main([Path(argument) for argument in sys.argv[1:]] or [SHARED]))
