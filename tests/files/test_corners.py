"""Corners of reading that no sample shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lrscale import read
from lrscale.cli.options import complete_dialect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Answer

FLAGS = "--per_device_train_batch_size 4 --learning_rate 1e-4"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "launch",
    [
        f"deepspeed --exclude localhost:0 train.py {FLAGS}",
        f"colossalai run --nproc_per_node 4 --host $HOSTS train.py {FLAGS}",
        f"mpirun python train.py {FLAGS}",
        f"#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --gres=gpu\nsrun torchrun train.py {FLAGS}",
        f"#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --gres=craynetwork\nsrun python train.py {FLAGS}",
    ],
)
def test_a_launch_that_does_not_tell_its_processes_leaves_them_unknown(launch: str, tmp_path: Path) -> None:
    assert "world_size" not in read(written(tmp_path, "launch.sh", f"{launch}\n")).values


def test_an_accumulation_decided_at_run_time_leaves_the_batch_of_a_step_unknown(tmp_path: Path) -> None:
    text = '{"train_micro_batch_size_per_gpu": 4, "gradient_accumulation_steps": "auto", "zero_optimization": {}}'
    assert "effective_batch" not in read(written(tmp_path, "ds.json", text), world=2).values


def test_a_framework_that_scales_a_rate_is_told_without_the_rate(tmp_path: Path) -> None:
    text = "SOLVER: {IMS_PER_BATCH: 16, MAX_ITER: 100, REFERENCE_WORLD_SIZE: 8}\n"
    found = read(written(tmp_path, "rcnn.yaml", text))
    assert found.scaler == "linear"
    assert "base_lr" not in found.values


def test_a_parent_that_cannot_be_read_is_noted(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    written(tmp_path, "base.yaml", "SOLVER: [\n")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    for parent in ("base.yaml", "loop.yaml"):
        text = f"_BASE_: {parent}\nSOLVER: {{IMS_PER_BATCH: 16, BASE_LR: 0.02, MAX_ITER: 100}}\n"
        found = read(written(tmp_path, "child.yaml", text))
        assert found.values["lr"].value == 0.02
        assert any(f"{parent}" in note and "is not followed" in note for note in found.notes)


def test_a_list_of_devices_is_shown_as_their_number(lrscale: Callable[..., Answer], tmp_path: Path) -> None:
    text = "trainer: {devices: '0,1', max_epochs: 3}\nmodel: {class_path: M, init_args: {lr: 0.1}}\n"
    answer = lrscale("read", str(written(tmp_path, "fit.yaml", text)))
    assert "devices          2            trainer.devices" in answer.out


def test_dialects_are_completed() -> None:
    assert complete_dialect("torcht") == ["torchtitan", "torchtune"]
