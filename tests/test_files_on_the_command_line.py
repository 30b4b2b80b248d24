"""Files as the source or the target of the calculator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Answer

FILES = {
    "a.yaml": "per_device_train_batch_size: 4\ngradient_accumulation_steps: 2\nlearning_rate: 1e-4\n",
    "b.yaml": "per_device_train_batch_size: 8\ngradient_accumulation_steps: 2\nlearning_rate: 1e-4\n",
    "swin.yaml": "DATA: {BATCH_SIZE: 64}\nTRAIN: {BASE_LR: 1.0e-3, WARMUP_LR: 1.0e-6, MIN_LR: 1.0e-5, EPOCHS: 300}\n",
    "both.yaml": (
        "train: {global_batch_size: 512, micro_batch_size: 4, lr_warmup_steps: 10}\n"
        "optimizer: {class_path: AdamW, init_args: {lr: 1.0e-3}}\n"
    ),
    "gpt.py": (
        "wandb_log = True\nwandb_project = 'owt'\nbatch_size = 12\nblock_size = 1024\nmax_iters = 100\n"
        "eval_iters = 200\nalways_save_checkpoint = True\n"
    ),
    "none.yaml": "per_device_train_batch_size: 4\nlr_scheduler_type: cosine\n",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_as_the_target_is_judged(lrscale: Callable[..., Answer]) -> None:
    answer = lrscale("--from", "a.yaml", "--to", "b.yaml")
    assert answer.code == 0
    assert "8 = 4x2 -> 16 = 8x2 per rank" in answer.out
    assert "lr-not-adapted" in answer.out


def test_a_notation_is_compared_with_a_file(lrscale: Callable[..., Answer]) -> None:
    assert "8 = 4x2x1 -> 16 = 8x2" in lrscale("--from", "4x2@1e-4", "--to", "b.yaml").out


def test_several_files_are_each_answered_under_their_name(lrscale: Callable[..., Answer]) -> None:
    answer = lrscale("--from", "a.yaml", "--from", "b.yaml", "--to", "16x2")
    assert [line for line in answer.out.split("\n") if line.startswith("# ")] == ["# a.yaml", "# b.yaml"]
    plans = json.loads(lrscale("--from", "a.yaml", "--from", "b.yaml", "--to", "16x2", "--format", "json").out)
    assert [plan["ratio"] for plan in plans] == [4, 2]


def test_facts_complete_a_file(lrscale: Callable[..., Answer]) -> None:
    assert (
        lrscale("--from", "none.yaml", "--to", "8", "--lr", "1e-4", "--rule", "linear", "--get", "lr").out == "0.0002\n"
    )


def test_a_rate_that_the_framework_scales_stays_as_the_file_has_it(lrscale: Callable[..., Answer]) -> None:
    assert lrscale("--from", "swin.yaml", "--to", "128", "--get", "lr").out == "0.001\n"
    answer = lrscale("--from", "swin.yaml", "--to", "128")
    assert "0.001 stays   the framework scales it at run time (linear): x2" in answer.out
    assert "  rule " not in answer.out
    assert lrscale("--from", "swin.yaml", "--to", "128", "--rule", "linear", "--get", "lr").out == "0.001\n"
    assert lrscale("--from", "swin.yaml", "--to", "64", "--get", "lr").out == "0.001\n"


def test_what_only_the_framework_supplies_is_said(lrscale: Callable[..., Answer]) -> None:
    answer = lrscale("--from", "gpt.py", "--to", "24x40")
    assert "lr 0.0006 is not in the file: it is what nanogpt takes" in answer.out
    assert "grad_accum 40 is not in the file" in answer.out


def test_one_of_the_dialects_can_be_named(lrscale: Callable[..., Answer]) -> None:
    assert lrscale("read", "a.yaml", "--dialect", "trl").out.startswith("a.yaml: trl")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--from a.yaml --to b.yaml --write", "--to b.yaml is judged, and nothing is left to --write"),
        ("--from a.yaml --to b.yaml --rule sqrt", "leaves --rule and --convention nothing to do"),
        ("--from a.yaml --to 8 --write --diff", "give one of them"),
        ("--from a.yaml --to 8 --diff --get lr", "--diff is about the files, and --get about an answer"),
        ("--from a.yaml --to 8 --write --format json", "--write is about the files, and --format about an answer"),
        ("--from a.yaml --from b.yaml --to 8 --get lr", "--get prints one bare value; give one --from"),
        ("--from a.yaml --from 4@1e-4 --to 8", "expected one --from with a notation, or several with a file each"),
        ("--from 4@1e-4 --to 8 --write", "--write is about files, and '4@1e-4' is none"),
        ("--from 4@1e-4 --to 8 --world 4", "--world is about files"),
        ("--from 4@1e-4 --to 8 --dialect trl", "--dialect is about files"),
        ("--from swin.yaml --to 128 --rule sqrt", "--rule sqrt: the framework scales the rate itself (linear)"),
        ("--from both.yaml --to 8", "both.yaml:1: train.micro_batch_size: the batch of a rank and that of all ranks"),
        ("--from a.yaml --to 8 --lr 1e-3", "a.yaml:3: learning_rate: lr is 0.0001 here, and stated as 0.001"),
        ("--from none.yaml --to 8 --write --lr 1e-4", "does not set"),
        ("--from a.yaml --to missing.yaml", "missing.yaml: cannot be read: No such file or directory"),
        ("--from sub/16x --to 8", "no file of that name exists"),
        ("--from a.yaml --to 8 --dialect detectron2", "holds no key that detectron2 reads"),
        ("read a.yaml --format xml", "--format: expected one of text, json, got 'xml'"),
        ("read a.yaml --world 0", "--world: expected at least one process, got 0"),
        ("read a.yaml --world many", "--world: expected a number"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    line: str, message: str, lrscale: Callable[..., Answer], here: Path
) -> None:
    answer = lrscale(*line.split())
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert {name: (here / name).read_text(encoding="utf-8") for name in FILES} == FILES
