"""How much does lrscale add to the start of the libraries it stands on?

Each command is timed in turn with its reference, many times over, and the medians are compared. Run it where lrscale is
installed: ``python tests/benchmarks/startup.py``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 30
REFERENCE = "import typer, pydantic\n\n\nclass M(pydantic.BaseModel):\n    x: int\n"


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return the wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    lrscale = str(Path(sys.executable).parent / "lrscale")
    # Installed packages have their bytecode; let a development checkout have it as well.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "reference.py"
        script.write_text(REFERENCE, encoding="utf-8")
        get = [lrscale, "--from", "16x4@7.5e-5", "--to", "48", "--get", "lr"]
        pairs = {
            "--get lr / import typer, pydantic": (get, [sys.executable, str(script)], 1.3),
            "--help / import typer": ([lrscale, "--help"], [sys.executable, "-c", "import typer"], 1.3),
            "import lrscale / pass": ([sys.executable, "-c", "import lrscale"], [sys.executable, "-c", "pass"], 1.3),
        }
        print(f"{'what / reference':36}{'ms':>8}{'ms':>8}{'ratio':>8}{'goal':>7}")
        for name, (command, reference, goal) in pairs.items():
            for warm in (command, reference):
                seconds(warm, environment)
            runs = [(seconds(command, environment), seconds(reference, environment)) for _ in range(ROUNDS)]
            ours, theirs = (statistics.median(side) * 1e3 for side in zip(*runs, strict=True))
            print(f"{name:36}{ours:8.1f}{theirs:8.1f}{ours / theirs:8.2f}{goal:7.1f}")


if __name__ == "__main__":
    main()
