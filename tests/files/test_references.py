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


SGD = "model:\n  optimizer:\n    _target_: torch.optim.SGD\n    lr: {}\n"
RUN = "trainer:\n  _target_: lightning.pytorch.trainer.Trainer\n  devices: 2\n"


@pytest.mark.parametrize(
    ("files", "name", "expected"),
    [
        pytest.param(
            {"run.yaml": "defaults:\n  - base.yaml\n" + RUN, "base.yaml": SGD.format(0.1)},
            "run.yaml",
            0.1,
            id="another configuration",
        ),
        pytest.param(
            {"run.yaml": "defaults:\n  - base\n  - _self_\n" + RUN + SGD.format(0.2), "base.yaml": SGD.format(0.1)},
            "run.yaml",
            0.2,
            id="before itself",
        ),
        pytest.param(
            {"run.yaml": "defaults:\n  - _self_\n  - base\n" + RUN + SGD.format(0.2), "base.yaml": SGD.format(0.1)},
            "run.yaml",
            0.1,
            id="behind itself",
        ),
        pytest.param(
            {
                "run.yaml": "defaults:\n  - model: mnist\n" + RUN,
                "model/mnist.yaml": "defaults:\n  - optimizer: adam\n_target_: src.Mnist\n",
                "model/optimizer/adam.yaml": "_target_: torch.optim.Adam\nlr: 0.003\n",
            },
            "run.yaml",
            0.003,
            id="a default of a default, in its section",
        ),
        pytest.param(
            {
                "run.yaml": "defaults:\n  - experiment: big\n" + RUN,
                "experiment/big.yaml": "# @package _global_\n\n" + SGD.format(0.7),
            },
            "run.yaml",
            0.7,
            id="a file that claims the root",
        ),
        pytest.param(
            {
                "configs/experiment/e.yaml": "# @package _global_\ndefaults:\n  - override /model: m\n" + RUN,
                "configs/model/m.yaml": "optimizer:\n  _target_: torch.optim.SGD\n  lr: 0.4\n",
            },
            "configs/experiment/e.yaml",
            0.4,
            id="an absolute group",
        ),
        pytest.param(
            {
                "examples/run.yaml": (
                    "hydra:\n  searchpath:\n    - file://src/config\ndefaults:\n  - base\n  - _self_\n" + RUN
                ),
                "src/config/base.yaml": SGD.format(0.6),
            },
            "examples/run.yaml",
            0.6,
            id="on the search path",
        ),
    ],
)
def test_hydra_composes_in_its_order(repository: Path, files: dict[str, str], name: str, expected: float) -> None:
    for path, text in files.items():
        write(repository / path, text)
    found = read(repository / name, dialect="lightning-hydra")
    assert found.values["lr"].value == expected
    assert not any("is not followed" in note for note in found.notes)


def test_a_file_may_fill_two_sections(repository: Path) -> None:
    write(repository / "optim" / "adam.yaml", "lr: 1e-6\n")
    text = (
        "defaults:\n  - optim@actor_rollout_ref.actor.optim: adam\n  - optim@critic.optim: adam\n"
        "actor_rollout_ref:\n  actor:\n    ppo_mini_batch_size: 64\n"
    )
    values = read(write(repository / "ppo.yaml", text)).values
    assert (values["lr"].value, values["critic_lr"].value) == (1e-6, 1e-6)


def test_a_computed_default_is_noted(repository: Path) -> None:
    text = "defaults:\n  - model: ${which}\n  - override hydra/launcher: slurm\n" + RUN + SGD.format(0.1)
    notes = read(write(repository / "run.yaml", text), dialect="lightning-hydra").notes
    assert [note for note in notes if "is not followed" in note] == [
        "model/${...}.yaml (line 2) is not followed: what it sets is unknown"
    ]


def test_a_section_replaces_a_scalar_and_a_scalar_a_section(repository: Path) -> None:
    write(repository / "base.yaml", "model:\n  optimizer: null\n  net:\n    lr: 0.3\n")
    text = "defaults:\n  - base\nmodel:\n  optimizer:\n    lr: 0.1\n  net: null\n" + RUN
    found = read(write(repository / "run.yaml", text), dialect="lightning-hydra")
    assert found.values["lr"].value == 0.1
    assert "optimizer" not in found.values


TRAIN = "deepspeed --num_gpus 2 train.py --per_device_train_batch_size 4 --learning_rate 1e-4 --deepspeed ds/z.json\n"


def test_a_part_is_named_from_the_folder_a_script_is_run_in(repository: Path) -> None:
    part = write(
        repository / "example" / "ds" / "z.json", '{"gradient_accumulation_steps": 8, "zero_optimization": {}}'
    )
    found = read(write(repository / "example" / "scripts" / "run.sh", TRAIN))
    assert found.values["grad_accum"].value == 8
    assert found.values["grad_accum"].file == str(part)


def test_a_part_that_is_no_configuration_does_not_hide_the_rest(repository: Path) -> None:
    write(repository / "ds" / "z.json", '{"gradient_accumulation_steps": [ }')
    found = read(write(repository / "run.sh", TRAIN))
    assert found.values["micro_batch"].value == 4
    assert any("z.json" in note for note in found.notes)


def test_parts_that_name_each_other_are_read_a_few_levels(repository: Path) -> None:
    text = "compute_environment: LOCAL\nnum_processes: 4\ndeepspeed_config:\n  deepspeed_config_file: {}\n"
    write(repository / "other.yaml", text.format("accelerate.yaml"))
    found = read(write(repository / "accelerate.yaml", text.format("other.yaml")))
    assert found.values["world_size"].value == 4
