"""Every sample of every dialect is recognised, read as a person reads it, and rewritten as a person would.

Beside each sample ``NAME`` stands ``NAME.json``: ``values`` is all that the file states; ``absent`` what must not be
found in it; ``to``, ``rule`` and ``world`` a change of batch, whose effect on the file the snapshot holds.
"""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lrscale import LrscaleError, plugins, read, scale

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

FOLDER = Path(__file__).parent / "dialects"
SAMPLES = sorted(path.with_suffix("") for path in FOLDER.glob("*/*.json") if path.with_suffix("").is_file())
NAMES = [path.relative_to(FOLDER).as_posix() for path in SAMPLES]


def expectation(sample: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sample.with_name(sample.name + ".json").read_text(encoding="utf-8"))
    return found


REWRITTEN = [name for name, sample in zip(NAMES, SAMPLES, strict=True) if expectation(sample).get("to")]


def same(expected: object, got: object) -> bool:
    if isinstance(expected, (int, float)) and isinstance(got, (int, float)):
        return math.isclose(expected, got, rel_tol=1e-9)
    return expected == (list(got) if isinstance(got, tuple) else got)


@pytest.mark.parametrize("dialect", plugins.names("lrscale.files.dialects"))
def test_a_dialect_has_at_least_two_samples(dialect: str) -> None:
    assert sum(path.parent.name == dialect.replace("-", "_") for path in SAMPLES) >= 2


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_a_sample_is_won_by_its_dialect(sample: Path) -> None:
    assert read(sample).dialect == sample.parent.name.replace("_", "-")


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_a_sample_is_read_as_a_person_reads_it(sample: Path) -> None:
    expected = expectation(sample)
    values = read(sample, world=expected.get("world")).values
    stated = {name: held for name, held in values.items() if held.source != "default"}
    wrong = {
        name: (value, held.value if (held := stated.get(name)) else None)
        for name, value in expected["values"].items()
        if not same(value, stated[name].value if name in stated else None)
    }
    assert not wrong, "expected, got"
    assert stated.keys() - expected["values"].keys() == set()
    assert not stated.keys() & set(expected.get("absent", ()))


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_a_value_stands_where_it_is_said_to_stand(sample: Path) -> None:
    for held in read(sample).values.values():
        if held.source == "file":
            assert held.file is not None
            assert held.line is not None
            assert 1 <= held.line <= len(Path(held.file).read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("name", REWRITTEN)
def test_a_sample_is_rewritten_as_a_person_would(name: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    shutil.copytree(FOLDER / Path(name).parent, tmp_path / "here")
    (tmp_path / ".git").mkdir()
    path, expected = tmp_path / "here" / Path(name).name, expectation(FOLDER / name)
    try:
        file = read(path, world=expected.get("world"))
        edited = file.with_plan(scale(file.config, to=expected["to"], rule=expected.get("rule") or "linear"))
    except LrscaleError as error:
        assert f"refused: {error}".replace(str(tmp_path), ".") == snapshot
        return
    todo = [f"to do: {todo.field} = {todo.value} ({todo.why})" for todo in edited.todo]
    assert "\n".join([edited.diff(), *todo]).replace(str(tmp_path), ".") == snapshot
