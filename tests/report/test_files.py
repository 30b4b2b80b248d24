"""How a file was read, and what was written into it, as people see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lrscale import read, scale
from lrscale.report import files

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

FAIRSEQ = "fairseq-train data --max-tokens 4096 --update-freq 2 --lr 5e-4 --arch transformer"
SAMPLES = {
    "everything known": """\
LR=1e-4
torchrun --nproc_per_node 4 train.py --per_device_train_batch_size 8 --learning_rate $LR \\
  --gradient_accumulation_steps 2 --optim adamw_torch --warmup_steps 100
""",
    "ranks unknown": "per_device_train_batch_size: 16\nlearning_rate: 7.5e-5\nwarmup_steps: 100\n",
    "accumulation unknown": (
        "python t.py --per_device_train_batch_size 8 --learning_rate 1e-4 --gradient_accumulation_steps $ACC\n"
    ),
    "models over ranks": """\
data: {micro_batch_size_per_gpu: 2}
optim: {lr: 1e-5}
trainer: {n_gpus_per_node: 8, nnodes: 1}
ulysses_sequence_parallel_size: 3
""",
    "lists": "SOLVER:\n  IMS_PER_BATCH: 16\n  BASE_LR: 0.02\n  STEPS: (60000, 80000)\n  MAX_ITER: 90000\n",
    "scaled at run time": """\
optim: {scaling_rule: sqrt_wrt_1024, base_lr: 0.004}
train: {batch_size_per_gpu: 64, OFFICIAL_EPOCH_LENGTH: 1250}
""",
    "in tokens": f"{FAIRSEQ} --distributed-world-size 8\n",
    "tokens of a rank": f"{FAIRSEQ}\n",
    "no batch": "learning_rate: 1e-4\nbatch_size: [8, 16]\n",
    "not recognised": "a: 1\n",
    "inherited": "_BASE_: base/b.yaml\nSOLVER:\n  BASE_LR: 0.02\n  MAX_ITER: 90000\n",
    "long numbers": (
        "per_device_train_batch_size: 0000000000016\nlearning_rate: 0.000075000000000\noptim: a_very_long_name\n"
    ),
}


def put(folder: Path, name: str) -> str:
    """Write a sample; return how it is named from its folder."""
    path = "a.sh" if " --" in SAMPLES[name] else "a.yaml"
    (folder / path).write_text(SAMPLES[name])
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty repository, in which the test runs."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "b.yaml").write_text("SOLVER:\n  IMS_PER_BATCH: 16\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SAMPLES)
def test_how_a_file_was_read(folder: Path, name: str, snapshot: SnapshotAssertion) -> None:
    path = put(folder, name)
    shown = files.show_reading(read(path))
    assert shown == snapshot
    assert all(len(line) <= 80 for line in shown.split("\n"))
    wide = files.show_reading(read(path), width=110)
    assert "".join(wide.split()) == "".join(shown.split())


def test_a_stated_world_is_told_as_such(folder: Path, snapshot: SnapshotAssertion) -> None:
    path = put(folder, "ranks unknown")
    assert files.show_reading(read(path, world=8)) == snapshot


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("everything known", "8x4"),
        ("ranks unknown", "32"),
        ("lists", "=8"),
        ("scaled at run time", "128"),
        ("long numbers", "8"),
    ],
)
def test_what_was_written_into_a_file(folder: Path, name: str, to: str, snapshot: SnapshotAssertion) -> None:
    before = read(put(folder, name))
    plan = scale(before.config, to=to, rule=before.scaler or "sqrt")
    after = before.with_plan(plan)
    after.write()
    assert files.show_edit(before, after, plan) == snapshot


def test_nothing_is_written_where_nothing_changes(folder: Path) -> None:
    file = read(put(folder, "ranks unknown"))
    plan = scale(file.config, to="16", rule="sqrt")
    assert files.show_edit(file, file.with_plan(plan), plan).startswith("a.yaml: nothing to write\n")


def test_files_as_json_are_in_the_order_they_were_named(folder: Path, snapshot: SnapshotAssertion) -> None:
    for name, sample in (("a.sh", "everything known"), ("b.yaml", "not recognised")):
        (folder / name).write_text(SAMPLES[sample])
    assert files.as_json([read("b.yaml"), read("a.sh")]) == snapshot
