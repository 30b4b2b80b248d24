"""A plan is put into files so that its values change and nothing else does, or nothing is written and told why."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrscale import ConfigFile, RefusedEdit, TrainingConfig, read, scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Answer

    Command = Callable[..., Answer]

HF = """\
# the run of March
per_device_train_batch_size: 16
gradient_accumulation_steps: 4   # four of them
learning_rate: 7.5e-5
warmup_steps: 1000
max_steps: 20000
"""
HALF = {"16": "48", ": 4 ": ": 1 ", "7.5e-5": "5.625e-5", "1000": "1333", "20000": "26667"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a new repository, which is also where commands run."""
    git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str, given: bytes | None = None) -> str:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=given, capture_output=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def written(folder: Path, files: dict[str, str]) -> dict[str, Path]:
    paths = {name: folder / name for name in files}
    for name, text in files.items():
        paths[name].parent.mkdir(parents=True, exist_ok=True)
        paths[name].write_bytes(text.encode())
    return paths


def replaced(text: str, new: dict[str, str]) -> str:
    for old, value in new.items():
        assert text.count(old) == 1, old
        text = text.replace(old, value)
    return text


def everything(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def edited(text: str, name: str, to: str) -> tuple[ConfigFile, ConfigFile, ConfigFile]:
    """Return a file as it was read, as it is with a plan, and as it reads when that has been written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text)
        file = read(path)
        new = file.with_plan(scale(file.config, to=to, rule="linear"))
        new.write()
        return file, new, read(path)


# What moves, and where.

FULL = {
    "hf.yaml": """\
per_device_train_batch_size: 16
gradient_accumulation_steps: 4
learning_rate: 1.0e-4
lr_scheduler_kwargs: {min_lr: 1.0e-6}
warmup_steps: 1000
max_steps: 20000
save_steps: 500
eval_steps: 250
logging_steps: 10
optim: adamw_torch
weight_decay: 0.1
adam_beta1: 0.9
adam_beta2: 0.999
adam_epsilon: 1.0e-8
""",
    "full.json": json.dumps(
        {
            "per_device_train_batch_size": 16,
            "gradient_accumulation_steps": 4,
            "learning_rate": 1e-4,
            "warmup_ratio": 0.03,
            "max_steps": 20000,
            "save_steps": 500,
            "optim": "adamw_torch",
            "weight_decay": 0.1,
            "adam_beta2": 0.95,
        },
        indent=4,
    ),
    "det.yaml": """\
MODEL:
  META_ARCHITECTURE: GeneralizedRCNN
  MODEL_EMA: {DECAY: 0.999}
MODEL_EMA:
  DECAY: 0.999
SOLVER:
  IMS_PER_BATCH: 16
  BASE_LR: 0.02
  BASE_LR_END: 0.0002
  WEIGHT_DECAY: 0.0001
  MOMENTUM: 0.9
  STEPS: (60000, 80000)
  MAX_ITER: 90000
  WARMUP_ITERS: 1000
  CHECKPOINT_PERIOD: 5000
TEST:
  EVAL_PERIOD: 5000
""",
    "run.sh": """\
torchrun --nproc_per_node 4 run_clm.py --per_device_train_batch_size 16 --gradient_accumulation_steps 4 \\
    --learning_rate 1e-4 --warmup_steps 1000 --max_steps 20000 --optim adamw_torch --weight_decay 0.1 \\
    --adam_beta2=0.999 --save_steps "500"
""",
    "args.py": """\
from transformers import TrainingArguments

args = TrainingArguments(
    per_device_train_batch_size=16,
    gradient_accumulation_steps=4,
    learning_rate=1e-4,
    warmup_steps=1_000,
    max_steps=20_000,
    optim="adamw_torch",
    weight_decay=0.1,
)
""",
}
TARGETS = {"det.yaml": ("=128", "=4"), "run.sh": ("48x1", "16x4x32", "4x1")}


@pytest.mark.parametrize("rule", ["linear", "sqrt", "conservative", "adam-sde", "auto"])
@pytest.mark.parametrize("name", FULL)
def test_every_value_a_plan_moves_is_in_the_file_afterwards(name: str, rule: str, here: Path) -> None:
    path = written(here, FULL)[name]
    for to in TARGETS.get(name, ("48x1", "4x1", "64x4")):
        file = read(path)
        plan = scale(file.config, to=to, rule=rule)
        new = file.with_plan(plan)
        assert all(file.values[todo.field].source == "default" for todo in new.todo)
        left = {todo.field for todo in new.todo}
        after = new.config
        for change in plan.changes:
            assert change.field in left or getattr(after, change.field) == pytest.approx(change.after, rel=1e-9)
        unmoved = TrainingConfig.model_fields.keys() - {change.field for change in plan.changes}
        assert {name: getattr(after, name) for name in unmoved} == {
            name: getattr(file.config, name) for name in unmoved
        }


@pytest.mark.parametrize(
    ("files", "to", "new"),
    [
        (
            {
                "ds.json": '{"train_batch_size": 64, "train_micro_batch_size_per_gpu": 4,'
                ' "gradient_accumulation_steps": 16,'
                ' "optimizer": {"type": "Adam", "params": {"lr": 2e-5}}, "scheduler": {"type": "WarmupLR", "params":'
                ' {"warmup_max_lr": 0.00002, "warmup_min_lr": 0, "warmup_num_steps": 100}}}'
            },
            "8x16",
            {
                'size_per_gpu": 4': 'size_per_gpu": 8',
                '": 64': '": 128',
                "2e-5": "4e-5",
                "0.00002": "0.00004",
                "100": "50",
            },
        ),
        (
            {
                "axolotl.yml": "sequence_len: 2048\nsample_packing: true\nmicro_batch_size: 2\n"
                "gradient_accumulation_steps: 4\nlearning_rate: 2e-4\nembedding_lr: 1e-5\n"
                "lr_groups:\n  - {name: a, modules: [x], lr: 0.0004}\n"
            },
            "4x4",
            {"size: 2": "size: 4", "2e-4": "4e-4", "1e-5": "2e-5", "0.0004": "0.0008"},
        ),
        (
            {
                "run.sh": "LR=1e-4\naccelerate launch run_clm.py --per_device_train_batch_size 8 \\\n"
                " --gradient_accumulation_steps 1 --learning_rate $LR --mm_projector_lr 2e-5\n"
            },
            "16",
            {"size 8": "size 16", "1e-4": "2e-4", "2e-5": "4e-5"},
        ),
        (
            {
                "train.sh": "deepspeed --num_gpus 4 train.py --deepspeed ds.json --per_device_train_batch_size 8 "
                "--gradient_accumulation_steps 1 --learning_rate 1e-4\n",
                "ds.json": '{"train_micro_batch_size_per_gpu": 8, "gradient_accumulation_steps": 1,\n'
                '"optimizer": {"params": {"lr": 1e-4}}, "zero_optimization": {"stage": 2}}\n',
            },
            "16",
            {"size 8": "size 16", "rate 1e-4": "rate 2e-4", 'gpu": 8': 'gpu": 16', '"lr": 1e-4': '"lr": 2e-4'},
        ),
        (
            {
                "lit.yaml": "trainer:\n  devices: 4\n  num_nodes: 2\n  accumulate_grad_batches: 1\n  max_epochs: 10\n"
                "model:\n  class_path: m.M\n  init_args: {lr: 0.001}\n"
                "data:\n  class_path: d.D\n  init_args:\n    batch_size: 32\n"
            },
            "32x1x16",
            {"devices: 4": "devices: 8", "0.001": "0.002"},
        ),
        (
            {"launch.sh": "torchrun --nproc_per_node 4 clm.py --per_device_train_batch_size 8 --learning_rate 1e-4"},
            "8x1x16",
            {"node 4": "node 16", "1e-4": "4e-4"},
        ),
    ],
)
def test_a_value_moves_in_every_place_that_holds_it(
    files: dict[str, str], to: str, new: dict[str, str], here: Path, lrscale: Command
) -> None:
    """Rates of parameter groups move by the same factor, files that belong together move together, ranks where held."""
    paths = written(here, files)
    first = next(iter(files))
    answer = lrscale("--from", first, "--to", to, "--rule", "linear", "--write")
    assert (answer.code, answer.err) == (0, "")
    whole = "\0".join(path.read_text() for path in paths.values())
    assert whole == replaced("\0".join(files.values()), new)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("1e-4", "2e-4"),
        ("1.0e-04", "2.0e-04"),
        ("1E-4", "2E-4"),
        ("0.0001", "0.0002"),
        (".5", "1.0"),
        ("1.", "2."),
        ('"2e-5"', '"4e-5"'),
        ("'2e-5'", "'4e-5'"),
        ("5", "10"),
        ("2e+3", "4e+3"),
        ("5.0e-1", "1.0e+0"),
        ("7_000", "14_000"),
        ("!!float 1e-4", "!!float 2e-4"),
        ("&rate 1e-4", "&rate 2e-4"),
    ],
)
def test_a_number_keeps_its_style(was: str, becomes: str, here: Path) -> None:
    text = f"per_device_train_batch_size:   8\ngradient_accumulation_steps: 1\nlearning_rate: {was}  # peak\n"
    path = written(here, {"run.yaml": text})["run.yaml"]
    file = read(path)
    file.with_plan(scale(file.config, to="16", rule="linear")).write()
    assert path.read_text() == text.replace("  8", "  16").replace(was, becomes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", '# one\n[train]  # two\nmicro_batch_size = 16 # three\n\n\nlr = 7.5e-5\n[model]\nname = "x=16"\n'),
        (
            "a.py",
            (
                "# 16\nper_device = 'x'\nfrom transformers import TrainingArguments\nT = TrainingArguments(\n"
                "    'out', per_device_train_batch_size = 16 , # 16 of them\n  gradient_accumulation_steps=4,\n"
                "    learning_rate=7.5e-5)\n"
            ),
        ),
        (
            "a.sh",
            (
                "#!/bin/sh\n# --learning_rate 16\nBATCH='16' ; export RATE=\"7.5e-5\"\n"
                'python run_clm.py \\\n  --per_device_train_batch_size="$BATCH" \\\n --learning_rate  ${RATE} \\\n'
                "  --gradient_accumulation_steps ${ACCUM:-4} # end\n"
            ),
        ),
        (
            "a.json",
            (
                '{"learning_rate":7.5e-5 ,\t"per_device_train_batch_size" :\n16, // why\n'
                '"gradient_accumulation_steps":4, "url": "//16",}'
            ),
        ),
        (
            "b.yaml",
            (
                'a: "é 16"\r\n\r\nper_device_train_batch_size : 16\r\n? learning_rate\r\n: 7.5e-5\r\n'
                "gradient_accumulation_steps: 4 # \U0001f600\r\n"
            ),
        ),
        ("c.yaml", "\ufeff{per_device_train_batch_size: 16, gradient_accumulation_steps: 4, learning_rate: 7.5e-5}"),
    ],
)
def test_comments_layout_and_line_ends_stay(name: str, text: str, here: Path) -> None:
    """What is not a value that moves is there afterwards, byte by byte."""
    path = written(here, {name: text})[name]
    file = read(path, dialect="argparse" if name == "a.toml" else None)
    assert file.config.micro_batch == 16
    plan = scale(file.config, micro_batch=48, grad_accum=file.config.grad_accum, rule="linear")
    file.with_plan(plan).write()
    was, now = (re.split(r"(\d[\d.e-]*)", each) for each in (text, path.read_bytes().decode()))
    assert [pair for pair in zip(was, now, strict=True) if len(set(pair)) > 1] in (
        [("16", "48"), ("7.5e-5", "2.25e-4")],
        [("7.5e-5", "2.25e-4"), ("16", "48")],
    )


# The diff.


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("train.yaml", HF),
        ("conf/deep/train.yaml", HF),
        ("with space.yaml", HF),
        ("a b/c d.yaml", HF),
        ("größe-批.yaml", HF),
        ('quote"back\\slash.yaml', HF),
        ("é t.yaml", HF),
        ("no-newline.yaml", HF.rstrip("\n")),
        ("value-last.yaml", HF.replace("max_steps: 20000\n", "max_steps: 20000")),
        ("crlf.yaml", HF.replace("\n", "\r\n")),
        ("bom.yaml", "\ufeff" + HF.partition("\n")[2]),
        ("two-hunks.yaml", HF.replace("warmup", "\n" * 20 + "warmup")),
    ],
)
def test_git_applies_the_diff(name: str, text: str, here: Path) -> None:
    """From the root and from the file's own folder; the result is what ``--write`` gives."""
    path = written(here, {name: text})[name]
    done = subprocess.run(
        [sys.executable, "-m", "lrscale", "--from", name, "--to", "48", "--rule", "linear", "--diff"],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert path.read_bytes() == text.encode()
    for folder in (here, path.parent):
        git(folder, "apply", given=done.stdout)
        assert path.read_bytes() == replaced(text, HALF).encode()
        path.write_bytes(text.encode())
    file = read(name)
    file.with_plan(scale(file.config, to="48", rule="linear")).write()
    assert path.read_bytes() == replaced(text, HALF).encode()


def test_git_applies_the_diff_of_a_linked_file_to_what_it_links_to(here: Path) -> None:
    path = written(here, {"conf/real.yaml": HF})["conf/real.yaml"]
    (here / "link.yaml").symlink_to("conf/real.yaml")
    file = read("link.yaml")
    git(here, "apply", given=file.with_plan(scale(file.config, to="48", rule="linear")).diff().encode())
    assert path.read_text() == replaced(HF, HALF)


def test_without_a_repository_the_diff_is_from_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, {"sub/train.yaml": HF})
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    file = read("sub/train.yaml")
    diff = file.with_plan(scale(file.config, to="48", rule="linear")).diff()
    assert diff.startswith("--- a/sub/train.yaml\n+++ b/sub/train.yaml\n")
    git(tmp_path, "apply", given=diff.encode())
    assert Path("sub/train.yaml").read_text() == replaced(HF, HALF)
    (tmp_path / "other").mkdir()
    monkeypatch.chdir("other")
    file = read("../sub/train.yaml")
    assert file.with_plan(scale(file.config, to="96", rule="linear")).diff().startswith("--- a/train.yaml\n")


def test_a_diff_of_several_files_is_applied_at_once(here: Path, lrscale: Command) -> None:
    paths = written(here, {"a.yaml": HF, "b/c.yaml": HF})
    answer = lrscale("--from", "a.yaml", "--from", "b/c.yaml", "--to", "48", "--rule", "linear", "--diff")
    git(here, "apply", given=answer.out.encode())
    assert {path.read_text() for path in paths.values()} == {replaced(HF, HALF)}


def test_where_nothing_changes_the_diff_is_empty(here: Path, lrscale: Command) -> None:
    written(here, {"a.yaml": HF})
    assert lrscale("--from", "a.yaml", "--to", "16x4", "--diff") == (0, "", "")
    file = read("a.yaml")
    assert (file.diff(), file.changed) == ("", [])


# Writing.


@pytest.mark.parametrize("rule", ["linear", "sqrt", "auto", "conservative", "legw", "adam-sde"])
@pytest.mark.parametrize("name", FULL)
def test_writing_twice_changes_nothing_more(name: str, rule: str, here: Path, lrscale: Command) -> None:
    path = written(here, FULL)[name]
    for to in TARGETS.get(name, ("48", "64x4", "24x2")):
        command = ("--from", name, "--to", to, "--rule", rule, "--write")
        assert lrscale(*command).code == 0
        once = path.read_bytes()
        answer = lrscale(*command)
        assert (answer.code, path.read_bytes()) == (0, once)
        assert f"{name}: nothing to write" in answer.out


def test_the_library_writes_the_same_twice(here: Path) -> None:
    path = written(here, {"a.yaml": HF})["a.yaml"]
    file = read(path)
    new = file.with_plan(scale(file.config, to="48", rule="linear"))
    assert path.read_text() == HF
    new.write()
    new.write()
    assert path.read_text() == replaced(HF, HALF)
    assert new.changed == [str(path)]
    assert file.config.lr == 7.5e-5


def test_a_plan_on_a_plan_is_one_change_of_the_file(here: Path) -> None:
    path = written(here, {"a.yaml": HF})["a.yaml"]
    file = read(path)
    there = file.with_plan(scale(file.config, to="48", rule="linear"))
    back = there.with_plan(scale(there.config, to="32x4", rule="linear"))
    assert (back.config.lr, back.config.micro_batch) == (1.5e-4, 32)
    back.write()
    assert read(path).config == back.config


def test_there_and_back_again_is_no_change(here: Path) -> None:
    text = HEAD + "learning_rate: 1e-4\n"
    path = written(here, {"a.yaml": text})["a.yaml"]
    file = read(path)
    there = file.with_plan(scale(file.config, to="48", rule="linear"))
    back = there.with_plan(scale(there.config, to="16", rule="linear"))
    assert (there.changed, back.changed, back.diff()) == ([str(path)], [], "")
    back.write()
    assert path.read_text() == text


def test_several_files_are_written_together(here: Path, lrscale: Command) -> None:
    paths = written(here, {"a.yaml": HF, "b.yaml": HF})
    answer = lrscale(
        "--from", "a.yaml", "--from", "b.yaml", "--from", "./a.yaml", "--to", "48", "--rule", "linear", "--write"
    )
    assert answer.code == 0
    assert {path.read_text() for path in paths.values()} == {replaced(HF, HALF)}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (HF.replace("7.5e-5", "auto"), "b.yaml:4: learning_rate: lr is set to auto"),
        (HF.replace("16", "${size}"), "b.yaml:2: per_device_train_batch_size: "),
        ("just: text\n", "b.yaml: no batch size or learning rate was recognised"),
        ("lr: [\n", "b.yaml:2: not valid YAML"),
    ],
)
def test_of_several_files_all_are_written_or_none(other: str, words: str, here: Path, lrscale: Command) -> None:
    written(here, {"a.yaml": HF, "b.yaml": other})
    before = everything(here)
    for order in (("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")):
        answer = lrscale("--from", order[0], "--from", order[1], "--to", "48", "--rule", "linear", "--write")
        assert (answer.code, answer.out) == (2, "")
        assert words in answer.err
        assert everything(here) == before


def test_files_that_want_different_values_in_a_third_are_not_written(here: Path, lrscale: Command) -> None:
    script = "deepspeed --num_gpus {} t.py --deepspeed ds.json --per_device_train_batch_size 8 --learning_rate 1e-4\n"
    deepspeed = '{"train_batch_size": "auto", "train_micro_batch_size_per_gpu": 8, "gradient_accumulation_steps": 1,\n'
    deepspeed += '"zero_optimization": {"stage": 2}, "optimizer": {"params": {"lr": 1e-4}}}\n'
    written(here, {"a.sh": script.format(4), "b.sh": script.format(8), "ds.json": deepspeed})
    before = everything(here)
    answer = lrscale("--from", "a.sh", "--from", "b.sh", "--to", "=64", "--rule", "linear", "--write")
    assert (answer.code, answer.out) == (2, "")
    assert "ds.json: would hold different values for two of the files" in answer.err
    assert everything(here) == before


# Refusals.

HEAD = "per_device_train_batch_size: 16\ngradient_accumulation_steps: 1\n"
RUN = "python run_clm.py --per_device_train_batch_size 16 --gradient_accumulation_steps 1 --learning_rate "
PYTHON = (
    "from transformers import TrainingArguments\n{}\n"
    "TrainingArguments(per_device_train_batch_size={}, gradient_accumulation_steps=1, learning_rate={})\n"
)
TIMM = (
    "torchrun --nproc_per_node=4 train.py /data --sched cosine --checkpoint-hist 3 --grad-accum-steps 1 "
    "--batch-size 64 --lr-base 0.1 --opt {}\n"
)
REFUSED = [
    ("a.yaml", HEAD + "learning_rate: auto\n", "a.yaml:3: learning_rate: lr is set to auto"),
    ("b.yaml", "per_device_train_batch_size: auto\nlearning_rate: 1e-4\n", "b.yaml:1: per_device_train_batch"),
    ("c.yaml", HEAD.replace("steps: 1", "steps: auto") + "learning_rate: 1e-4\n", "c.yaml:2: grad"),
    (
        "ds.json",
        (
            '{"train_micro_batch_size_per_gpu": 8,\n"gradient_accumulation_steps": 1,\n'
            '"zero_optimization": {"stage": 1}, "optimizer": {"params": {"lr": "auto"}},'
            ' "scheduler": {"params":\n{"warmup_max_lr": 1e-4}}}\n'
        ),
        "ds.json:3: optimizer.params.lr: cannot be set to 8e-04: 'auto' is decided at run time",
    ),
    ("computed.py", PYTHON.format("", "5 * 8", "1e-4"), "computed.py:3: TrainingArguments.per_device_train_batch"),
    ("computed.sh", RUN.replace("16", "$((5 * 8))") + "1e-4\n", "computed.sh:1: --per_device_train_batch_size: cannot"),
    ("elsewhere.py", PYTHON.format("import os", 8, 'os.environ["LR"]'), "elsewhere.py:3: "),
    ("interpolated.yaml", "rate: 1e-4\n" + HEAD + "learning_rate: ${rate}\n", "interpolated.yaml:4: learning_rate: "),
    ("from.yaml", HEAD + "learning_rate: ${oc.env:LR}\n", "from.yaml:3: learning_rate: lr is not known: interpolated"),
    ("from.sh", RUN + "${LR}\n", "from.sh:1: --learning_rate: lr is not known: from the environment"),
    ("twice.yaml", HEAD + "learning_rate: 1e-4\nlearning_rate: 1e-5\n", "twice.yaml:4: learning_rate: cannot be set"),
    (
        "loop.sh",
        "for LR in 1e-4 2e-4; do\n" + RUN + "$LR\ndone\n",
        "loop.sh:1: --learning_rate: lr is not known: set in",
    ),
    (
        "anchor.yaml",
        HEAD.replace("16", "&size 16") + "per_device_eval_batch_size: *size\nlearning_rate: 1e-4\n",
        "anchor.yaml:1: per_device_train_batch_size: cannot be set to 32: one anchor holds ",
    ),
    ("runs/exp/args.yaml", HEAD + "learning_rate: 1e-4\n", "runs/exp/args.yaml: lies among the outputs of runs"),
    ("outputs/1/.hydra/config.yaml", HEAD + "learning_rate: 1e-4\n", "config.yaml: lies among the outputs of runs"),
    (
        "default.yaml",
        "per_device_train_batch_size: 16\nlearning_rate: 1e-4\nnum_train_epochs: 1\n",
        "default.yaml: does not set grad_accum, which becomes 2: add gradient_accumulation_steps first",
    ),
    (
        "rate.yaml",
        "per_device_train_batch_size: 16\nnum_train_epochs: 1\nwarmup_ratio: 0.1\n",
        "rate.yaml: does not set ",
    ),
    (
        "paddle.yml",
        "epoch: 12\nLearningRate: {base_lr: 0.01}\nTrainReader: {batch_size: 16}\nOptimizerBuilder: {x: null}\n",
        "paddle.yml: would need grad_accum 2, for which paddledet has no key",
    ),
    (
        "shared.sh",
        "N=2\n" + RUN.replace("16", "$N").replace("steps 1", "steps $N") + "1e-4\n",
        (
            "shared.sh:1: --per_device_train_batch_size: cannot be set to 32: one place holds micro_batch and "
            "grad_accum, which stays"
        ),
    ),
    (
        "apart.sh",
        "N=16\n" + RUN.replace("16", "$N") + "1e-4 --warmup_steps $N\n",
        (
            "apart.sh:1: --warmup_steps: cannot be set to 4: one place holds micro_batch and warmup_steps, which "
            "move apart"
        ),
    ),
    (
        "grown.yml",
        (
            "sequence_len: 8\nsample_packing: true\nlora_target_linear: true\nbatch_size: 32\nmicro_batch_size: 16\n"
            "learning_rate: 1e-4\n"
        ),
        "grown.yml:4: batch_size: would make grad_accum 1 where the plan has 2",
    ),
    (
        "key.yaml",
        HEAD + "learning_rate: &rate 1e-4\nnames: {*rate : high}\n",
        "key.yaml: would change more than the values that were to change",
    ),
    (
        "old.yml",
        (
            "sequence_len: 8\nsample_packing: true\nlora_target_linear: true\nbatch_size: 16\nmicro_batch_size: 16\n"
            "learning_rate: 1e-4\n"
        ),
        "old.yml:4: batch_size: cannot be set to 2: batch_size is micro_batch_size x accumulation",
    ),
]


@pytest.mark.parametrize(("name", "text", "words"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_what_cannot_be_edited_safely_is_refused_with_its_place(
    name: str, text: str, words: str, here: Path, lrscale: Command
) -> None:
    written(here, {name: text})
    before = everything(here)
    answer = lrscale("--from", name, "--to", "32x2", "--rule", "linear", "--write")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("lrscale: ")
    assert answer.err.count("\n") == 1
    assert words in answer.err
    assert everything(here) == before


def test_what_a_parent_sets_is_not_changed_in_it(here: Path, lrscale: Command) -> None:
    parent = "MODEL: {META_ARCHITECTURE: X}\nSOLVER:\n  IMS_PER_BATCH: 16\n  BASE_LR: 0.02\n  MAX_ITER: 90000\n"
    written(here, {"base.yaml": parent, "child.yaml": "_BASE_: base.yaml\nMODEL: {META_ARCHITECTURE: Y}\n"})
    before = everything(here)
    answer = lrscale("--from", "child.yaml", "--to", "=32", "--rule", "linear", "--write")
    assert (answer.code, everything(here)) == (2, before)
    assert re.fullmatch(r"lrscale: child.yaml: SOLVER.\w+: .*inherited from base.yaml:\d, .*\n", answer.err)


def test_a_contradiction_that_an_edit_would_make_is_refused(here: Path, lrscale: Command) -> None:
    """With as many ranks as the file leaves open, no number of them makes 24 of micro-batches of 16."""
    written(
        here, {"run.yaml": "global_train_batch_size: 32\ndevice_train_microbatch_size: 16\noptimizer: {lr: 1e-4}\n"}
    )
    before = everything(here)
    answer = lrscale("--from", "run.yaml", "--to", "=24", "--rule", "linear", "--write")
    assert (answer.code, everything(here)) == (2, before)
    assert "run.yaml: would not be legal any more: global_batch 24 is no multiple of micro_batch 16" in answer.err


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "listed.sh",
            (
                "python main.py fit --trainer.devices 0,1 --trainer.accumulate_grad_batches 1 --trainer.max_epochs 3 "
                "--model.init_args.lr 1e-3 --data.init_args.batch_size 16\n"
            ),
            "listed.sh:1: --trainer.devices: cannot be set to 4: not a number of its own",
        ),
        (
            "twice.sh",
            (
                "torchrun --nproc_per_node 2 run_clm.py --per_device_train_batch_size 16 --learning_rate 1e-4\n"
                "torchrun --nproc-per-node=2 run_clm.py --per_device_train_batch_size 16 --learning_rate 1e-4\n"
            ),
            "twice.sh: would make data_parallel unknown",
        ),
    ],
)
def test_ranks_move_safely_or_nothing_does(name: str, text: str, words: str, here: Path, lrscale: Command) -> None:
    written(here, {name: text})
    before = everything(here)
    answer = lrscale("--from", name, "--to", "16x1x4", "--rule", "linear", "--write")
    assert (answer.code, everything(here)) == (2, before)
    assert words in answer.err


def test_ranks_that_no_file_holds_are_not_scaled_for_twice(here: Path, lrscale: Command) -> None:
    """The learning rate alone would move, and again with every call; the diff can be applied only once."""
    written(here, {"a.yaml": HF})
    before = everything(here)
    command = ("--from", "a.yaml", "--world", "4", "--to", "16x4x8", "--rule", "linear")
    answer = lrscale(*command, "--write")
    assert (answer.code, everything(here)) == (2, before)
    assert "a.yaml: does not hold the number of ranks, which becomes 8 at launch" in answer.err
    shown = lrscale(*command, "--diff")
    assert "+learning_rate: 1.5e-4" in shown.out
    assert shown.err == "lrscale: to do: a.yaml: data_parallel = 8 (ranks are chosen at launch)\n"


def test_a_stated_world_size_follows_the_plan(here: Path) -> None:
    text = '{"train_batch_size": 64, "train_micro_batch_size_per_gpu": 4, "gradient_accumulation_steps": 4,\n'
    text += '"optimizer": {"params": {"lr": 1e-4}}, "zero_optimization": {"stage": 1}}\n'
    file = read(written(here, {"ds.json": text})["ds.json"], world=4)
    new = file.with_plan(scale(file.config, to="4x4x8", rule="linear"))
    new.write()
    assert new.config.effective_batch == 128
    assert (here / "ds.json").read_text() == replaced(text, {"64": "128", "1e-4": "2e-4"})


@pytest.mark.parametrize("option", ["--get=lr", "--format=json"])
def test_an_answer_and_an_edit_are_not_asked_for_at_once(option: str, here: Path, lrscale: Command) -> None:
    written(here, {"a.yaml": HF})
    answer = lrscale("--from", "a.yaml", "--to", "48", "--write", option)
    assert answer.code == 2
    assert "give one" in answer.err
    assert (here / "a.yaml").read_text() == HF


# What is left to do.


@pytest.mark.parametrize(
    ("name", "text", "arguments", "field", "value", "why"),
    [
        ("a.yaml", HF, "--to 48 --save-steps 300", "save_steps", "400", "the file does not set it"),
        (
            "b.py",
            PYTHON.format("", "16", "1e-4, warmup_steps=10 * 100"),
            "--to 32",
            "warmup_steps",
            "500",
            "b.py:3: TrainingArguments.warmup_steps: computed: 10 * 100",
        ),
        (
            "c.yaml",
            HEAD + "learning_rate: 1e-4\nwarmup_steps: &n 100\nnum_workers: *n\n",
            "--to 32",
            "warmup_steps",
            "50",
            "c.yaml:4: warmup_steps: one anchor holds warmup_steps, num_workers",
        ),
        (
            "d.sh",
            "N=100\n" + RUN + "1e-4 --warmup_steps $N --max_steps $N\n",
            "--to 32 --convention warmup=same-steps",
            "total_steps",
            "50",
            "d.sh:1: --max_steps: one place holds total_steps and warmup_steps, which stays",
        ),
        (
            "few.yaml",
            "SOLVER:\n  IMS_PER_BATCH: 16\n  BASE_LR: 0.02\n  STEPS: (1, 2)\n  MAX_ITER: 3\n",
            "--to =32",
            "milestones",
            "1",
            "the file has 2 of them, and the plan 1",
        ),
        (
            "stated.sh",
            TIMM.format("lamb"),
            "--to 256@0.3",
            "lr",
            "0.3",
            "the framework multiplies it at run time (sqrt)",
        ),
        (
            "lightning.yaml",
            (
                "trainer: {devices: 4, num_nodes: 2, accumulate_grad_batches: 1, max_epochs: 10}\n"
                "model: {class_path: m.M, init_args: {lr: 0.001}}\n"
                "data: {class_path: d.D, init_args: {batch_size: 32}}\n"
            ),
            "--to 32x1x9",
            "data_parallel",
            "9",
            "ranks are chosen at launch",
        ),
    ],
)
def test_what_cannot_move_is_told_with_the_value_to_set(
    name: str, text: str, arguments: str, field: str, value: str, why: str, here: Path, lrscale: Command
) -> None:
    written(here, {name: text})
    rule = () if "--rule" in arguments or "@" in arguments else ("--rule", "linear")
    answer = lrscale("--from", name, *arguments.split(), *rule, "--diff")
    assert answer.code == 0
    assert answer.err == f"lrscale: to do: {name}: {field} = {value} ({why})\n"
    assert answer.out


def test_steps_that_come_to_count_something_else_are_left_to_the_user(here: Path) -> None:
    """With this key, ai-toolkit counts micro-batches: 2000 of them are 1000 steps without being changed."""
    text = (
        "job: extension\nconfig:\n  name: x\n  process:\n    - type: sd_trainer\n      train:\n        batch_size: 1\n"
        "        steps: 2000\n        gradient_accumulation_steps: 1\n        lr: 1e-4\n        optimizer: adamw8bit\n"
    )
    file = read(written(here, {"a.yaml": text})["a.yaml"])
    new = file.with_plan(scale(file.config, to="1x2", rule="linear"))
    assert [(todo.field, todo.value) for todo in new.todo] == [("total_steps", "1000")]
    assert "micro-batches" in new.todo[0].why
    new.write()
    assert Path("a.yaml").read_text() == replaced(text, {"steps: 1": "steps: 2", "1e-4": "2e-4"})


def test_places_that_differ_keep_their_ratio_and_0_stays(here: Path) -> None:
    script = "deepspeed --num_gpus 4 train.py --deepspeed ds.json --per_device_train_batch_size 8 --learning_rate 1e-4 "
    script += "--gradient_accumulation_steps 1 --warmup_steps 100 --logging_steps 10\n"
    deepspeed = '{"train_micro_batch_size_per_gpu": 8, "zero_optimization": {"stage": 2}, "steps_per_print": 40,\n'
    deepspeed += '"scheduler": {"params": {"warmup_max_lr": 2e-4, "warmup_min_lr": "auto", "warmup_num_steps": 0}}}\n'
    paths = written(here, {"a.sh": script, "ds.json": deepspeed})
    file = read("a.sh")
    file.with_plan(scale(file.config, to="16", rule="linear")).write()
    assert paths["a.sh"].read_text() == replaced(
        script, {"size 8": "size 16", "1e-4": "2e-4", "steps 100": "steps 50", "steps 10\n": "steps 5\n"}
    )
    assert paths["ds.json"].read_text() == replaced(deepspeed, {'gpu": 8': 'gpu": 16', "2e-4": "4e-4", "40": "20"})


def test_what_is_filled_in_at_run_time_stays_where_it_is_no_factor_and_no_rate(here: Path, lrscale: Command) -> None:
    text = (
        '{"train_micro_batch_size_per_gpu": 8, "gradient_accumulation_steps": 1, "zero_optimization": {"stage": 2},\n'
    )
    text += (
        '"optimizer": {"params": {"lr": 1e-4, "weight_decay": "auto", "eps": "auto"}}, "gradient_clipping": "auto"}\n'
    )
    path = written(here, {"ds.json": text})["ds.json"]
    assert lrscale("--from", "ds.json", "--to", "16", "--rule", "linear", "--write").err == ""
    assert path.read_text() == replaced(text, {'gpu": 8': 'gpu": 16', "1e-4": "2e-4"})


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--lr=1e-4", "a.yaml:4: learning_rate: lr is 7.5e-05 here, and stated as 0.0001; state it once"),
        ("--beta2=1.5", "a.yaml: beta2: expected it to be less than 1"),
    ],
)
def test_a_fact_beside_the_file_is_checked_with_it(option: str, words: str, here: Path, lrscale: Command) -> None:
    written(here, {"a.yaml": HF})
    answer = lrscale("--from", "a.yaml", "--to", "48", option, "--write")
    assert (answer.code, (here / "a.yaml").read_text()) == (2, HF)
    assert words in answer.err


def test_without_a_rate_in_the_file_the_batch_alone_moves(here: Path, lrscale: Command) -> None:
    text = "sequence_len: 8\nsample_packing: true\nmicro_batch_size: 16\ngradient_accumulation_steps: 1\n"
    path = written(here, {"a.yaml": text})["a.yaml"]
    answer = lrscale("--from", "a.yaml", "--to", "32", "--lr", "1e-4", "--rule", "constant", "--write")
    assert (answer.code, path.read_text()) == (0, text.replace("16", "32"))


@pytest.mark.parametrize(
    ("optimizer", "rule", "lr"), [("lamb", "linear", "0.2"), ("sgd", "sqrt", "0.05"), ("sgd", "constant", "0.025")]
)
def test_a_rate_the_framework_multiplies_is_told_so_that_it_comes_out_right(
    optimizer: str, rule: str, lr: str, here: Path
) -> None:
    """The rate times what the framework makes of the new batch is what the rule asks for."""
    text = TIMM.format(f"{optimizer} --min-lr 1e-5")
    file = read(written(here, {"train.sh": text})["train.sh"])
    new = file.with_plan(scale(file.config, to="256", rule=rule))
    told = {todo.field: todo for todo in new.todo}
    assert told["lr"].value == lr
    assert told["lr"].why.startswith("which the framework multiplies at run time (")
    if rule != "constant":
        assert told["min_lr"].why == "unless the framework multiplies it, too"
    new.write()
    assert (here / "train.sh").read_text() == replaced(text, {"size 64": "size 256"})


def test_a_factor_that_is_unknown_is_not_moved(here: Path) -> None:
    text = "train_batch_size: 64\ntrain_micro_batch_size_per_gpu: ${SIZE}\noptimizer: {params: {lr: 1e-4}}\n"
    file = read(written(here, {"a.yaml": text + "zero_optimization: {stage: 1}\n"})["a.yaml"])
    with pytest.raises(
        RefusedEdit, match=r"a\.yaml:2: \S+: cannot be set to 32: interpolated: \$\{SIZE\}; nothing was wri"
    ):
        file.with_plan(scale(file.config, to="32x2x4", rule="linear"))


def test_a_length_no_companion_moves_is_told(here: Path) -> None:
    text = "torchrun --nproc_per_node 8 pretrain_gpt.py --micro-batch-size 4 --global-batch-size 256 --lr 1e-4 "
    text += "--train-iters 1000 --lr-wsd-decay-iters 100 --tensor-model-parallel-size 1\n"
    file = read(written(here, {"a.sh": text})["a.sh"])
    new = file.with_plan(scale(file.config, to="=512", rule="linear"))
    assert ("wsd_decay_steps", "50") in [(todo.field, todo.value) for todo in new.todo]


def test_what_was_written_and_what_is_left_is_reported(here: Path, lrscale: Command) -> None:
    written(here, {"b.py": PYTHON.format("", "16", "1e-4, warmup_steps=10 * 100")})
    answer = lrscale("--from", "b.py", "--to", "32", "--rule", "linear", "--write")
    assert answer.code == 0
    assert answer.out.startswith(
        "b.py: written\n  micro_batch      16 -> 32\n  lr               1e-04 -> 2e-04\n  to do "
    )
    assert "warmup_steps = 500" in answer.out


def test_a_rate_that_is_stated_is_written(here: Path, lrscale: Command) -> None:
    path = written(here, {"a.yaml": HF})["a.yaml"]
    assert lrscale("--from", "a.yaml", "--to", "48@1e-4+500", "--write").code == 0
    assert path.read_text() == replaced(HF, {"16": "48", ": 4 ": ": 1 ", "7.5e-5": "1.0e-4", "1000": "500"})


# Oracles.

DETECTRON2 = """\
MODEL:
  META_ARCHITECTURE: GeneralizedRCNN
SOLVER:
  IMS_PER_BATCH: {batch}
  BASE_LR: {lr!r}
  STEPS: ({steps})
  MAX_ITER: {total}
  WARMUP_ITERS: {warmup}
  CHECKPOINT_PERIOD: {save}
TEST:
  EVAL_PERIOD: {eval}
"""


@pytest.mark.parametrize(
    ("batch", "lines"),
    [
        (32, "32 0.04 (30000,40000) 45000 500 2500 2500"),
        (64, "64 0.08 (15000,20000) 22500 250 1250 1250"),
        (8, "8 0.01 (120000,160000) 180000 2000 10000 10000"),
        (2, "2 0.0025 (480000,640000) 720000 8000 40000 40000"),
    ],
)
def test_detectron2_is_scaled_as_its_trainer_scales_itself(batch: int, lines: str) -> None:
    """DefaultTrainer.auto_scale_workers: batch and rate times s, iterations divided by s."""
    text = DETECTRON2.format(batch=16, lr=0.02, steps="60000, 80000", total=90000, warmup=1000, save=5000, eval=5000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.yaml")
        path.write_text(text)
        file = read(path)
        file.with_plan(scale(file.config, to=f"={batch}", rule="linear")).write()
        values = [line.partition(": ")[2].replace(" ", "") for line in path.read_text().splitlines()]
    assert " ".join(value for value in values if value[:1].isdecimal() or value[:1] == "(") == lines


COUNT = st.integers(1, 10**6)


@given(
    factor=st.sampled_from([2.0, 4.0, 0.5, 0.125]),
    eighths=st.integers(1, 64),
    lr=st.floats(1e-6, 1.0),
    total=st.integers(3, 10**6),
    shares=st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4),
    warmup=st.integers(0, 10**5),
    save=COUNT,
    evaluation=st.integers(0, 10**5),
)
def test_no_count_of_detectron2_becomes_0_and_steps_stay_below_the_end(
    factor: float, eighths: int, lr: float, total: int, shares: list[float], warmup: int, save: int, evaluation: int
) -> None:
    assume(total > 8 * factor * len(shares))
    batch = eighths * 8
    steps = sorted({max(1, int(total * share)) for share in shares})
    text = DETECTRON2.format(
        batch=batch,
        lr=lr,
        steps="".join(f"{step}," for step in steps),
        total=total,
        warmup=warmup,
        save=save,
        eval=evaluation,
    )
    file, new, after = edited(text, "a.yaml", f"={int(batch * factor)}")
    values = {name: held.value for name, held in after.values.items()}
    assert values["global_batch"] == batch * factor
    assert values["lr"] == pytest.approx(file.config.lr * factor, rel=1e-9)
    for field, was in (
        ("total_steps", total),
        ("warmup_steps", warmup),
        ("save_steps", save),
        ("eval_steps", evaluation),
    ):
        now = values[field]
        assert isinstance(now, int)
        assert now == 0 if was == 0 else now >= 1
        assert was == 0 or abs(now - was / factor) < 1
    if new.todo:
        # Where there is no room for as many of them before the end.
        assert [todo.field for todo in new.todo] == ["milestones"]
        assert total / factor - steps[-1] / factor < len(steps)
        return
    milestones = values["milestones"]
    assert isinstance(milestones, tuple)
    assert len(milestones) == len(steps)
    last = values["total_steps"]
    for step, now in zip(steps, milestones, strict=True):
        assert isinstance(now, int)
        assert isinstance(last, int)
        assert 1 <= now < max(last, 2)
        assert abs(now - step / factor) < 1 or now == last - 1


SMALL = st.integers(1, 64)


@given(micro=SMALL, accum=SMALL, ranks=SMALL, to_micro=SMALL, to_accum=SMALL, named=st.booleans())
def test_a_deepspeed_batch_is_the_product_of_its_factors_afterwards(
    micro: int, accum: int, ranks: int, to_micro: int, to_accum: int, named: bool
) -> None:
    config = {
        "train_batch_size": micro * accum * ranks,
        "train_micro_batch_size_per_gpu": micro,
        "gradient_accumulation_steps": accum,
        "optimizer": {"type": "AdamW", "params": {"lr": 1e-4}},
        "zero_optimization": {"stage": 2},
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ds.json")
        path.write_text(json.dumps(config))
        file = read(path, world=ranks if named else None)
        plan = scale(file.config, to=f"{to_micro}x{to_accum}", rule="linear")
        file.with_plan(plan).write()
        found = json.loads(path.read_text())
    assert found["train_micro_batch_size_per_gpu"] == to_micro
    assert found["gradient_accumulation_steps"] == to_accum
    assert found["train_batch_size"] == to_micro * to_accum * ranks
    assert found["optimizer"]["params"]["lr"] == pytest.approx(1e-4 * to_micro * to_accum / (micro * accum))


# Scaled by the root: names that hold "ada" or "lamb" anywhere; https://github.com/huggingface/pytorch-image-models
BY_NAME = {
    "sqrt": "adam adamw nadamw radam adafactor adabelief adahessian adamp lamb lambc madgradw_adam fusedadam",
    "linear": "sgd momentum sgdp lion lars rmsprop rmsproptf madgrad novograd lookahead_sgd muon",
}


@pytest.mark.parametrize(
    ("optimizer", "rule"), [(name, rule) for rule, names in BY_NAME.items() for name in names.split()]
)
def test_timm_chooses_its_rule_by_the_name_of_the_optimizer(optimizer: str, rule: str, here: Path) -> None:
    text = TIMM.format(optimizer)
    path = written(here, {"train.sh": text})["train.sh"]
    file = read(path)
    assert (file.dialect, file.scaler) == ("timm", rule)
    new = file.with_plan(scale(file.config, to="128", rule=rule))
    assert new.todo == ()
    new.write()
    assert path.read_text() == replaced(text, {"size 64": "size 128"})
    stated = text.replace("--lr-base 0.1", "--lr 0.1")
    assert read(written(here, {"stated.sh": stated})["stated.sh"]).scaler is None


def test_a_refusal_is_an_error_of_the_file(here: Path) -> None:
    file = read(written(here, {"a.yaml": HEAD + "learning_rate: 1e-4\nlearning_rate: 2e-4\n"})["a.yaml"])
    with pytest.raises(RefusedEdit) as caught:
        file.with_plan(scale(file.config, to="32", rule="linear"))
    error = caught.value
    assert (error.file, error.line, error.key) == (str(here / "a.yaml"), 4, "learning_rate")
