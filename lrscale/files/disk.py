"""Files as they lie on disk: read whole, within limits, and written all or none."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from lrscale.errors import FileError, RefusedEdit

__all__ = ["Place", "Snapshot", "absolute", "load", "place", "replace_all", "repository"]

# Judgement (design.md section 6): no configuration is larger, and composing more takes a noticeable time.
_LARGEST = 4_000_000
_BOM = "\ufeff"


class Snapshot(NamedTuple):
    """What a file held when it was read.

    Attributes:
        path: as it was named.
        raw: its bytes.
        text: its characters, without a byte-order mark; line ends as they stand.
        mark: the byte-order mark, or nothing.
    """

    path: str
    raw: bytes
    text: str
    mark: str


def load(path: str | os.PathLike[str]) -> Snapshot:
    """Read a file.

    Raises:
        FileError: it is missing, no regular file, too large, or not text in UTF-8.
    """
    name = os.fspath(path)
    try:
        raw = _read(name)
    except FileError as error:
        raise error.within(name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"cannot be read: {reason}", file=name) from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError("is UTF-16; convert it first, as with: iconv -f utf-16 -t utf-8", file=name)
    if b"\0" in raw:
        raise FileError("is not a text file: it holds NUL bytes", file=name)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileError("is not UTF-8; convert it first, as with: iconv -t utf-8", file=name, line=line) from None
    mark = _BOM if text.startswith(_BOM) else ""
    return Snapshot(name, raw, text[len(mark) :], mark)


def _read(name: str) -> bytes:
    # Not opened before it is known to be a file: opening a pipe or a device may wait forever, or act.
    status = os.stat(name)  # noqa: PTH116  # unlike pathlib it takes any text
    if stat.S_ISDIR(status.st_mode):
        raise FileError("is a folder; name the file in it")
    if not stat.S_ISREG(status.st_mode):
        raise FileError("is not a regular file")
    if status.st_size > _LARGEST:
        raise FileError(f"has {status.st_size} bytes; expected a configuration of at most {_LARGEST}")
    with open(name, "rb") as file:  # noqa: PTH123  # same
        return file.read(_LARGEST + 1)


def repository(path: str) -> Path:
    """Return the folder that references may not leave: the repository of a file, else the folder it is in."""
    folders = upward(path)
    return Path(next((each for each in folders if os.path.exists(f"{each}/.git")), folders[0]))  # noqa: PTH110  # as below


def absolute(path: str) -> Path:
    """Return the whole path of a file; where the file is a link, that of the link."""
    return Path(upward(path)[0], os.path.basename(path))  # noqa: PTH119  # as below


def upward(path: str) -> tuple[str, ...]:
    """Return the folder of a file and those above it, links in them resolved."""
    return _upward(os.path.dirname(os.path.abspath(path)))  # noqa: PTH100, PTH120  # pathlib takes ten times as long


@lru_cache(maxsize=1024)
def _upward(folder: str) -> tuple[str, ...]:
    whole = Path(folder).resolve()
    return tuple(map(str, (whole, *whole.parents)))


class Place(NamedTuple):
    """Where a file really is.

    Attributes:
        resolved: its path, links resolved.
        name: what ``git apply`` calls it: from the root of its repository; without one, from where the command runs.
        inside: its path in its repository; without one, the whole path.
    """

    resolved: Path
    name: str
    inside: str


def place(path: str) -> Place:
    """Return where a file really is.

    Raises:
        RefusedEdit: it is a link out of its repository, or lies behind one.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100  # links stand as they were named
    named = next((folder for folder in whole.parents if (folder / ".git").exists()), None)
    root, resolved = (named.resolve() if named else repository(path)), Path(path).resolve()
    if root not in resolved.parents:
        raise RefusedEdit(f"leads to {resolved}, outside its repository; edit that file", file=path)
    name = resolved.relative_to(root).as_posix()
    if (root / ".git").exists():
        return Place(resolved, name, inside=name)
    here = Path.cwd()
    name = resolved.relative_to(here).as_posix() if here in resolved.parents else name
    return Place(resolved, name, inside=resolved.as_posix())


def replace_all(contents: list[tuple[Snapshot, bytes]]) -> None:
    """Write new contents of several files, all or none; mode bits stay, and an unchanged file is not touched.

    Raises:
        RefusedEdit: a file may not be written, has changed since it was read, or leads out of its repository.
    """
    changed = [(snapshot, content) for snapshot, content in contents if content != snapshot.raw]
    targets = [_writable(snapshot, content) for snapshot, content in changed]
    made: list[Path] = []
    replaced: list[tuple[Path, Snapshot]] = []
    name = ""
    try:
        for target, (snapshot, content) in zip(targets, changed, strict=True):
            name = snapshot.path
            made.append(_beside(target, content))
        for new, target, (snapshot, _) in zip(made, targets, changed, strict=True):
            name = snapshot.path
            new.replace(target)
            replaced.append((target, snapshot))
    except BaseException as error:
        for target, snapshot in replaced:
            _beside(target, snapshot.raw).replace(target)
        if isinstance(error, OSError):
            raise RefusedEdit(f"cannot be written: {error.strerror}; nothing was changed", file=name) from None
        raise
    finally:
        for each in made:
            each.unlink(missing_ok=True)


def _beside(target: Path, content: bytes) -> Path:
    """Return a new file in the target's folder, with its mode bits, and its owner where that is allowed."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        status = target.stat()
        with suppress(PermissionError):
            os.chown(made, status.st_uid, status.st_gid)
        made.chmod(stat.S_IMODE(status.st_mode))
    except BaseException:
        made.unlink()
        raise
    return made


# Folders that frameworks write their runs' configurations into.
_OUTPUT = re.compile(r"(^|/)(runs|wandb|lightning_logs|mlruns|multirun|outputs|work_dirs|\.hydra)/", re.IGNORECASE)


def _writable(snapshot: Snapshot, content: bytes) -> Path:
    """Return the path of a file, links resolved, where it is the user's to change and nobody else has changed it."""
    where = place(snapshot.path)
    if _OUTPUT.search(where.inside):
        raise RefusedEdit("lies among the outputs of runs; edit the configuration it was made from", file=snapshot.path)
    try:
        same = load(where.resolved).raw in (snapshot.raw, content)
    except FileError:
        same = False
    if not same:
        raise RefusedEdit("has changed since it was read; run the command again", file=snapshot.path)
    if not where.resolved.stat().st_mode & 0o222 or not os.access(where.resolved, os.W_OK):
        raise RefusedEdit("is read-only; nothing was changed", file=snapshot.path)
    return where.resolved
