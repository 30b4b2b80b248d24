"""Python files: what is found, where it stands, and what is not claimed to be known."""

from __future__ import annotations

import sys
from pathlib import Path as File
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrscale.errors import FileError
from lrscale.files.syntaxes.python import SUFFIXES, read

if TYPE_CHECKING:
    from lrscale.files.document import Leaf, Path


def found(source: str) -> dict[Path, Leaf]:
    leaves = read(source).leaves
    assert len({leaf.path for leaf in leaves}) == len(leaves)
    return {leaf.path: leaf for leaf in leaves}


def texts(source: str) -> dict[Path, str | None]:
    return {path: leaf.text for path, leaf in found(source).items()}


def locks(source: str) -> dict[Path, tuple[str | None, str]]:
    return {path: (leaf.text, leaf.locked) for path, leaf in found(source).items() if leaf.locked}


def check_edits(source: str) -> None:
    """Each number that may be changed changes alone, with what shares its place."""
    before = found(source)
    for leaf in before.values():
        if leaf.locked or not (leaf.text or "").lstrip("-").replace(".", "").isdecimal():
            continue
        after = texts(source[: leaf.start] + "77777" + source[leaf.end :])
        assert after.keys() == before.keys()
        for path, other in before.items():
            shares = (other.start, other.end) == (leaf.start, leaf.end)
            assert after[path] == ("77777" if shares else other.text)


def test_python_files_end_in_py() -> None:
    assert {".py"} == SUFFIXES
    assert read("").syntax == "python"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("lr = 6e-4", {("lr",): "6e-4"}),
        ("steps: int = 70_000", {("steps",): "70_000"}),
        ("steps: int", {}),
        ("a = b = 4", {("a",): "4", ("b",): "4"}),
        ("a, b = 1, 2", {("a",): "1", ("b",): "2"}),
        ("[a, (b, c)] = [1, (2, 3)]", {("a",): "1", ("b",): "2", ("c",): "3"}),
        ("m = -1", {("m",): "-1"}),
        ("m = True; n = None; o = ...", {("m",): "True", ("n",): "None", ("o",): "..."}),
        ("s = 'adamw'; t = \"\"", {("s",): "adamw", ("t",): ""}),
        ("d = {'lr': 1, 2: 3, b'x': 4, **{'k': 5}}", {("d", "lr"): "1", ("d", 2): "3", ("d", "k"): "5"}),
        ("d = dict({'a': 1}, b=2, **dict(c=3))", {("d", "a"): "1", ("d", "b"): "2", ("d", "c"): "3"}),
        ("betas = (0.9, 0.95)", {("betas", 0): "0.9", ("betas", 1): "0.95"}),
        ("a = [1]\nb = [*a, 2]", {("a", 0): "1", ("b", 0): "1", ("b", 1): "2"}),
        ("b = [0, *unknown, 2]", {("b", 0): "0"}),
        ("a = [1]\na += [2]", {("a", 0): "1", ("a", 1): "2"}),
        ("empty = dict(a=[], b={})", {}),
        ("if x:\n  lr = 1", {("lr",): "1"}),
        ("with open('f') as f, g() as cfg.h:\n  lr = 1", {("lr",): "1"}),
        (
            "try:\n  lr = 1\nexcept E:\n  pass\nelse:\n  a = 2\nfinally:\n  b = 3",
            {("lr",): "1", ("a",): "2", ("b",): "3"},
        ),
        ("match x:\n  case 1:\n    lr = 1", {("lr",): "1"}),
        ("lr = 1\ndel lr", {}),
        ("d = dict(a=1, b=2)\ndel d['a'], d.c, e.f, e[i]", {("d", "b"): "2"}),
        ("if x:\n  lr = 1\n  del lr", {("lr",): "1"}),
        (
            "s = [dict(type='LinearLR', end=1500, by_epoch=False), dict(milestones=[8, 11])]",
            {
                ("s", 0, "type"): "LinearLR",
                ("s", 0, "end"): "1500",
                ("s", 0, "by_epoch"): "False",
                ("s", 1, "milestones", 0): "8",
                ("s", 1, "milestones", 1): "11",
            },
        ),
    ],
)
def test_module_level_assignments_are_followed(source: str, expected: dict[Path, str]) -> None:
    assert texts(source) == expected
    assert not locks(source)
    check_edits(source)


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("optimizer.lr = 1", ("optimizer", "lr")),
        ("dataloader.train.total_batch_size = 1", ("dataloader", "train", "total_batch_size")),
        ("cfg.SOLVER.BASE_LR = 1", ("cfg", "SOLVER", "BASE_LR")),
        ("cfg['optimizer']['lr'] = 1", ("cfg", "optimizer", "lr")),
        ("hooks[0].interval = 1", ("hooks", 0, "interval")),
        ("optimizer.update(dict(lr=1))", ("optimizer", "lr")),
        ("train.optimizer.update(lr=1)", ("train", "optimizer", "lr")),
        (
            "optimizer = dict(lr=0)\nfor x in y:\n  pass\nalso = optimizer\noptimizer = dict(lr=0)\nalso.lr = 1",
            ("also", "lr"),
        ),
    ],
)
def test_attributes_and_subscripts_are_parts_of_the_path(source: str, path: Path) -> None:
    assert texts(source)[path] == "1"


@pytest.mark.parametrize("source", ["f()[0] = 1", "a[i] = 1", "f().update(lr=1)", "pass", "a[1:2] += 1"])
def test_what_starts_with_no_name_is_not_followed(source: str) -> None:
    assert not texts(source)


def test_an_assigned_call_gives_its_target_and_arguments() -> None:
    source = "o = torch.optim.AdamW(params, 1e-3, [1], make(), lr=1e-4, **dict(eps=1e-8))"
    assert texts(source) == {
        ("o", "_target_"): "torch.optim.AdamW",
        ("o", 1): "1e-3",
        ("o", 2, 0): "1",
        ("o", "lr"): "1e-4",
        ("o", "eps"): "1e-8",
    }
    assert locks(source) == {("o", "_target_"): ("torch.optim.AdamW", "a name")}
    check_edits(source)


def test_a_lazy_call_is_of_what_it_wraps() -> None:
    source = "o = L(torch.optim.SGD)(lr=0.1, params=L(get)(base='${..lr}'), n=LazyCall(Net)(L(Block)()))"
    assert texts(source) == {
        ("o", "_target_"): "torch.optim.SGD",
        ("o", "lr"): "0.1",
        ("o", "params", "_target_"): "get",
        ("o", "params", "base"): "${..lr}",
        ("o", "n", "_target_"): "Net",
        ("o", "n", 0, "_target_"): "Block",
    }


@pytest.mark.parametrize(
    "written", ['"""x"""', "r'x'", "'x' 'y'", r"'x\n'", r"'\d'", "b'x'", "u'x'", "('x'\n'y')", "'''x\ny'''"]
)
def test_strings_that_do_not_stand_as_they_are_meant_are_locked(written: str) -> None:
    assert found(f"a = {written}")[("a",)].locked == "not a plain string"


def test_a_string_is_shown_by_what_it_means() -> None:
    assert texts(r"a = 'x\x41'; b = '''y'''; c = b'z'") == {("a",): "xA", ("b",): "y", ("c",): "b'z'"}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("type=AdamW", "AdamW"),
        ("type=torch.optim.SGD", "torch.optim.SGD"),
        ("dtype=torch.float16", "torch.float16"),
        ("type=Local", "Local"),
        ("type=helper", "helper"),
        ("type=int", "int"),
        ("type=imported", "imported"),
    ],
)
def test_classes_and_functions_are_names(source: str, name: str) -> None:
    head = "import torch\nfrom x import imported\nclass Local:\n  a = 1\ndef helper(): pass\n"
    assert locks(f"{head}d = dict({source})") == {("d", source.partition("=")[0]): (name, "a name")}


@pytest.mark.parametrize(
    "written",
    [
        "args.lr",
        "lr",
        "_base_.optimizer.lr",
        "known.missing",
        "known['missing']",
        "known[i]",
        "base.wd",
        "f().x",
        "f()[0]",
    ],
)
def test_values_given_elsewhere_have_no_text(written: str) -> None:
    source = f"from y import base\nbase.lr = 1\nknown = dict(a=1)\nx = dict(lr={written})"
    assert locks(source) == {("x", "lr"): (None, f"from elsewhere: {written}")}


def test_a_value_of_a_base_in_double_braces_is_from_elsewhere() -> None:
    assert locks("x = {{_base_.lr}}") == {("x",): (None, "from elsewhere: _base_.lr")}
    assert locks("x = {1}") == {("x",): (None, "computed: {1}")}


def test_names_stand_for_the_literal_they_were_given() -> None:
    source = "lr = 1\nother = lr\no = dict(lr=other, l=[lr])\np = o['lr']\nq = o.l[0]\nr = dict(o=o)\nC.x = o.lr"
    leaves = found(source)
    assert len(leaves) == 9
    assert {(leaf.text, leaf.start, leaf.line, leaf.locked) for leaf in leaves.values()} == {("1", 5, 1, "")}
    check_edits(source)


def test_a_change_of_what_two_names_stand_for_is_seen_under_both() -> None:
    assert texts("a = dict(lr=1)\nb = dict(o=a)\na.wd = 2")[("b", "o", "wd")] == "2"


@pytest.mark.parametrize(
    ("source", "text", "lock"),
    [
        ("lr = 1\nlr = 2", "2", "set twice (lines 1, 2)"),
        ("lr = 1; lr = 2", "2", "set twice (line 1)"),
        ("lr = 1\nlr = 1", "1", "set twice (lines 1, 2)"),
        ("lr = 1\nlr = 2\nlr = 3", "3", "set more than once (lines 1, 2, 3)"),
        ("lr = 0\n" * 9, "0", "set more than once (lines 1, 2, 3, 4, 9)"),
        ("if x:\n  lr = 1\nelse:\n  lr = 2", None, "set more than once (lines 2, 4)"),
        ("if x:\n  lr = 1\nelif y:\n  lr = 1", "1", "set twice (lines 2, 4)"),
        ("if x:\n  lr = 1\nelif y:\n  pass\nelse:\n  lr = 2", None, "set more than once (lines 2, 6)"),
        ("if x:\n  lr = 1\nlr = 2", "2", "set twice (lines 2, 3)"),
        ("lr = 1\nif x:\n  lr = 2", None, "set more than once (lines 1, 3)"),
        ("lr = 1\nif x:\n  if y:\n    lr = 2\n  lr = 3", None, "set more than once (lines 1, 4, 5)"),
        ("try:\n  from a import lr\nexcept E:\n  lr = 2", None, "set more than once (lines 2, 4)"),
        ("try:\n  lr = 1\nexcept E:\n  lr = 2", None, "set more than once (lines 2, 4)"),
        ("match x:\n  case 1:\n    lr = 1\n  case _:\n    lr = 2", None, "set more than once (lines 3, 5)"),
        ("for i[0] in x:\n  lr = 2", None, "set more than once (line 2)"),
        ("while x:\n  lr = 2", None, "set more than once (line 2)"),
        ("for lr in [1, 2]: pass", None, "set more than once (line 1)"),
        ("for lr in x: pass\nelse:\n  lr = 2", "2", "set twice (lines 1, 3)"),
        ("from a import lr\nlr = 2", "2", ""),
        ("lr = 1\nlr = lr", "1", ""),
        ("lr = 4\nlr *= 2", "8", "computed: lr *= 2"),
        ("k = 2\nlr = 4\nlr **= k", "16", "computed: lr **= k"),
        ("lr = 4\nlr *= unknown", None, "computed: lr *= unknown"),
        ("lr += 1", None, "computed: lr += 1"),
        ("lr = 4\nif x:\n  lr *= 2", None, "set more than once (lines 1, 3)"),
        ("lr = 'a'\nlr @= 2", None, "computed: lr @= 2"),
        ("lr = 1\ndef f():\n  global lr\n  lr = 2", None, "set more than once (lines 1, 3)"),
        ("def f():\n  global lr\n  lr = 2", None, "from elsewhere: lr"),
        ("if (lr := 1) > x: pass", "1", ""),
        ("lr = 1\nx and (lr := 2)", None, "set more than once (lines 1, 2)"),
    ],
)
def test_a_name_that_is_set_again_is_locked(source: str, text: str | None, lock: str) -> None:
    leaf = found(source)[("lr",)]
    assert (leaf.text, leaf.locked) == (text, lock)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("o = dict(a=1, b=2)\no = dict(a=3)", {("o", "a"): ("3", "set twice (lines 1, 2)")}),
        ("o = dict(a=1)\no.a = 3", {("o", "a"): ("3", "set twice (lines 1, 2)")}),
        (
            "if x:\n  o = dict(a=1, b=2)\nelse:\n  o = dict(a=3)",
            {("o", "a"): (None, "set more than once (lines 2, 4)")},
        ),
        ("o = dict(a=1)\nfor i[0] in x:\n  o.a = 3", {("o", "a"): (None, "set more than once (lines 1, 3)")}),
        ("for i[0] in x:\n  o.a = dict(b=3)", {("o", "a", "b"): (None, "set more than once (line 2)")}),
        ("if x:\n  o = 1\nelse:\n  o = dict(a=1)", {("o",): (None, "set more than once (lines 2, 4)")}),
        ("o = dict(a=1)\ndef f():\n  o.a = 2", {("o", "a"): (None, "set more than once (lines 1, 3)")}),
        ("c = d = {}\nif x:\n  c.c, d.c = c, c\nif y:\n  d = c", {}),
    ],
)
def test_a_structure_that_is_set_again_is_locked_where_both_set_it(
    source: str, expected: dict[Path, tuple[str | None, str]]
) -> None:
    assert locks(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "a = {}\na.a = a\na.x = 1",
        "a = {}\na.a = a\nfor i[0] in x:\n  b = a\n",
        "a = {}; b = {}\na.c = b; b.c = a\nc = a\nif x:\n  c = b",
    ],
)
def test_what_holds_itself_is_read(source: str) -> None:
    read(source)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("5 * 8", "40"),
        ("256 // 8", "32"),
        ("1 / 100", "0.01"),
        ("7 % 4", "3"),
        ("2 ** 10", "1024"),
        ("0.5 ** 100", repr(0.5**100)),
        ("n - 1 + n", "7"),
        ("-n", "-4"),
        ("+n", "4"),
        ("- 1", "-1"),
        ("-(1)", "-1"),
        ("int(2.7)", "2"),
        ("float(n)", "4.0"),
        ("round(2.6)", "3"),
        ("min(n, 3)", "3"),
        ("max(n, o.k)", "5"),
        ("abs(-n)", "4"),
        ("o['k'] * 2", "10"),
    ],
)
def test_arithmetic_over_what_is_known_is_shown_computed(expression: str, text: str) -> None:
    leaf = found(f"n = 4\no = dict(k=5)\nx = {expression}")[("x",)]
    assert (leaf.text, leaf.locked) == (text, f"computed: {expression}")


@pytest.mark.parametrize(
    "expression",
    [
        "9 ** 9 ** 9",
        "2 ** 65",
        "9.0 ** 400",
        "(-8) ** 0.5",
        "10 ** 18 * 2",
        "1 / 0",
        "int('8')",
        "int(1, 2)",
        "min(1)",
        "min(*x)",
        "1 << 2",
        "not 1",
        "~1",
        "unknown * 2",
        "True * 2",
        "f'{n}'",
        "make(1)",
        "os.environ.get('X', 8)",
        "os.environ.get('X', default=8)",
        "int(os.environ.get('X', 8))",
        "a if b else c",
        "[x for x in y]",
        "x[0](1)",
        " + ".join("1" * 80),
    ],
)
def test_anything_else_is_not_known(expression: str) -> None:
    leaf = found(f"n = 4\nx = {expression}")[("x",)]
    assert leaf.text is None
    assert leaf.locked == f"computed: {expression if len(expression) <= 40 else expression[:37] + '...'}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("_base_ = ['../a.py', './b.py']", {("_base_", 0): ("../a.py", ""), ("_base_", 1): ("./b.py", "")}),
        ("_base_ = '../a.py'", {("_base_",): ("../a.py", "")}),
        (
            "with read_base():\n from .x.y import *\n from ...z import a\n from . import b, c\n from p.q import *\n 1",
            {
                ("_base_", 0): ("./x/y.py", "an import"),
                ("_base_", 1): ("../../z.py", "an import"),
                ("_base_", 2): ("./b.py", "an import"),
                ("_base_", 3): ("./c.py", "an import"),
                ("_base_", 4): ("p.q", "an import"),
            },
        ),
    ],
)
def test_bases_are_leaves(source: str, expected: dict[Path, tuple[str, str]]) -> None:
    assert {path: (leaf.text, leaf.locked) for path, leaf in found(source).items()} == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("p.add_argument('-b', '--batch-size', type=int, default=64)", {("--batch-size",): "64"}),
        ("p.add_argument('--lr', '--learning-rate', default=1e-4)", {("--lr",): "1e-4"}),
        ("p.add_argument('-b', default=64)", {("-b",): "64"}),
        ("p.add_argument('--betas', default=[0.9, 0.95])", {("--betas", 0): "0.9", ("--betas", 1): "0.95"}),
        ("p.add_argument('--b', default=N)", {("N",): "3", ("--b",): "3"}),
        ("x = [p.add_argument('--b', default=1)]", {("x", 0): None, ("--b",): "1"}),
        ("p.add_argument('--b', default=None)", {}),
        ("p.add_argument('--b')", {}),
        ("p.add_argument('data', default=1)", {}),
        ("p.add_argument(name, default=1)", {}),
        ("def f():\n  p.add_argument('--b', default=1)", {("--b",): "1"}),
        ("@click.command()\n@click.option('--lr', '-l', default=1e-4)\ndef f(lr=1): pass", {("--lr",): "1e-4"}),
        ("@click.option('--on/--off', default=True)\nasync def f(): pass", {("--on",): "True"}),
    ],
)
def test_defaults_of_options_are_leaves(source: str, expected: dict[Path, str | None]) -> None:
    source = source if ("N",) not in expected else f"N = 3\n{source}"
    assert texts(source) == expected
    check_edits(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("TrainingArguments(learning_rate=2e-5)", {("TrainingArguments", "learning_rate"): "2e-5"}),
        ("torch.optim.AdamW(model.parameters(), lr=1e-4)", {("AdamW", "lr"): "1e-4"}),
        ("L(SGD)(lr=1)", {("SGD", "lr"): "1"}),
        ("n = 3\nF(a=n, b=n * 2, **dict(c=4))", {("F", "a"): "3", ("F", "b"): "6", ("F", "c"): "4"}),
        (
            "Trainer(args=Args(lr=1), cfg=dict(a=1), n=len(x))",
            {("Args", "lr"): "1", ("Trainer", "cfg", "a"): "1", ("Trainer", "n"): None},
        ),
        ("a = Args(lr=1)\nTrainer(args=a)", {("Args", "lr"): "1"}),
        ("x = F(lr=1).cuda()", {("x",): None, ("F", "lr"): "1"}),
        ("F(lr=lr)", {("F", "lr"): None}),
        ("for i in x:\n  F(lr=1)", {("F", "lr"): "1"}),
        ("[F(lr=lr, a=1) for lr in x]", {("F", "lr"): None, ("F", "a"): "1"}),
        ("g = lambda lr, *a, **k: F(lr=lr)", {("F", "lr"): None}),
        ("print(f'{F(lr=1)}')", {}),
        ("x[0](lr=1)", {}),
        ("hash.update(lr=1)", {}),
        ("update(lr=1)", {("update", "lr"): "1"}),
    ],
)
def test_calls_in_functions_are_leaves_under_their_name(source: str, expected: dict[Path, str | None]) -> None:
    lines = "".join(f"  {line}\n" for line in source.splitlines())
    function = f"lr = 5\ndef main(lr, *, x=F(y=1)):\n{lines}"
    expected = {path: text for path, text in expected.items() if path not in {("x",), ("g",)}}
    assert texts(function) == {("lr",): "5", **expected}
    assert texts(f"class A:\n  async def main(self, lr):\n{'  ' + lines.replace(chr(10), chr(10) + '  ')}") == expected


def test_calls_as_statements_of_a_module_are_leaves_too() -> None:
    assert texts("n = 2\nfit(lr=1, n=n)\nm = wrap(F(a=3))") == {
        ("n",): "2",
        ("fit", "lr"): "1",
        ("fit", "n"): "2",
        ("m",): None,
        ("F", "a"): "3",
    }


@pytest.mark.parametrize(
    ("source", "text", "lock"),
    [
        ("F(a=1)\nF(a=2)", None, "set more than once (lines 1, 2)"),
        ("F(a=1)\nF(a=1)", "1", "set twice (lines 1, 2)"),
        ("F(a=x)\nF(a=y)", None, "from elsewhere: y"),
        ("n = 1\nF(a=n)\nF(a=n)", "1", ""),
        ("class F:\n  a = 1\nF(a=2)", None, "set more than once (lines 2, 3)"),
    ],
)
def test_the_same_argument_of_several_calls_is_locked(source: str, text: str | None, lock: str) -> None:
    leaf = found(source)[("F", "a")]
    assert (leaf.text, leaf.locked) == (text, lock)


def test_fields_of_classes_are_leaves() -> None:
    source = """
@dataclass
class Config(Base):
    batch_size: int = 12
    lr: float = field(default=2e-5, metadata={"help": "rate"})
    k: int = Field(3, ge=1)
    items: list = field(default_factory=list)
    twice = batch_size * 2
    class Inner:
        wd = 0.1
        def method(self):
            G(a=batch_size)
n = Config.batch_size
t = Config
"""
    assert texts(source) == {
        ("Config", "batch_size"): "12",
        ("Config", "lr"): "2e-5",
        ("Config", "k"): "3",
        ("Config", "items"): None,
        ("Config", "twice"): "24",
        ("Config", "Inner", "wd"): "0.1",
        ("G", "a"): None,
        ("n",): "12",
        ("t",): "Config",
    }


def test_words_are_modules_and_what_is_called() -> None:
    source = "import a.b as c\nfrom d.e import f\nfrom .g import h\nfrom . import i\nL(x.Y)(1)\nf().z()\nx[0]()"
    assert read(source).words == {"a.b", "d.e", "L", "x.Y", "f"}


def test_words_are_bounded() -> None:
    assert len(read("".join(f"f{i}()\n" for i in range(5000))).words) <= 2001


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("é = 'ü'; lr = 5", 1),
        ("s = 'é' 'é'\nif x:\n\tlr = 5", 3),
        ("\fa = 1\n\f\nlr = 5", 3),
        ("a = 1\r\nlr = 5\r\n", 2),
        ("a = 1\rb = '''x\r\ny'''\rlr = 5", 4),
        ("a = ('é', {'k': '\U0001f600'})\n\nlr = (  # é\n  5)", 4),
        ("a = '''é\x0b\x1c\u2028'''; lr = 5", 1),
    ],
)
def test_places_count_characters(source: str, line: int) -> None:
    leaf = found(source)[("lr",)]
    assert (source[leaf.start : leaf.end], leaf.line) == ("5", line)


def test_leaves_stand_in_the_order_of_the_file() -> None:
    document = read("b = dict(z=1, y=[2, 3])\na = b\nF(q=4)\nc = 5")
    assert [leaf.start for leaf in document.leaves] == sorted(leaf.start for leaf in document.leaves)
    assert document.leaves[-2].path == ("F", "q")


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("a = 1\nb = = 2", 2, "not Python: "),
        ("a = 1\0", 1, "not Python: "),
        ("a = '\ud800'", 1, "not Python: characters"),
        ("a = " + "9" * 5000, 1, "not Python: "),
        ("a = " + "[" * 90 + "]" * 90 + "\nb = " + "[" * 90 + "1" + "]" * 90, 1, "nested too deeply"),
        ("a = 1\na" + ".b" * 60 + " = 1", 2, "nested too deeply"),
        ("a = " + "-" * 100_000 + "1", 1, "nested too deeply"),
        ("a = " + "(" * 100_000, 1, ""),
        ("#" * 2_000_001, 1, "too long"),
        ("a = [1]\n" + "a = [a, a]\n" * 40, 1, "too many values"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(source: str, line: int, message: str) -> None:
    with pytest.raises(FileError) as error:
        read(source)
    assert error.value.line == line
    assert error.value.message.startswith(message)
    assert "\n" not in str(error.value)


def test_long_chains_are_read_or_refused() -> None:
    for source in (
        "a = " + "1+" * 70_000 + "1",
        "a" + ".b" * 70_000,
        "a" + "()" * 70_000,
        "a = " + "not " * 30_000 + "b",
    ):
        try:
            read(source)
        except FileError as error:
            assert error.message == "nested too deeply"


def test_reading_warns_of_nothing_and_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    read(r"a = '\d'; b = 1 is 1; print('run'); raise SystemExit")
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the syntax is new in 3.11")
def test_groups_of_exceptions_are_branches() -> None:
    assert locks("try:\n  a = 1\nexcept* E:\n  a = 2") == {("a",): (None, "set more than once (lines 2, 4)")}


def test_the_reader_reads_itself() -> None:
    for file in File(__file__).parents[3].glob("lrscale/files/**/*.py"):
        source = file.read_text(encoding="utf-8")
        for leaf in read(source).leaves:
            assert leaf.locked or source[leaf.start : leaf.end] == leaf.text


NAMES = st.sampled_from("abcdé")
NUMBERS = st.integers(0, 999).map(str) | st.sampled_from(["1e-4", "-1", "70_000", ".5", "0x1f"])


def containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(NAMES, inner), max_size=3, unique_by=lambda pair: pair[0])
    keywords = pairs.map(lambda items: ", ".join(f"{key}={value}" for key, value in items))
    return st.one_of(
        keywords.map("dict({})".format),
        keywords.map("x.Net({})".format),
        pairs.map(lambda items: "{" + ", ".join(f"'{key}': {value}" for key, value in items) + "}"),
        st.lists(inner, max_size=3).map(lambda items: "[" + ",\n  ".join(items) + "]"),
    )


VALUES = st.recursive(NUMBERS | st.sampled_from(["'8'", '"ü"', "True", "None", "Net"]), containers, max_leaves=8)
TARGETS = st.lists(NAMES, min_size=1, max_size=2).map(".".join)
STATEMENTS = st.one_of(
    st.tuples(TARGETS, VALUES).map(" = ".join),
    st.tuples(NAMES, VALUES).map(lambda pair: f"def f(): Call({pair[0]}={pair[1]})"),
    st.tuples(NAMES, NUMBERS).map(lambda pair: f"if x: {pair[0]} = {pair[1]}"),
    st.tuples(NAMES, NUMBERS).map(lambda pair: f"parser.add_argument('--{pair[0]}', default={pair[1]})"),
)
FILES = st.lists(STATEMENTS, max_size=6).map("\n".join)


@given(FILES, st.data())
def test_a_number_that_may_be_changed_changes_alone(source: str, data: st.DataObject) -> None:
    before = read(source).leaves
    numbers = [leaf for leaf in before if not leaf.locked and leaf.text and leaf.text[-1].isdecimal()]
    if not numbers:
        return
    leaf = data.draw(st.sampled_from(numbers))
    after = texts(source[: leaf.start] + "77777" + source[leaf.end :])
    assert after.keys() == {other.path for other in before}
    for other in before:
        if not other.locked:
            shares = (other.start, other.end) == (leaf.start, leaf.end)
            assert after[other.path] == ("77777" if shares else other.text)


WORDS = "a b dict ( ) [ ] { } = : , . 1 'x' if else for in def class with import from lambda * ** += f'' é - del"
TOKENS = st.sampled_from([*WORDS.split(), "\n", "\r\n ", "\t"])


@given(st.lists(TOKENS, max_size=40).map(" ".join) | st.text() | FILES)
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        document = read(source)
    except FileError as error:
        assert error.line
        return
    for leaf in document.leaves:
        assert 0 <= leaf.start <= leaf.end <= len(source)
        assert leaf.locked or source[leaf.start : leaf.end] == leaf.text
        assert leaf.text is not None or leaf.locked
