"""What reading gives: values with their places, what is unknown, defaults, ranks, and who scales the rate."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from lrscale import ConfigFile, MissingFact, UnknownName, read
from lrscale.errors import FileError, InvalidInput
from lrscale.files import quantities, settings
from lrscale.files.document import Document, Leaf, check_count
from lrscale.files.gathering import Found
from lrscale.files.lookup import Lookup, split_list
from lrscale.files.syntaxes import load as syntax
from lrscale.files.syntaxes import recognise

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Answer

    Command = Callable[..., Answer]

HUGGING = """\
per_device_train_batch_size: 16
gradient_accumulation_steps: 4
learning_rate: 7.5e-5
optim: adamw_torch
warmup_steps: $WARMUP
"""
DETECTRON = """\
SOLVER:
  IMS_PER_BATCH: 16
  BASE_LR: 0.02
  STEPS: (60000, 80000)
  MAX_ITER: 90000
"""
LAUNCH = "torchrun --nproc_per_node 4 train.py --per_device_train_batch_size 8 --learning_rate 1e-4\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty repository."""
    (tmp_path / ".git").mkdir()
    return tmp_path


def put(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_value_says_where_it_stands(folder: Path) -> None:
    path = put(folder, "a.yaml", HUGGING)
    held = read(path).values["lr"]
    assert (held.value, held.text, held.file, held.line, held.key, held.source) == (
        7.5e-5,
        "7.5e-5",
        path,
        3,
        "learning_rate",
        "file",
    )


def test_a_list_is_one_value_where_its_first_item_stands(folder: Path) -> None:
    held = read(put(folder, "a.yaml", DETECTRON)).values["milestones"]
    assert (held.value, held.line) == ((60000, 80000), 4)


def test_what_is_there_and_does_not_tell_is_unknown_with_the_reason(folder: Path) -> None:
    path = put(folder, "a.yaml", HUGGING)
    file = read(path)
    (unknown,) = file.unknown
    assert (unknown.field, unknown.file, unknown.line, unknown.key) == ("warmup_steps", path, 5, "warmup_steps")
    assert "got '$WARMUP'" in unknown.why
    assert "warmup_steps" not in file.values


def test_what_the_framework_takes_is_marked_as_such(folder: Path) -> None:
    values = read(put(folder, "a.yaml", HUGGING)).values
    assert (values["epochs"].value, values["epochs"].source, values["epochs"].line) == (3.0, "default", None)
    assert values["grad_accum"].source == "file"


def test_a_byte_order_mark_and_line_ends_change_nothing(folder: Path) -> None:
    plain = read(put(folder, "a.yaml", HUGGING)).values
    (folder / "b.yaml").write_bytes(b"\xef\xbb\xbf" + HUGGING.replace("\n", "\r\n").encode())
    marked = read(folder / "b.yaml").values
    assert {name: held.model_copy(update={"file": None}) for name, held in plain.items()} == {
        name: held.model_copy(update={"file": None}) for name, held in marked.items()
    }


def test_a_file_can_be_dumped_and_read_back(folder: Path) -> None:
    file = read(put(folder, "a.yaml", HUGGING))
    dumped = file.model_dump(mode="json")
    assert ConfigFile.model_validate(dumped).values == file.values
    assert dumped["values"]["lr"]["value"] == 7.5e-5


# The number of processes.


def test_ranks_come_from_the_launcher(folder: Path) -> None:
    values = read(put(folder, "a.sh", LAUNCH)).values
    held = values["world_size"]
    assert (held.value, held.source, held.line, held.key) == (4, "launcher", 1, "--nproc_per_node")
    assert values["data_parallel"].why == "4 processes"
    assert values["effective_batch"].value == 32


def test_ranks_can_be_stated(folder: Path) -> None:
    path = put(folder, "a.yaml", HUGGING)
    assert "effective_batch" not in read(path).values
    values = read(path, world=8).values
    assert (values["world_size"].value, values["world_size"].source) == (8, "stated")
    assert (values["effective_batch"].value, values["effective_batch"].why) == (512, "16 x 4 x 8")
    with pytest.raises(FileError, match="the world size is 4 here, and stated as 8; leave out --world"):
        read(put(folder, "a.sh", LAUNCH), world=8)


VERL = """\
data:
  train_batch_size: 128
  micro_batch_size_per_gpu: 2
optim:
  lr: 1e-5
trainer:
  n_gpus_per_node: 8
  nnodes: 1
ulysses_sequence_parallel_size: SIZE
"""


@pytest.mark.parametrize(
    ("size", "ranks"),
    [("2", 4), ("1", 8), ("0", 8), ("-1", 8), ("3", None), ("1e-42", None), ("2.5", None), ("x", None)],
)
def test_ranks_are_processes_less_those_that_share_a_model(folder: Path, size: str, ranks: int | None) -> None:
    file = read(put(folder, "a.yaml", VERL.replace("SIZE", size)))
    held = file.values.get("data_parallel")
    assert (held and held.value) == ranks
    assert ("8 processes cannot be divided into models of 3" in file.notes) == (size == "3")


def derived(folder: Path, text: str, **more: Any) -> dict[str, Any]:
    values = read(put(folder, "a.yaml", text), **more).values
    return {name: held.value for name, held in values.items() if held.source in ("derived", "stated")}


def test_factors_of_a_stated_batch_are_derived(folder: Path) -> None:
    """DeepSpeed derives whichever of its three numbers is missing."""
    micro = "train_batch_size: 96\ntrain_micro_batch_size_per_gpu: 8\n"
    assert derived(folder, micro, world=4)["grad_accum"] == 3
    accum = "train_batch_size: 96\ngradient_accumulation_steps: 3\nzero_optimization: {stage: 1}\n"
    assert derived(folder, accum, world=4)["micro_batch"] == 8
    assert "micro_batch" not in derived(folder, accum, world=5)


def test_a_negative_batch_is_multiplied_with_nothing(folder: Path) -> None:
    assert "effective_batch" not in derived(folder, HUGGING.replace(": 16", ": -16"), world=8)


# Settings of a project.


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lrscale.toml", 'world = 8'),
        ("lrscale.toml", '[world]\n"configs/*" = 8\n"*" = 4'),
        ("pyproject.toml", '[tool.lrscale.world]\n"*/a.yaml" = 8'),
        ("configs/lrscale.toml", '[world]\n"a.*" = 8'),
    ],
)  # fmt: skip
def test_a_project_says_on_how_many_processes_its_files_run(folder: Path, name: str, text: str) -> None:
    put(folder, name, text)
    values = read(put(folder, "configs/a.yaml", HUGGING)).values
    assert (values["world_size"].value, values["world_size"].why) == (8, "in the project's settings")
    assert read(folder / "configs/a.yaml", world=2).values["world_size"].value == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", ""),
        ("pyproject.toml", "[tool.other]\nlrscale = 1"),
        ("pyproject.toml", "tool = 1"),
        ("lrscale.toml", '[world]\n"other/*" = 8'),
    ],
)
def test_settings_for_other_files_say_nothing(folder: Path, name: str, text: str) -> None:
    put(folder, name, text)
    path = put(folder, "configs/a.yaml", HUGGING)
    assert "world_size" not in read(path).values


def test_settings_above_the_repository_do_not_count(folder: Path) -> None:
    put(folder, "lrscale.toml", "world = 8")
    (folder / "inner" / ".git").mkdir(parents=True)
    assert settings.world_for(put(folder, "inner/a.yaml", HUGGING)) is None


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("lrscale.toml", "world = ", "lrscale.toml: not valid TOML: "),
        ("lrscale.toml", "a = " + "[" * 5000, "lrscale.toml: not valid TOML: "),
        ("lrscale.toml", "wordl = 8", "wordl: is no setting; expected one of world"),
        ("lrscale.toml", "world = 0", "world.*: input should be greater than or equal to 1, got 0"),
        ("lrscale.toml", '[world]\n"a" = "b"', "world.a: input should be a valid integer, got 'b'"),
        ("pyproject.toml", "[tool]\nlrscale = 3", "pyproject.toml: tool.lrscale: expected a table, got 3"),
        ("pyproject.toml", "\0", "pyproject.toml: is not a text file"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(
    lrscale: Command, folder: Path, name: str, text: str, words: str
) -> None:
    put(folder, name, text)
    code, _, err = lrscale("read", put(folder, "a.yaml", HUGGING))
    assert (code, err.count("\n")) == (2, 1)
    assert words in err


def test_settings_are_read_again_when_they_change(folder: Path) -> None:
    path = put(folder, "a.yaml", HUGGING)
    for size in (2, 4):
        (folder / "lrscale.toml").write_text(f"world = {size}")
        os.utime(folder / "lrscale.toml", ns=(size, size))
        assert settings.world_for(path) == size


# Frameworks.


def test_the_dialect_is_recognised_and_explained(folder: Path) -> None:
    file = read(put(folder, "a.yaml", DETECTRON))
    assert file.dialect == "detectron2"
    assert file.evidence[0] == "SOLVER.MAX_ITER"


def test_the_dialect_can_be_named(folder: Path) -> None:
    path = put(folder, "a.yaml", HUGGING)
    assert read(path, dialect="TRL").dialect == "trl"
    assert read(path, dialect="llama_factory").dialect == "llama-factory"
    with pytest.raises(FileError, match="holds no key that trl reads"):
        read(put(folder, "b.yaml", "a: 1"), dialect="trl")
    with pytest.raises(UnknownName, match="is no dialect"):
        read(path, dialect="nosuch")


@pytest.mark.parametrize("text", ["a: 1\nb: [2, 3]\n", "lrs: 1\n", "# batch\na: 1\n"])
def test_a_file_without_batch_or_rate_is_dismissed(lrscale: Command, folder: Path, text: str) -> None:
    path = put(folder, "a.yaml", text)
    file = read(path)
    assert (file.dialect, file.values, file.syntax) == (None, {}, "yaml")
    assert lrscale("read", path) == (0, f"{path}: no batch size or learning rate was recognised\n", "")
    with pytest.raises(MissingFact, match="no batch size or learning rate was recognised"):
        _ = file.config


def test_a_rate_that_is_multiplied_at_run_time_is_told(lrscale: Command, folder: Path) -> None:
    path = put(
        folder,
        "a.yaml",
        "optim:\n  scaling_rule: sqrt_wrt_1024\n  base_lr: 0.004\ntrain:\n  batch_size_per_gpu: 64\n"
        "  OFFICIAL_EPOCH_LENGTH: 1250\n",
    )
    file = read(path, world=8)
    assert file.scaler == "sqrt"
    assert any(note.startswith("the learning rate is multiplied at run time: ") for note in file.notes)
    out = lrscale("--from", path, "--to", "128", "--world", "8").out
    assert "framework scales it" in out
    code, _, err = lrscale("--from", path, "--to", "128", "--world", "8", "--rule", "linear")
    assert code == 2
    assert "a rule would scale it twice" in err


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.YAML", "", "yaml"),
        ("a.jsonc", "", "json"),
        ("a.slurm", "", "shell"),
        ("launch", "#!/bin/bash\n", "shell"),
        ("launch", "#!/usr/bin/env -S dash -e\n", "shell"),
        ("train", "#!/usr/bin/env python3\n", "python"),
    ],
)
def test_a_syntax_is_known_by_the_ending_or_the_first_line(name: str, text: str, expected: str) -> None:
    assert recognise(name, text) == expected


@pytest.mark.parametrize("text", ["", "lr: 1", "#!/usr/bin/perl\n", "#!"])
def test_a_file_without_either_is_of_no_known_kind(text: str) -> None:
    with pytest.raises(FileError, match="is of no known kind"):
        recognise("name", text)


# The command.


def test_several_files_are_read_and_what_fails_is_told_beside(lrscale: Command, folder: Path) -> None:
    good, missing = put(folder, "a.yaml", HUGGING), str(folder / "b.yaml")
    code, out, err = lrscale("read", good, missing, put(folder, "c.yaml", DETECTRON))
    assert code == 2
    assert err == f"lrscale: {missing}: cannot be read: No such file or directory\n"
    assert out.count("effective batch") == 2
    assert "\n\n" in out


def test_values_that_contradict_each_other_are_shown_and_refused(lrscale: Command, folder: Path) -> None:
    text = '{"train_batch_size": 100, "train_micro_batch_size_per_gpu": 8, "gradient_accumulation_steps": 4}'
    code, out, err = lrscale("read", put(folder, "ds.json", text.replace("}", ', "optimizer": {"params": {"lr": 1}}}')))
    assert code == 2
    assert "micro_batch      8" in out
    assert "ds.json:1: train_batch_size: 100" in err


def test_a_reading_as_json_has_everything(lrscale: Command, folder: Path) -> None:
    path = put(folder, "a.yaml", HUGGING)
    code, out, _ = lrscale("read", path, "--format", "json", "--world", "2")
    (found,) = json.loads(out)
    assert code == 0
    assert ConfigFile.model_validate(found).values == read(path, world=2).values
    assert found["unknown"][0]["line"] == 5
    assert json.loads(lrscale("read", "--format", "json", str(folder / "no.yaml")).out) == []


# Lookups.


def lookup(text: str, kind: str = "yaml") -> Lookup:
    return Lookup(syntax(kind).read(text))


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("optimizer.lr", ["1"]),
        ("OPTIMIZER.LR", ["1"]),
        ("**.lr", ["1", "2", "3"]),
        ("**.optimizer.lr", ["1", "2"]),
        ("process.*.lr", ["3"]),
        ("*.optimizer.lr", ["2"]),
        ("betas.1", ["0.95"]),
        ("tuple.1", ["0.99"]),
        ("lr", []),
        ("nothing", []),
        ("betas.2", []),
    ],
)
def test_scalars_are_found_by_patterns(pattern: str, texts: list[str]) -> None:
    found = lookup(
        "optimizer: {lr: 1}\nmodel: {Optimizer: {LR: 2}}\nprocess: [{lr: 3}]\nbetas: [0.9, 0.95]\ntuple: (0.9, 0.99)\n"
    ).find(pattern)
    assert [leaf.text for leaf in found] == texts


def test_lists_are_found_however_they_are_written() -> None:
    found = lookup('a: [1, 2]\nb: "(3, 4)"\nc: 5,6\nd: 7\ne: {f: [8]}')
    assert [[leaf.text for leaf in found.find_list(key)] for key in ("a", "b", "c", "d", "**.f")] == [
        ["1", "2"],
        ["3", "4"],
        ["5", "6"],
        [],
        ["8"],
    ]


def test_sections_are_found_by_their_first_scalar() -> None:
    found = lookup("a: {b: {c: 1}}\nlr: {x: 2}")
    first = found.find_below("**.b")
    assert first is not None
    assert (first.path, first.text) == (("a", "b"), "1")
    assert found.find_below("nothing") is None
    assert found.find_below("c") is None


def test_items_of_a_list_in_a_string_stand_where_they_are_written() -> None:
    text = "a: (0.9, 0.95)"
    items = split_list(lookup(text).find("a")[0])
    assert [text[item.start : item.end] for item in items] == ["0.9", "0.95"]
    (computed,) = split_list(Leaf(("a",), "(1)", 0, 9, 1))
    assert (computed.start, computed.end, computed.locked) == (0, 9, "not a plain list")
    assert split_list(Leaf(("a",), None, 0, 0, 1)) == split_list(Leaf(("a",), "1", 0, 1, 1)) == []


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        ("lr", True),
        ("**.betas", True),
        ("betas", True),
        ("optimizer.", True),
        ("optimizer.deep.", True),
        ("*.deep.", True),
        ("deep.", False),
        ("*.nothing.", False),
        ("optimizer.name=adam*", True),
        ("optimizer.name=sgd", False),
        ("betas=0.9*", True),
        ("lr and not wd", True),
        ("not lr", False),
        ("$ torchrun", False),
        ("nothing", False),
    ],
)
def test_signs_show_or_do_not(sign: str, shown: bool) -> None:
    assert lookup("lr: 1\noptimizer: {name: AdamW, deep: {x: 1}}\nbetas: [0.9, 0.95]").shows(sign) == shown


def test_words_of_commands_are_signs() -> None:
    script = lookup("torchrun tools/Train.py --lr 1", "shell")
    assert [script.shows(sign) for sign in ("$ torchrun", "$ train.py", "$ *.py", "$ deepspeed")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_scalar_without_a_key_is_found_by_no_pattern() -> None:
    assert lookup("1").find("lr") == []


# Amounts.


@pytest.mark.parametrize(
    ("unit", "field", "text", "expected"),
    [
        ("plain", "lr", " 1e-4 ", ("lr", 1e-4)),
        ("plain", "micro_batch", "64.0", ("micro_batch", 64)),
        ("plain", "micro_batch", "010", ("micro_batch", 10)),
        ("plain", "micro_batch", "1_000", ("micro_batch", 1000)),
        ("plain", "micro_batch", "auto", ("micro_batch", "auto")),
        ("plain", "optimizer", "AdamW", ("optimizer", "AdamW")),
        ("plain", "optimizer", "\x1b[31mX", ("optimizer", "\\x1b[31mX")),
        ("plain", "lr", "null", None),
        ("plain", "total_steps", "-1", None),
        ("share_below_one", "warmup_steps", "0.1", ("warmup_ratio", 0.1)),
        ("share_below_one", "warmup_steps", "100", ("warmup_steps", 100)),
        ("share_below_one", "warmup_steps", "~", None),
        ("percent", "warmup_ratio", "10", ("warmup_ratio", 0.1)),
        ("percent", "warmup_ratio", "10%", ("warmup_ratio", 0.1)),
        ("percent", "warmup_ratio", "auto", ("warmup_ratio", "auto")),
        ("one_minus", "ema_decay", "0.25", ("ema_decay", 0.75)),
        ("one_minus", "ema_decay", "", None),
        ("duration", "total_steps", "100ba", ("total_steps", 100)),
        ("duration", "total_steps", "100", ("total_steps", 100)),
        ("duration", "total_steps", "8ep", ("epochs", 8)),
        ("duration", "total_steps", "2e12tok", ("total_tokens", 2 * 10**12)),
        ("duration", "warmup_steps", "0.1dur", ("warmup_ratio", 0.1)),
        ("duration", "save_steps", "1dur", None),
        ("duration", "save_steps", "null", None),
        ("device_list", "devices", "4", ("devices", 4)),
        ("device_list", "devices", "0,1", ("devices", 2)),
        ("device_list", "devices", "[0, 1, 2]", ("devices", 3)),
        ("device_list", "devices", "-1", None),
        ("device_list", "devices", "0", None),
        ("device_list", "devices", "auto", None),
        ("device_ids", "devices", "3", ("devices", 1)),
        ("device_ids", "devices", "cpu", ("devices", 1)),
        ("device_ids", "devices", "[0, 1]", ("devices", 2)),
        ("device_ids", "devices", "all", None),
        ("device_ids", "devices", "", None),
    ],
)
def test_a_text_means_an_amount(unit: str, field: str, text: str, expected: tuple[str, object] | None) -> None:
    read_text: quantities.Unit = getattr(quantities, unit)
    found = read_text(field, text)
    assert (None if found is None else (found.field, found.value)) == expected
    if found is not None and isinstance(found.value, (int, float)) and unit in ("plain", "percent", "one_minus"):
        assert found.value == pytest.approx(found.offset + found.factor * float(text[found.start : found.end]))


@pytest.mark.parametrize(("unit", "text"), [("plain", "many"), ("plain", "1e400"), ("duration", "8 weeks")])
def test_a_text_that_means_no_amount_is_refused(unit: str, text: str) -> None:
    read_text: quantities.Unit = getattr(quantities, unit)
    with pytest.raises(InvalidInput, match="expected a"):
        read_text("total_steps", text)


def test_words_have_a_meaning_or_none() -> None:
    unit = quantities.words(sents="samples")
    found = unit("batch_unit", " Sents ")
    assert found is not None
    assert found.value == "samples"
    assert unit("batch_unit", "tokens") is None


# Gathering.


def found(text: str) -> Found:
    return Found(lookup(text))


def test_places_of_one_name_that_differ_tell_nothing() -> None:
    seen = found("a: {lr: 1}\nb: {lr: 2}")
    seen.take("lr", "**.lr")
    assert seen.value("lr") is None
    assert seen.unknown["lr"][1] == "said differently: 1 (line 1), 2 (line 2)"


def test_the_first_of_several_keys_gives_the_value() -> None:
    seen = found("lr: 1\nlearning_rate: 2\nname: x")
    seen.take("lr", ("learning_rate", "lr"))
    seen.take("optimizer", "name")
    assert (seen.value("lr"), seen.number("lr"), seen.number("optimizer")) == (2, 2, None)
    seen.drop("lr")
    assert seen.value("lr") is None


def test_keys_with_words_that_mean_another_batch_do_not_count() -> None:
    seen = found("train: {batch_size: 8}\neval: {batch_size: 16}")
    seen.take("micro_batch", "**.batch_size", ignores=("eval",))
    assert seen.value("micro_batch") == 8


def test_a_list_of_devices_is_their_number() -> None:
    seen = found("devices: [0, 1]\ngpus: 4")
    seen.take("devices", "devices", quantities.device_list)
    assert seen.value("devices") == 2
    assert seen.places["devices"][0].leaf.locked == "a list of devices"


def test_a_list_where_one_was_expected_is_that_one_or_unknown() -> None:
    seen = found("lr: [1]\nwd: [1, 2]\nsteps: [3, 4]\nin_text: 5,6")
    for field, key in (("lr", "lr"), ("weight_decay", "wd"), ("milestones", "steps")):
        seen.take(field, key)
    assert seen.value("lr") == 1
    assert seen.unknown["weight_decay"][1] == "a list of 2 values where one was expected"
    assert [place.amount.value for place in seen.places["milestones"]] == [3, 4]
    seen.drop("milestones")
    seen.take("milestones", "in_text")
    assert [place.amount.value for place in seen.places["milestones"]] == [5, 6]


def test_a_document_of_few_values_is_not_counted() -> None:
    check_count("a" * 200_000)
    check_count("," * 100_000)
    with pytest.raises(FileError):
        check_count("," * 100_001)
    assert Document("yaml", "", ()).words == frozenset()
