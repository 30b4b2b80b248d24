"""The layers hold, and cheap paths stay cheap."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def imported(code: str) -> set[str]:
    """Return the modules that a fresh process has loaded after running some code."""
    listing = "\nimport sys; sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code + listing], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def tops(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


def command(line: str) -> str:
    return f"from lrscale.cli import run; run({line.split()!r})"


def test_arrows_point_downward() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_lrscale_loads_nothing_outside_the_standard_library() -> None:
    loaded = imported("import lrscale")
    site = {top for top in tops(loaded) - tops(imported("pass")) if top not in sys.stdlib_module_names}
    assert site == {"lrscale"}
    assert {module for module in loaded if module.startswith("lrscale.")} == set()


def test_the_detector_of_imports_can_fail() -> None:
    assert "pydantic" in tops(imported("from lrscale import TrainingConfig"))


@pytest.mark.parametrize("line", ["--help", "rules", "explain sqrt", "--from 16x4@7.5e-5 --to 48"])
def test_cheap_commands_load_no_parser_no_rich_and_no_numbers_library(line: str) -> None:
    heavy = {"yaml", "tomli", "numpy", "torch", "rich", "scipy", "matplotlib"}
    assert tops(imported(command(line))) & heavy == set()


@pytest.mark.parametrize("line", ["--help", "--version"])
def test_help_builds_no_model(line: str) -> None:
    assert not imported(command(line)) & {"lrscale.config", "lrscale.plan", "pydantic.main"}


def test_no_root_module_hides_a_public_function() -> None:
    import lrscale

    modules = {path.stem for path in (ROOT / "lrscale").iterdir()}
    assert not modules & set(lrscale.__all__)
