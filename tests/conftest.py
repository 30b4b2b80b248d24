"""What every test shares: a terminal that always looks the same, and the command."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import settings

from lrscale.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable

# What decides about a landing must not depend on chance: random search is for the desk.
settings.register_profile("lrscale", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.register_profile("thorough", deadline=None, max_examples=4000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "lrscale"))


class Answer(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def lrscale(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Return the command, run in this process."""

    def command(*arguments: str) -> Answer:
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return command


@pytest.fixture
def process() -> Callable[..., Answer]:
    """Return the command, run as a process of its own."""

    def command(*arguments: str, **environment: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "lrscale", *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
            timeout=60,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return command
