"""Files that a configuration inherits or adds: which are followed, and which are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lrscale.files.reading import read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    return root


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


CHILD = "_BASE_: {}\nSOLVER:\n  BASE_LR: 0.02\n"
PARENT = "SOLVER:\n  IMS_PER_BATCH: 16\n  BASE_LR: 0.1\n"


def test_a_file_inherits_what_it_does_not_set(repository: Path) -> None:
    parent = write(repository / "base" / "rcnn.yaml", PARENT)
    found = read(write(repository / "configs" / "child.yaml", CHILD.format("../base/rcnn.yaml")))
    assert found.values["lr"].value == 0.02
    assert found.values["global_batch"].value == 16
    assert found.values["global_batch"].file == str(parent)


def test_the_nearest_parent_wins(repository: Path) -> None:
    write(repository / "far.yaml", "SOLVER:\n  IMS_PER_BATCH: 8\n  MAX_ITER: 100\n")
    write(repository / "near.yaml", "_BASE_: far.yaml\nSOLVER:\n  IMS_PER_BATCH: 16\n")
    values = read(write(repository / "child.yaml", CHILD.format("near.yaml"))).values
    assert (values["global_batch"].value, values["total_steps"].value) == (16, 100)


@pytest.mark.parametrize("name", ["missing.yaml", "../outside.yaml", "link.yaml", "${HOME}/base.yaml"])
def test_a_reference_that_cannot_be_followed_is_noted(repository: Path, name: str) -> None:
    outside = write(repository.parent / "outside.yaml", PARENT)
    (repository / "link.yaml").symlink_to(outside)
    found = read(write(repository / "child.yaml", CHILD.format(name)))
    assert "global_batch" not in found.values or found.values["global_batch"].source == "default"
    assert any("is not followed" in note for note in found.notes)


def test_a_chain_without_end_is_followed_a_few_levels(repository: Path) -> None:
    for level in range(12):
        write(repository / f"{level}.yaml", f"_BASE_: {level + 1}.yaml\nSOLVER:\n  KEY{level}: 1\n")
    found = read(write(repository / "child.yaml", CHILD.format("0.yaml")))
    assert any("too long" in note for note in found.notes)


def test_files_that_inherit_each_other_are_read_once(repository: Path) -> None:
    write(repository / "base.yaml", "_BASE_: child.yaml\n" + PARENT)
    found = read(write(repository / "child.yaml", CHILD.format("base.yaml")))
    assert (found.values["lr"].value, found.values["global_batch"].value) == (0.02, 16)


def test_hydra_defaults_fill_their_sections(repository: Path) -> None:
    write(repository / "optim" / "adam.yaml", "lr: 1e-5\nweight_decay: 0.01\n")
    text = (
        "defaults:\n  - optim@actor_rollout_ref.actor.optim: adam\n  - _self_\n"
        "actor_rollout_ref:\n  actor:\n    ppo_mini_batch_size: 64\n  rollout:\n    n: 4\n"
    )
    values = read(write(repository / "ppo.yaml", text)).values
    assert (values["lr"].value, values["weight_decay"].value, values["global_batch"].value) == (1e-5, 0.01, 256)


def test_an_accelerate_file_adds_its_deepspeed_file(repository: Path) -> None:
    write(repository / "zero2.json", '{"train_micro_batch_size_per_gpu": 4, "gradient_accumulation_steps": 2}')
    text = "num_processes: 8\nnum_machines: 1\ndeepspeed_config:\n  deepspeed_config_file: {}\n"
    values = read(write(repository / "accelerate.yaml", text.format("zero2.json"))).values
    assert (values["grad_accum"].value, values["micro_batch"].value) == (2, 4)
    other = read(write(repository / "other.yaml", text.format("gone.json")))
    assert "micro_batch" not in other.values
    assert any("gone.json is not followed" in note for note in other.notes)
