"""How many real configuration files are read right, field by field: a table per framework, and what is wrong.

    python tests/benchmarks/corpus.py [LABELS [FOLDER ...]]

LABELS is a JSON-lines file of labelled files (one object a line: path, framework, expected, accept, ambiguous); the
folders are searched for them. Without arguments it takes ../shared/corpus, where that is there.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from lrscale.errors import LrscaleError
from lrscale.files.reading import read

SHARED = Path(__file__).parents[3] / "shared" / "corpus"

# What a label calls differently.
RENAMED = {"dp": "data_parallel"}

# Fields that may be given under either name, where the framework multiplies the rate at run time.
EITHER = {"lr": ("lr", "base_lr"), "base_lr": ("base_lr", "lr")}


def given(path: Path) -> dict[str, Any]:
    """Return the values of a file that stand in it; a default counts as none."""
    found = read(path)
    return {name: held.value for name, held in found.values.items() if held.source != "default"}


def same(field: str, expected: object, got: object) -> bool:
    if isinstance(expected, str) and isinstance(got, str):
        return expected.rpartition(".")[2].lower() == got.rpartition(".")[2].lower()
    if isinstance(expected, (int, float)) and isinstance(got, (int, float)):
        return math.isclose(expected, got, rel_tol=1e-9)
    return expected == got


def judge(row: dict[str, Any], values: dict[str, Any]) -> dict[str, str]:
    """Return what is wrong, by field: ``unknown`` where a value was not found, else the value that was given."""
    wrong = {}
    for field, expected in row["expected"].items():
        if expected is None and field not in row.get("accept", {}):
            continue
        accepted = row.get("accept", {}).get(field, [expected])
        names = EITHER.get(field, (RENAMED.get(field, field),))
        got = next((values[name] for name in names if values.get(name) is not None), None)
        if None in accepted and (got is None or expected is None):
            continue
        if not any(same(field, each, got) for each in accepted):
            wrong[field] = "unknown" if got is None else f"{got} instead of {expected}"
    return wrong


def main(labels: Path, folders: list[Path]) -> int:
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    verdicts: Counter[str] = Counter()
    for row in rows:
        path = next((folder / row["path"] for folder in folders if (folder / row["path"]).is_file()), None)
        if row.get("ambiguous") or path is None:
            verdicts["not scored"] += 1
            continue
        try:
            wrong = judge(row, given(path))
        except LrscaleError as error:
            wrong = {"file": str(error)}
        silent = [field for field, got in wrong.items() if got != "unknown" and field != "file"]
        verdict = "right" if not wrong else "wrong silently" if silent else "unknown"
        verdicts[verdict] += 1
        if wrong:
            print(f"{verdict:15} {row['path']}: " + "; ".join(f"{name}: {got}" for name, got in wrong.items()))
    scored = sum(verdicts.values()) - verdicts["not scored"]
    print("  ".join(f"{name} {count}" for name, count in sorted(verdicts.items())))
    print(f"all fields right on {verdicts['right']} of {scored} files ({verdicts['right'] / max(1, scored):.1%})")
    return 0


if __name__ == "__main__":
    given_paths = [Path(argument) for argument in sys.argv[1:]]
    if not given_paths and not SHARED.is_dir():
        sys.exit("no corpus at ../shared/corpus; name a labels file and the folders it is about")
    labels_path = given_paths[0] if given_paths else SHARED / "labels.jsonl"
    sys.exit(main(labels_path, given_paths[1:] or [SHARED]))
