"""Files are read whole and within limits, and written all or none, with nothing left behind."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lrscale import FileError, RefusedEdit
from lrscale.files import disk

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the root of a repository, which is also where the test runs."""
    (tmp_path / "repository/.git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repository")
    return tmp_path / "repository"


def made(*names: str, text: str = "old\n") -> list[disk.Snapshot]:
    """Return files with a text, as they are read."""
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    return [disk.load(name) for name in names]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.name != ".git")


def refusal(*contents: tuple[disk.Snapshot, bytes]) -> str:
    with pytest.raises(RefusedEdit) as caught:
        disk.replace_all(list(contents))
    return str(caught.value)


# Reading.


@pytest.mark.parametrize(
    ("raw", "text", "mark"),
    [
        (b"a: 1\n", "a: 1\n", ""),
        (b"\xef\xbb\xbfa: 1\r\n", "a: 1\r\n", "\ufeff"),
        ("é: 1".encode(), "é: 1", ""),
        (b"", "", ""),
    ],
)
def test_a_file_is_read_as_it_stands(raw: bytes, text: str, mark: str, here: Path) -> None:
    Path("a.yaml").write_bytes(raw)
    assert disk.load("a.yaml") == ("a.yaml", raw, text, mark)
    assert disk.load(Path("a.yaml")).path == "a.yaml"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"a: 1\n\0", "a.yaml: is not a text file: it holds NUL bytes"),
        (b"a: 1\nb: \xff\n", "a.yaml:2: is not UTF-8; convert it first"),
        (b"-" * 4_000_001, "a.yaml: has 4000001 bytes; expected a configuration of at most 4000000"),
    ],
)
def test_what_is_no_configuration_is_refused_by_what_it_holds(raw: bytes, words: str, here: Path) -> None:
    Path("a.yaml").write_bytes(raw)
    with pytest.raises(FileError) as caught:
        disk.load("a.yaml")
    assert str(caught.value).startswith(words)


def test_what_is_no_file_is_refused_without_being_opened(here: Path) -> None:
    Path("folder").mkdir()
    os.mkfifo("pipe")
    Path("loop").symlink_to("loop")
    Path("dangling").symlink_to("nowhere")
    for name, words in {
        "folder": "folder: is a folder; name the file in it",
        "pipe": "pipe: is not a regular file",
        "/dev/null": "/dev/null: is not a regular file",
        "missing": "missing: cannot be read: No such file or directory",
        "dangling": "dangling: cannot be read: No such file or directory",
        "loop": "loop: cannot be read: Too many levels of symbolic links",
        "a\0b": "a\\x00b: cannot be read: ",
    }.items():
        with pytest.raises(FileError) as caught:
            disk.load(name)
        assert str(caught.value).startswith(words)


@pytest.mark.skipif(ROOT, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(here: Path) -> None:
    made("a.yaml")
    Path("a.yaml").chmod(0)
    with pytest.raises(FileError, match=r"a\.yaml: cannot be read: Permission denied"):
        disk.load("a.yaml")


def test_references_may_go_as_far_as_the_repository(here: Path, tmp_path: Path) -> None:
    """Without a repository, as far as the file's own folder; a linked folder is where it really is."""
    assert disk.repository("a.yaml") == here
    assert disk.repository("conf/deep/a.yaml") == here
    assert disk.repository(str(tmp_path / "other/a.yaml")) == tmp_path / "other"
    Path("conf").mkdir()
    (tmp_path / "link").symlink_to(here / "conf")
    assert disk.repository(str(tmp_path / "link/a.yaml")) == here
    assert disk.absolute(str(tmp_path / "link/a.yaml")) == here / "conf/a.yaml"


# Writing.


def test_new_contents_take_the_place_of_the_old(here: Path) -> None:
    one, two = made("one.yaml", "sub/two.yaml")
    disk.replace_all([(one, b"new\r\n"), (two, b"\xef\xbb\xbfnew")])
    assert Path("one.yaml").read_bytes() == b"new\r\n"
    assert Path("sub/two.yaml").read_bytes() == b"\xef\xbb\xbfnew"
    assert names(here) == ["one.yaml", "sub", "sub/two.yaml"]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664, 0o200 | 0o444])
def test_mode_bits_stay(mode: int, here: Path) -> None:
    (one,) = made("run.sh")
    Path("run.sh").chmod(mode)
    disk.replace_all([(one, b"new")])
    assert stat.S_IMODE(Path("run.sh").stat().st_mode) == mode


@pytest.mark.skipif(not ROOT, reason="only root may give files away")
def test_the_owner_stays(here: Path) -> None:
    (one,) = made("run.sh")
    os.chown("run.sh", 12345, 12345)
    disk.replace_all([(one, b"new")])
    assert (Path("run.sh").stat().st_uid, Path("run.sh").read_bytes()) == (12345, b"new")


def test_an_unchanged_file_is_not_touched(here: Path) -> None:
    """It may even be read-only, or among the outputs of runs."""
    one, two = made("one.yaml", "runs/two.yaml")
    Path("one.yaml").chmod(0o444)
    before = Path("one.yaml").stat()
    disk.replace_all([(one, one.raw), (two, two.raw)])
    after = Path("one.yaml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_link_inside_the_repository_stays_one(here: Path) -> None:
    made("conf/real.yaml")
    Path("link.yaml").symlink_to("conf/real.yaml")
    disk.replace_all([(disk.load("link.yaml"), b"new")])
    assert Path("link.yaml").is_symlink()
    assert Path("conf/real.yaml").read_bytes() == b"new"


def test_links_that_lead_out_of_the_repository_are_refused(here: Path, tmp_path: Path) -> None:
    """The file itself, a folder on the way, and one that is left upwards again."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "real.yaml").write_text("old\n")
    (tmp_path / "real.yaml").write_text("old\n")
    Path("link.yaml").symlink_to(outside / "real.yaml")
    Path("folder").symlink_to(outside)
    for name in ("link.yaml", "folder/real.yaml", "folder/../real.yaml"):
        words = refusal((disk.load(name), b"new"))
        assert words.startswith(f"{name}: leads to {tmp_path}")
        assert "outside its repository; edit that file" in words
    assert (outside / "real.yaml").read_text() == (tmp_path / "real.yaml").read_text() == "old\n"


def test_a_repository_that_is_reached_by_a_link_is_not_left(here: Path, tmp_path: Path) -> None:
    made("a.yaml")
    (tmp_path / "project").symlink_to(here)
    disk.replace_all([(disk.load(str(tmp_path / "project/a.yaml")), b"new")])
    assert Path("a.yaml").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("a.yaml", "a.yaml"),
        ("sub/../sub/a.yaml", "sub/a.yaml"),
        ("sub/link.yaml", "sub/a.yaml"),
    ],
)
def test_a_file_is_named_from_the_root_of_its_repository(name: str, inside: str, here: Path) -> None:
    made("a.yaml", "sub/a.yaml")
    Path("sub/link.yaml").symlink_to("a.yaml")
    assert disk.place(name) == (here / inside, inside, inside)


@pytest.mark.parametrize("folder", ["runs", "wandb", "lightning_logs", "outputs/1/.hydra", "work_dirs/x", "a/RUNS/b"])
def test_outputs_of_runs_are_refused(folder: str, here: Path) -> None:
    (one,) = made(f"{folder}/args.yaml")
    assert "lies among the outputs of runs" in refusal((one, b"new"))


def test_outputs_of_runs_are_known_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "runs/1").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "runs/1")
    (one,) = made("args.yaml")
    assert "lies among the outputs of runs" in refusal((one, b"new"))


def test_a_name_that_merely_resembles_an_output_is_written(here: Path) -> None:
    contents = made("runs.yaml", "dry-runs/a.yaml", "outputs_old/a.yaml")
    disk.replace_all([(one, b"new") for one in contents])
    assert {Path(one.path).read_bytes() for one in contents} == {b"new"}


@pytest.mark.parametrize("order", [1, -1])
def test_one_read_only_file_keeps_all_from_being_written(order: int, here: Path) -> None:
    one, two = made("one.yaml", "two.yaml")
    Path("two.yaml").chmod(0o444)
    contents = [(one, b"new"), (two, b"new")]
    assert refusal(*contents[::order]) == "two.yaml: is read-only; nothing was changed"
    assert Path("one.yaml").read_text() == Path("two.yaml").read_text() == "old\n"
    assert names(here) == ["one.yaml", "two.yaml"]


def test_a_file_that_has_changed_since_it_was_read_is_left_alone(here: Path) -> None:
    for newer in ("newer\n", None):
        one, two = made("one.yaml", "two.yaml")
        Path("two.yaml").unlink()
        if newer is not None:
            Path("two.yaml").write_text(newer)
        assert refusal((one, b"new"), (two, b"new")) == "two.yaml: has changed since it was read; run the command again"
        assert Path("one.yaml").read_text() == "old\n"


def test_what_somebody_else_has_written_already_is_fine(here: Path) -> None:
    (one,) = made("one.yaml")
    Path("one.yaml").write_bytes(b"new")
    disk.replace_all([(one, b"new")])
    assert Path("one.yaml").read_bytes() == b"new"


def test_a_full_disk_leaves_everything_as_it_was(here: Path) -> None:
    """The second file does not fit; a limit on the size of files is what a full disk looks like."""
    one, two = made("one.yaml", "two.yaml")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        words = refusal((one, b"new"), (two, b"-" * 20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert words == "two.yaml: cannot be written: File too large; nothing was changed"
    assert Path("one.yaml").read_text() == Path("two.yaml").read_text() == "old\n"
    assert names(here) == ["one.yaml", "two.yaml"]


# Runs in a process of its own, since an audit hook, which refuses what the system would, cannot be taken back.
STOPPED = """
import sys
from lrscale.files import disk

def refuse(event, arguments, seen=[]):
    if event == "os.rename":
        seen.append(arguments)
        if len(seen) == 2:
            raise {error}

contents = [(disk.load(name), b"new") for name in ("one.yaml", "two.yaml", "three.yaml")]
sys.addaudithook(refuse)
try:
    disk.replace_all(contents)
except BaseException as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            "OSError(16, 'Device or resource busy')",
            "RefusedEdit two.yaml: cannot be written: Device or resource busy; ",
        ),
        ("KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_what_was_replaced_before_a_failure_is_put_back(error: str, told: str, here: Path) -> None:
    made("one.yaml", "two.yaml", "three.yaml")
    Path("one.yaml").chmod(0o640)
    command = [sys.executable, "-c", STOPPED.format(error=error)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith(told)
    assert {Path(name).read_text() for name in ("one.yaml", "two.yaml", "three.yaml")} == {"old\n"}
    assert stat.S_IMODE(Path("one.yaml").stat().st_mode) == 0o640
    assert names(here) == ["one.yaml", "three.yaml", "two.yaml"]


def test_a_long_name_leaves_room_for_that_of_the_new_file(here: Path) -> None:
    name = "é" * 120 + ".yaml"
    (one,) = made(name)
    disk.replace_all([(one, b"new")])
    assert Path(name).read_bytes() == b"new"
