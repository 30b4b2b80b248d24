"""How long reading configuration files takes, as ratios against PyYAML's composer on the same files, in one run.

    python tests/benchmarks/reading.py [FOLDER]

FOLDER is searched for YAML files; without it ../shared/corpus is taken where it is there, else the test samples.
Medians over repeated passes; each figure is told with what it is compared with.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import yaml

from lrscale.errors import LrscaleError
from lrscale.files import disk
from lrscale.files.reading import read
from lrscale.files.syntaxes import yaml as syntax

if TYPE_CHECKING:
    from collections.abc import Callable

SHARED = Path(__file__).parents[3] / "shared" / "corpus"
SAMPLES = Path(__file__).parents[1] / "files" / "dialects"
PASSES = 9
QUIET = "".join(f"service_{index}:\n  image: registry/{index}\n  ports: [80, 443]\n" for index in range(60))
COMPOSE = """
import sys, yaml
for path in sys.argv[1:]:
    try:
        yaml.CSafeLoader(open(path, encoding="utf-8").read()).get_single_node()
    except (yaml.YAMLError, OSError):
        pass
"""


def compose(path: str) -> None:
    with Path(path).open(encoding="utf-8", newline="") as file:
        try:
            yaml.CSafeLoader(file.read()).get_single_node()
        except yaml.YAMLError:
            return


def locate(path: str) -> None:
    try:
        syntax.read(disk.load(path).text)
    except LrscaleError:
        return


def interpret(path: str) -> None:
    try:
        read(path)
    except LrscaleError:
        return


def seconds(work: Callable[[str], None], paths: list[str]) -> float:
    started = time.perf_counter()
    for path in paths:
        work(path)
    return time.perf_counter() - started


def table(paths: list[str], works: dict[str, Callable[[str], None]]) -> None:
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(PASSES):
        for name, work in works.items():
            taken[name].append(seconds(work, paths))
    reference = median(next(iter(taken.values())))
    for name, times in taken.items():
        print(f"  {name:44} {median(times) * 1e3:8.1f} ms  {median(times) / reference:5.2f}")


def process(command: list[str]) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(PASSES):
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
        times.append(time.perf_counter() - started)
    return median(times)


def main(folder: Path) -> None:
    found = sorted(path for pattern in ("*.yaml", "*.yml") for path in folder.rglob(pattern) if path.is_file())
    paths = [str(path) for path in found][:400]
    print(f"{len(paths)} YAML files of {folder.name}, in one process")
    table(
        paths, {"read and compose (PyYAML, C)": compose, "values with their places": locate, "lrscale.read": interpret}
    )
    with tempfile.TemporaryDirectory() as temporary:
        quiet = Path(temporary) / "compose.yaml"
        quiet.write_text(QUIET, encoding="utf-8")
        print("a file with neither batch nor rate")
        table([str(quiet)] * 100, {"read and compose (PyYAML, C)": compose, "lrscale.read": interpret})
    print(f"{len(paths)} files by one process")
    bare = process([sys.executable, "-c", COMPOSE, *paths])
    command = process([str(Path(sys.executable).parent / "lrscale"), "read", *paths])
    print(f"  a bare process that composes them            {bare * 1e3:8.1f} ms   1.00")
    print(f"  lrscale read                                 {command * 1e3:8.1f} ms  {command / bare:5.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED if SHARED.is_dir() else SAMPLES)
