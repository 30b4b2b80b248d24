"""A configuration file as syntaxes see it: its scalars, each with its key path, its text and where that stands."""

from __future__ import annotations

from typing import NamedTuple

from lrscale.errors import FileError

__all__ = ["Document", "Leaf", "Path", "check_count", "normal", "spelled"]

# Keys from the root as the file writes them; items of a list by their index.
Path = tuple[str | int, ...]


class Leaf(NamedTuple):
    """One scalar of a file.

    Attributes:
        path: key path. A shell flag is ``("--lr",)``, a shell variable ``("$LR",)``, a batch directive
            ``("#SBATCH", "--nodes")``.
        text: the value without its quotes, as a string; a value computed from constants is shown computed; None
            where it cannot be known without running the file.
        start: index into the document's text of the characters to replace for another value (inside quotes).
        end: index behind them.
        line: line of ``start``, from 1.
        locked: why a new value cannot be put there; empty where it can.
        file: path of the file it is inherited from; empty for the document's own.
    """

    path: Path
    text: str | None
    start: int
    end: int
    line: int
    locked: str = ""
    file: str = ""


class Document(NamedTuple):
    """A file that has been read.

    Attributes:
        syntax: name of the syntax.
        text: the file's characters, without a byte-order mark.
        leaves: its scalars, in the order of the file.
        words: what is named without being a value: programs and arguments of commands, imported modules.
    """

    syntax: str
    text: str
    leaves: tuple[Leaf, ...]
    words: frozenset[str] = frozenset()


# Judgement: more values than any configuration has; composing more takes seconds, and hundreds of megabytes.
_MOST = 100_000


def check_count(text: str) -> None:
    """Refuse a text that may hold more values than any configuration, by counting what parts them.

    Raises:
        FileError: it may.
    """
    if len(text) > _MOST and sum(map(text.count, (",", ";", "\n", "[", "{", "- ", "? "))) > _MOST:
        raise FileError(f"holds more than {_MOST} values, which no configuration does")


def normal(path: Path) -> tuple[str, ...]:
    """Return a path for comparison: lower case, ``_`` for ``-``, dotted keys split, leading dashes gone.

    >>> normal(("--train.Batch-Size",)), normal(("SOLVER", "STEPS", 0))
    (('train', 'batch_size'), ('solver', 'steps', '0'))
    """
    joined = ".".join([key if type(key) is str else str(key) for key in path])
    return tuple([key.lstrip("_") or key for key in joined.replace("-", "_").lower().split(".")])


def spelled(path: Path) -> str:
    """Return a path for people: ``optimizer.params.lr``, ``SOLVER.STEPS[0]``, ``--lr``.

    >>> spelled(("SOLVER", "STEPS", 0)), spelled(("#SBATCH", "--nodes"))
    ('SOLVER.STEPS[0]', '#SBATCH --nodes')
    """
    if path[:1] == ("#SBATCH",):
        return " ".join(map(str, path))
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")
