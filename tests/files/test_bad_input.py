"""Files that cannot be read, or cannot be meant: one clear line each, exit code 2, nothing written, soon."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrscale import LrscaleError, read, scale
from lrscale.errors import FileError
from lrscale.files.disk import Snapshot
from lrscale.report.files import as_json, show_reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Answer

    Command = Callable[..., Answer]

GOOD = "per_device_train_batch_size: 16\ngradient_accumulation_steps: 4\nlearning_rate: 7.5e-5\n"
DEEPSPEED = '{"train_batch_size": %s,\n"train_micro_batch_size_per_gpu": %s,\n"gradient_accumulation_steps": %s,\n'
DEEPSPEED += '"optimizer": {"params": {"lr": 1e-4}}}'
AXOLOTL = "base_model: x\nsample_packing: true\nmicro_batch_size: 3\nbatch_size: 16\ngradient_accumulation_steps: 4\n"
MEGATRON = "torchrun --nproc_per_node 3 t.py --micro-batch-size 8 --global-batch-size 100 --lr 1 --num-layers 2\n"
AXOLOTL += "learning_rate: 1e-4\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty repository."""
    (tmp_path / ".git").mkdir()
    return tmp_path


def state(folder: Path) -> dict[Path, object]:
    """Return everything in a folder: names, contents of files, modes, and when they were written."""
    paths = [(path, path.lstat()) for path in folder.rglob("*")]
    return {
        path: (status.st_mode, status.st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path, status in paths
    }


def refusal(lrscale: Command, *arguments: str) -> str:
    """Return the one line with which the command refuses."""
    code, out, err = lrscale(*arguments)
    assert code == 2
    assert err.startswith("lrscale: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert "bug" not in err
    assert len(err) < 500
    assert err[:-1].isprintable()
    assert not out or arguments[0] == "read"
    return err


def refusals(lrscale: Command, path: Path) -> list[str]:
    """Return the lines with which a file is refused: to read, to scale, to edit."""
    before = state(path.parent)
    scaled = ("--from", str(path), "--to", "48", "--rule", "linear")
    lines = [
        refusal(lrscale, *line) for line in (("read", str(path)), scaled, (*scaled, "--diff"), (*scaled, "--write"))
    ]
    assert state(path.parent) == before
    assert len(set(lines)) == 1
    return lines


# The parser of 3.10 does not survive as long a text.
OF_PYTHON = "at most 150000 are read" if sys.version_info < (3, 11) else "holds more than 100000 values"
UNREADABLE: dict[str, tuple[str, str | bytes, str]] = {
    "empty": ("a.yaml", "", "is empty; expected a configuration"),
    "white": ("a.yaml", " \n\t\n\n", "is empty; expected a configuration"),
    "only a mark": ("a.yaml", "\ufeff", "is empty; expected a configuration"),
    "binary": ("a.json", bytes(range(256)), "is not a text file: it holds NUL bytes"),
    "an image": ("a.yaml", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not a text file: it holds NUL bytes"),
    "a NUL": ("a.sh", "python train.py --lr 1\0", "is not a text file: it holds NUL bytes"),
    "Latin-1": ("a.yaml", f"{GOOD}# café\n".encode("latin-1"), "a.yaml:4: is not UTF-8; convert it first"),
    "UTF-16": ("a.yaml", GOOD.encode("utf-16"), "is UTF-16; convert it first"),
    "big-endian": ("a.json", b"\xfe\xff" + '{"lr": 1}'.encode("utf-16-be"), "is UTF-16; convert it first"),
    "unknown ending": ("a.txt", GOOD, "a.txt: is of no known kind; expected a file name ending in .bash"),
    "no ending": ("a", GOOD, "is of no known kind"),
    "half a YAML": ("a.yaml", "lr: 1e-4\nbatch_size: [16,\n", "a.yaml:3: not valid YAML: "),
    "half a string": ("a.yml", 'lr: 1e-4\nbatch_size: "16\n', "a.yml:3: not valid YAML: found unexpected end of"),
    "half a JSON": ("a.json", '{"lr": 1e-4,\n"batch_size": ', "a.json:2: not valid JSON: "),
    "half a JSON string": ("a.json", '{"lr": 1e-4,\n"batch_si', "a.json:2: not valid JSON: "),
    "half a TOML": ("a.toml", 'lr = 1e-4\nbatch_size = "16', "a.toml:2: not TOML: Unterminated string"),
    "half a list": ("a.toml", "lr = 1e-4\nbatch_size = [1,\n", "a.toml:3: not TOML: "),
    "half a Python": ("a.py", "lr = 1e-4\nbatch_size = dict(a=\n", "a.py:2: not Python: '(' was never closed"),
    "half a quote": ("a.py", "lr = 1e-4\nbatch_size = '16\n", "a.py:2: not Python: unterminated string literal"),
    "half a script": ("a.sh", "python train.py --lr '1e-4\n", "a.sh:1: ' is never closed; expected a shell script"),
    "half a command": ("a.sh", "A=1\npython train.py --lr $(cat\n", "a.sh:2: $( is never closed"),
    "a template": ("a.yaml", "lr: {{ lr }}\n{% if x %}\n", "it looks like a template: render it first"),
    "a conflict of git": ("a.yaml", "<<<<<<< HEAD\nlr: 1\n=======\nlr: 2\n>>>>>>> x\n", "a.yaml:2: not valid YAML: "),
    "control characters": ("a.yaml", "lr: \x1b[31m1\nbatch_size: 1", "not valid YAML: control characters are not"),
    "a long number": ("a.py", f"batch_size = {'9' * 5000}", "not Python: Exceeds the limit (4300"),
    "a longer number": ("a.toml", f"batch_size = {'9' * 5000}", "a.toml:1: not TOML: a number is too long"),
    "50 MB": ("a.yaml", GOOD + "#" * 50_000_000, "has 50000085 bytes; expected a configuration of at most 4000000"),
    "one line of 10 MB": ("a.yaml", "batch_size: " + "1" * 10_000_000, "has 10000012 bytes; expected a configuration"),
    "brackets in YAML": ("a.yaml", "batch: " + "[" * 99_000, "nests deeper than 1000 levels"),
    "brackets in JSON": ("a.json", '{"batch": ' + "[" * 99_000, "nests deeper than 1000 levels"),
    "brackets in TOML": ("a.toml", "batch = " + "[" * 100_000, "a.toml:1: nested too deeply"),
    "braces in TOML": ("a.toml", "batch = " + "{a = " * 50_000, "a.toml:1: nested too deeply"),
    "dots in TOML": ("a.toml", "batch = 1\n" + ".".join("a" * 50_000) + " = 1", "a.toml:1: nested too deeply"),
    "brackets in Python": ("a.py", "batch = " + "(" * 100_000, "a.py:1: not Python: too many nested parentheses"),
    "signs in Python": ("a.py", "batch = " + "-" * 100_000 + "1", "a.py:1: "),
    "sums in Python": ("a.py", "batch = 1" + "+1" * 100_000, "a.py:1: "),
    "indented Python": ("a.py", "".join(" " * n + "if 1:\n" for n in range(200)) + "batch", "too many levels of inde"),
    "indented YAML": ("a.yaml", "batch:\n" + "".join(" " * n + "a:\n" for n in range(1500)), "nests deeper than"),
    "dashes in YAML": ("a.yaml", "batch:\n" + "- " * 99_000, "nests deeper than 1000 levels"),
    "commands in a script": ("a.sh", "batch=" + "$(" * 100_000, "a.sh:1: $( is never closed"),
    "defaults in a script": ("a.sh", "batch=" + "${a:-" * 50_000, "a.sh:1: ${ is never closed"),
    "a billion laughs": (
        "a.yaml",
        "batch: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
        + "".join(f"{k}: &{k} [{', '.join([f'*{j}'] * 9)}]\n" for j, k in zip("abcdefgh", "bcdefghi", strict=True)),
        "expands to more than 200000 values",
    ),
    "a list of millions": ("a.json", '{"batch": [' + "1," * 1_900_000 + "1]}", "holds more than 100000 values"),
    "a mapping of millions": ("a.yaml", "".join(f"lr{n}: 1\n" for n in range(300_000)), "holds more than 100000"),
    "a TOML of millions": ("a.toml", "lr = [" + "1," * 1_900_000 + "1]", "holds more than 100000 values"),
    "a Python of millions": ("a.py", "lr = [" + "1," * 140_000 + "1]", OF_PYTHON),
    "a long Python": ("a.py", "lr = 1\n" + "#" * 300_000, "a.py:1: too long: 300007 characters"),
    "a long script": ("a.sh", "python t.py --lr 1\n" * 20_000, "too long: 380000 characters; expected a launch script"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused_everywhere_in_the_same_words(lrscale: Command, folder: Path, name: str) -> None:
    file_name, content, words = UNREADABLE[name]
    path = folder / file_name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    line = refusals(lrscale, path)[0] if file_name != "a" else refusal(lrscale, "read", str(path))
    assert line.startswith(f"lrscale: {path}:")
    assert words in line


def test_what_is_no_file_is_refused_without_waiting(lrscale: Command, folder: Path) -> None:
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "gone.yaml").symlink_to("nowhere.yaml")
    for name, words in (
        ("folder.yaml", "is a folder; name the file in it"),
        ("pipe.yaml", "is not a regular file"),
        ("loop.yaml", "cannot be read: Too many levels of symbolic links"),
        ("gone.yaml", "cannot be read: No such file or directory"),
        ("missing.yaml", "cannot be read: No such file or directory"),
        ("folder.yaml/a.yaml", "cannot be read: No such file or directory"),
    ):
        assert words in refusals(lrscale, folder / name)[0]
    assert "is not a regular file" in refusal(lrscale, "read", "/dev/null")
    assert "cannot be read: File name too long" in lrscale("read", "a" * 5000 + ".yaml").err
    assert "embedded null" in refusal(lrscale, "read", "a\0.yaml")
    assert "cannot be read" in refusal(lrscale, "read", "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_one_may_not_read_is_refused(lrscale: Command, folder: Path) -> None:
    path = folder / "a.yaml"
    path.write_text(GOOD)
    path.chmod(0)
    assert "cannot be read: Permission denied" in refusal(lrscale, "read", str(path))


def hugging(key: str, value: str) -> tuple[str, str]:
    """Return a file of transformers' with one value of its own."""
    lines = [f"{key}: {value}" if line.startswith(key) else line for line in GOOD.splitlines()]
    return "a.yaml", "\n".join(lines)


MEANINGLESS: dict[str, tuple[tuple[str, str], str]] = {
    "negative rate": (hugging("learning_rate", "-1e-4"), "a.yaml:3: learning_rate: expected it to be gr"),
    "no rate": (hugging("learning_rate", "0.0"), "a.yaml:3: learning_rate: expected it to be greater than 0, got 0"),
    "negative batch": (hugging("per_device", "x\nper_device_train_batch_size: -16"), "than or equal to 1, got -16"),
    "no batch": (("a.json", DEEPSPEED % (0, 0, 4)), "expected it to be greater than or equal to 1, got 0"),
    "half a sample": (("a.json", DEEPSPEED % (96, 8.5, 4)), "expected it to be a valid integer, got 8.5"),
    "an endless batch": (("a.json", DEEPSPEED % (96, "1e300", 4)), "expected it to be a valid integer, got 1e+300"),
    "contradiction": (
        ("a.json", DEEPSPEED % (100, 8, 4)),
        "a.json:1: train_batch_size: 100 cannot be train_micro_batch_size_per_gpu 8 x gradient_acc",
    ),
    "contradicted ranks": (
        ("a.sh", MEGATRON),
        "a.sh:1: --global-batch-size: 100 cannot be --micro-batch-size 8 x data_parallel 3: change",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MEANINGLESS)
def test_values_that_cannot_be_meant_are_refused_with_their_place(lrscale: Command, folder: Path, name: str) -> None:
    (file_name, content), words = MEANINGLESS[name]
    path = folder / file_name
    path.write_text(content)
    assert words in refusals(lrscale, path)[0]


UNCLEAR: dict[str, tuple[tuple[str, str], str]] = {
    "a list": (hugging("learning_rate", "[1e-4, 2e-4]"), "a.yaml:3: learning_rate: lr is not known: a list of"),
    "a list of words": (hugging("learning_rate", "[fast]"), "a.yaml:3: learning_rate[0]: lr is not kno"),
    "a section": (hugging("learning_rate", "{base: 1e-4}"), "a.yaml:3: learning_rate: lr is not known: a section"),
    "a word": (hugging("learning_rate", "high"), "a.yaml:3: learning_rate: lr is not known: expected a number"),
    "not a number": (hugging("learning_rate", ".nan"), "learning_rate: lr is not known: expected a number such as"),
    "a date": (hugging("learning_rate", "2024-01-01"), "learning_rate: lr is not known: expected a number such as"),
    "sixtieths": (hugging("learning_rate", "60:30"), "learning_rate: lr is not known: expected a number such as"),
    "a truth": (hugging("learning_rate", "true"), "learning_rate: lr is not known: expected a number such as"),
    "too much": (hugging("learning_rate", "1e400"), "learning_rate: lr is not known: expected a finite number"),
    "many digits": (hugging("learning_rate", "9" * 5000), "learning_rate: lr is not known: expected a finite number"),
    "a comma": (hugging("learning_rate", "1,5e-4"), "write the decimal point as ."),
    "something to run": (hugging("learning_rate", "!!python/object/apply:os.system [ls]"), "a.yaml:3: learning_ra"),
    "an alias of itself": (hugging("learning_rate", "&x [1, [*x]]"), "expands to more than"),
    "batch sizes": (hugging("per_device_train_batch_size", "[8, 16]"), "a.yaml:1: per_device_train_batch_size: mi"),
    "accumulations": (hugging("gradient_accumulation_steps", "[2, 4]"), "a.yaml:2: gradient_accumulation_steps: gr"),
    "a power": (("a.py", "batch_size = 10**5000\nlr = 1e-4"), "a.py:1: batch_size: micro_batch is not known"),
    "a tower": (("a.py", "batch_size = 9**9**9**9\nlr = 1e-4"), "a.py:1: batch_size: micro_batch is not known"),
    "a shift": (("a.py", "batch_size = 1 << 10**9\nlr = 1e-4"), "a.py:1: batch_size: micro_batch is not known"),
    "a long string": (("a.py", "batch_size = 'a' * 10**10\nlr = 1e-4"), "micro_batch is not known: computed"),
    "from outside": (("a.sh", "python t.py --batch_size $BATCH --lr 1"), "a.sh:1: --batch_size: micro_batch is not k"),
    "two batches": (("a.yaml", AXOLOTL), "a.yaml:4: batch_size: grad_accum is not known: batch_size 16 is not "),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_does_not_tell_a_number_is_shown_as_unknown_and_not_scaled(
    lrscale: Command, folder: Path, name: str
) -> None:
    (file_name, content), words = UNCLEAR[name]
    path = folder / file_name
    path.write_text(content)
    before = state(folder)
    for line in ((), ("--write",), ("--diff",)):
        assert words in refusal(lrscale, "--from", str(path), "--to", "48", "--rule", "linear", *line)
    code, out, err = lrscale("read", str(path))
    assert code == 2 if "expands" in words else (code, err) == (0, "")
    assert "unknown" in out or code == 2
    assert state(folder) == before


BOTH = "SOLVER:\n  IMS_PER_BATCH: 64\ndata:\n  micro_batch_size_per_gpu: 2\n"


def test_a_file_that_two_dialects_read_differently_asks_which(lrscale: Command, folder: Path) -> None:
    path = folder / "a.yaml"
    path.write_text(BOTH)
    line = refusals(lrscale, path)[0]
    assert "could be of detectron2 or verl, which read it differently; name one, as with --dialect detectron2" in line
    assert lrscale("read", str(path), "--dialect", "verl").code == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--dialect axolotlx", "'axolotlx' is no dialect; expected axolotl"),
        ("--world 0", "--world: expected at least one process, got 0"),
        ("--world -2", "--world: expected at least one process, got -2"),
        ("--world many", "--world: expected a number of processes such as 8, got 'many'"),
        ("--world 1.5", "--world: expected a number of processes such as 8, got '1.5'"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(lrscale: Command, folder: Path, line: str, words: str) -> None:
    path = folder / "a.yaml"
    path.write_text(GOOD)
    option, value = line.split()
    assert words in refusal(lrscale, "read", str(path), f"{option}={value}")
    assert words in refusal(lrscale, "--from", str(path), "--to", "48", f"{option}={value}")


def test_a_world_size_that_contradicts_the_file_is_refused_with_its_place(lrscale: Command, folder: Path) -> None:
    path = folder / "a.sh"
    path.write_text("torchrun --nproc_per_node 4 t.py --per_device_train_batch_size 8 --learning_rate 1e-4\n")
    for command in (("read", str(path)), ("--from", str(path), "--to", "48")):
        assert "a.sh:1: --nproc_per_node: the world size is 4 here, and stated as 8" in refusal(
            lrscale, *command, "--world", "8"
        )
    assert lrscale("read", str(path), "--world", "4").code == 0


# Control characters.

STEERING = {
    "value": ("a.yaml", 'per_device_train_batch_size: 8\nlearning_rate: 1\noptim: "\\e[31mX\\e]0;t\\a"\n'),
    "number": ("a.yaml", 'per_device_train_batch_size: "\\e[31m8"\nlearning_rate: 1\n'),
    "key": ("a.yaml", '"\\e[31m":\n  per_device_train_batch_size: many\n  learning_rate: 1\n'),
    "word": ("a.sh", "python t.py --per_device_train_batch_size $'\x1b[31m' --learning_rate \x1b[31m1 --x\x1b[2J 3\n"),
    "string": ("a.toml", 'train_batch_size = "\\u001b[31m"\nlearning_rate = 1\n'),
    "source": ("a.py", "batch_size = f('\x1b[31m')\nlr = 1e-4\n"),
    "file": ("\x1b[31m.yaml", GOOD),
    "bad file": ("\x1b[31m.yaml", "lr: ["),
    "line end": ("a\nb.yaml", "lr: ["),
    "direction": ("a\u202eb.yaml", GOOD),
    "reference": ("a.yaml", "_BASE_: '../\x07.yaml'\nSOLVER:\n  IMS_PER_BATCH: 16\n  BASE_LR: 0.02\n"),
    "not a character": (os.fsdecode(b"caf\xe9.yaml"), GOOD),
}


@pytest.mark.parametrize("name", STEERING)
def test_nothing_in_a_file_steers_the_terminal(lrscale: Command, folder: Path, name: str) -> None:
    file_name, content = STEERING[name]
    path = folder / file_name
    path.write_text(content)
    for line in (
        ("read", str(path)),
        ("read", "--format", "json", str(path)),
        ("--from", str(path), "--to", "48"),
        ("--from", str(path), "--from", str(path), "--to", "48"),
        ("--from", str(path), "--to", "48", "--format", "markdown"),
        ("--from", str(path), "--to", "48", "--write"),
    ):
        _, out, err = lrscale(*line)
        assert (out + err).replace("\n", "").isprintable()
        assert "Traceback" not in err
        assert "bug" not in err


# Memory and time, in a process of its own.

# A process between, since the memory of a child starts with that of its parent.
MEASURE = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "lrscale", *sys.argv[1:]], capture_output=True, check=False)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // (1024 if sys.platform == "linux" else 1024 * 1024)
print(done.returncode, peak)
"""
HEAVY: dict[str, tuple[str, str]] = {
    "the most a YAML holds": ("a.yaml", "batch: 1\n" + "".join(f"k{n}: {n}\n" for n in range(99_900))),
    "the most a JSON holds": ("a.json", '{"batch": 1' + "".join(f',"k{n}": {n}' for n in range(99_900)) + "}"),
    "the most a TOML holds": ("a.toml", "batch = 1\n" + "".join(f"k{n} = {n}\n" for n in range(99_900))),
    "the most a Python holds": ("a.py", "batch = 1\n" + "a;" * 99_000),
    "calls": ("a.py", "batch = 1\n" + "f(a)\n" * 59_000),
    "the most a script holds": ("a.sh", "python t.py " + "--lr 1e-4 --batch 16 " * 14_000),
    "branches": ("a.sh", "if a; then A=$A; fi\n" * 14_000 + "python t.py --lr $A"),
    "one line of YAML": ("a.yaml", "batch: 1\nx: " + "a b " * 980_000),
    "one line of JSON": ("a.json", '{"batch": 1, "x": "' + "a b " * 980_000 + '"}'),
    "one line of TOML": ("a.toml", 'batch = 1\nx = "' + "a b " * 980_000 + '"'),
    "aliases": ("a.yaml", "batch: &a [1, 1, 1, 1, 1, 1, 1, 1]\nx: [" + ",".join(["*a"] * 20_000) + "]\n"),
    "a bomb": UNREADABLE["a billion laughs"][:2],  # type: ignore[dict-item]  # this one is text
    "a list of millions": UNREADABLE["a list of millions"][:2],  # type: ignore[dict-item]  # so is this
    "50 MB": UNREADABLE["50 MB"][:2],  # type: ignore[dict-item]  # and this
}


@pytest.mark.parametrize("name", HEAVY)
def test_no_file_takes_long_or_much_memory(folder: Path, name: str) -> None:
    file_name, content = HEAVY[name]
    path = folder / file_name
    path.write_text(content)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, "read", str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    code, peak = done.stdout.split()
    assert code in ("0", "2")
    assert int(peak) < 250


# Anything at all.

SAMPLES = {
    "a.yaml": GOOD + "deepspeed: x.json\noptim: adamw\nwarmup_steps: 100\n",
    "b.yaml": "SOLVER:\n  IMS_PER_BATCH: 16\n  BASE_LR: 0.02\n  STEPS: (60000, 80000)\n  MAX_ITER: 90000\n",
    "c.yaml": "trainer:\n  n_gpus_per_node: 8\n  nnodes: 1\ndata:\n  train_batch_size: 128\n"
    "  micro_batch_size_per_gpu: 2\noptim:\n  lr: 1e-5\nulysses_sequence_parallel_size: 2\n",
    "a.json": DEEPSPEED % (96, 8, 4),
    "a.toml": "[training]\nlocal_batch_size = 4\nglobal_batch_size = 256\n[optimizer]\nlr = 6e-4\n[parallelism]\n"
    "tensor_parallel_degree = 2\ndata_parallel_shard_degree = 8\n",
    "a.sh": "#!/bin/bash\nLR=1e-4\ntorchrun --nproc_per_node 4 train.py --learning_rate $LR \\\n"
    "  --per_device_train_batch_size ${BS:-8} --gradient_accumulation_steps $((8*2))\n",
    "a.py": "batch_size = 12\ngradient_accumulation_steps = 5 * 8\nlearning_rate = 6e-4\nmax_iters = 600000\n",
}
TOKENS = st.sampled_from(
    ["0", "-1", "1e-42", "1e400", ".5", "1_000", "auto", "null", "true", "", " ", "\n", "'", '"', "[1, 2]", "{a: 1}",
     "$X", "${a}", "(", "]", "#", "\\", "\t", "é", "x" * 30, "&a 1", "*a", "!t 1", "|\n", "2.5", "=", ":", "-", "!!int",
     "9" * 30]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_a_file_nothing_but_our_own_error_comes_out(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SAMPLES)))
    text = SAMPLES[name]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.one_of(TOKENS, st.text(max_size=4))) + text[end:]

    def load(path: str) -> Snapshot:
        if path != name:
            raise FileError("is not there", file=path)
        return Snapshot(name, text.encode(errors="replace"), text, "")

    try:
        file = read(name, load=load)
        assert show_reading(file)
        assert as_json([file])
        file = read(name, load=load, world=8)
        file.with_plan(scale(file.config, to="48x2", rule="linear")).diff()
    except LrscaleError as error:
        assert str(error)
