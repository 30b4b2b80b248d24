"""What a project says of its runs: ``[tool.lrscale]`` of pyproject.toml, or lrscale.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lrscale import FileError, read

if TYPE_CHECKING:
    from pathlib import Path

TRAIN = "per_device_train_batch_size: 4\nlearning_rate: 1e-4\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "train.yaml").write_text(TRAIN, encoding="utf-8")
    return tmp_path


def effective(project: Path) -> object:
    held = read(project / "configs" / "train.yaml").values.get("effective_batch")
    return None if held is None else held.value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lrscale.toml", "world = 8\n"),
        ("lrscale.toml", '[world]\n"configs/*" = 8\n"*" = 2\n'),
        ("lrscale.toml", '[world]\n"other/*" = 2\n"*.yaml" = 8\n'),
        ("pyproject.toml", "[tool.lrscale]\nworld = 8\n"),
        ("pyproject.toml", '[tool.lrscale.world]\n"configs/train.yaml" = 8\n'),
    ],
)
def test_the_world_size_of_a_project_is_taken_where_no_file_states_it(name: str, text: str, project: Path) -> None:
    (project / name).write_text(text, encoding="utf-8")
    assert effective(project) == 32


def test_the_nearest_settings_count_and_settings_above_the_repository_do_not(project: Path) -> None:
    (project / "lrscale.toml").write_text("world = 2\n", encoding="utf-8")
    (project / "configs" / "lrscale.toml").write_text("world = 8\n", encoding="utf-8")
    assert effective(project) == 32
    (project / "configs" / ".git").mkdir()
    (project / "configs" / "lrscale.toml").unlink()
    assert effective(project) is None


def test_settings_are_read_again_when_they_change(project: Path) -> None:
    import os

    settings = project / "lrscale.toml"
    settings.write_text("world = 2\n", encoding="utf-8")
    assert effective(project) == 8
    settings.write_text("world = 4\n", encoding="utf-8")
    os.utime(settings, (1, 1))
    assert effective(project) == 16


@pytest.mark.parametrize("text", ["", "[tool.other]\nworld = 8\n", '[tool.lrscale.world]\n"other/*" = 8\n'])
def test_other_settings_say_nothing(text: str, project: Path) -> None:
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    assert effective(project) is None


def test_what_is_stated_goes_before_the_settings(project: Path) -> None:
    (project / "lrscale.toml").write_text("world = 8\n", encoding="utf-8")
    assert read(project / "configs" / "train.yaml", world=2).values["effective_batch"].value == 8


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("world = [\n", "not valid TOML"),
        ("world = 0\n", "world.*: input should be greater than or equal to 1, got 0"),
        ('world = "eight"\n', "got 'eight'"),
        ("wrld = 8\n", "wrld: is no setting; expected one of world (did you mean world?)"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_with_their_place(text: str, message: str, project: Path) -> None:
    (project / "lrscale.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        read(project / "configs" / "train.yaml")
    assert str(refused.value).startswith(f"{project / 'lrscale.toml'}: ")
    assert message in str(refused.value)
