"""Every example of the README is run, and prints what the README says."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Answer

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^```console\n\$ (.+?)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_readme_opens_with_two_commands_for_a_bare_machine() -> None:
    run, test = blocks("sh")
    assert "pip install ." in run
    assert run.rstrip().endswith(".venv/bin/lrscale --from 16x4@7.5e-5 --to 48")
    assert test == "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest\n"


@pytest.mark.parametrize(("line", "output"), SESSIONS)
def test_a_session_prints_what_the_readme_shows(
    line: str, output: str, lrscale: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "train.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(line)
    assert program == "lrscale"
    assert lrscale(*arguments) == (0, output, "")


def test_the_python_examples_hold() -> None:
    for block in blocks("python"):
        example = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
        assert doctest.DocTestRunner().run(example).failed == 0


def test_the_launch_script_passes_the_scaled_values_on(tmp_path: Path) -> None:
    """The script runs as it stands, with a stand-in for torchrun that prints what it was given."""
    (script,) = blocks("bash")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    for name, line in (("torchrun", 'echo "$@"'), ("lrscale", f'exec {shlex.quote(sys.executable)} -m lrscale "$@"')):
        (bin_folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (bin_folder / name).chmod(0o755)
    (tmp_path / "launch.sh").write_text(script, encoding="utf-8")
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "launch.sh"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "--nproc_per_node 1 train.py --train_batch_size 48 --grad_accum_steps 1 "
        "--lr 6.495190528383289e-05 --warmup_steps 20000\n"
    )


def test_every_option_the_readme_names_exists() -> None:
    from lrscale.cli.options import OPTIONS, flag

    known = {"--help", *map(flag, OPTIONS)}
    prose = re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", prose)) <= known
