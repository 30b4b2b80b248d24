"""TOML files: what tomli reads, each with its place."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from lrscale.errors import FileError
from lrscale.files.syntaxes.toml import SUFFIXES, _flat, _Scan, read

if TYPE_CHECKING:
    from lrscale.files.document import Leaf, Path


def found(source: str) -> dict[Path, Leaf]:
    leaves = read(source).leaves
    assert len({leaf.path for leaf in leaves}) == len(leaves)
    return {leaf.path: leaf for leaf in leaves}


def texts(source: str) -> dict[Path, str | None]:
    return {path: leaf.text for path, leaf in found(source).items()}


def test_toml_files_end_in_toml() -> None:
    assert {".toml"} == SUFFIXES
    assert read("").syntax == "toml"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("lr = 1e-4", {("lr",): "1e-4"}),
        ("steps = 70_000 # steps", {("steps",): "70_000"}),
        ("a = +1\nb = -0\nc = 0xFF\nd = inf\ne = -nan\nf = 6.626_070e-34\ng=+1.0",
         {("a",): "+1", ("b",): "-0", ("c",): "0xFF", ("d",): "inf", ("e",): "-nan", ("f",): "6.626_070e-34",
          ("g",): "+1.0"}),
        ("a = true\nb=false", {("a",): "true", ("b",): "false"}),
        ("a = 'adamw'\nb = \"é\"\nc = ''\nd = \"\"", {("a",): "adamw", ("b",): "é", ("c",): "", ("d",): ""}),
        ("a = 1979-05-27 07:32:00Z # at\nb = 1979-05-27\nc = 07:32:00\nd = 1979-05-27T07:32:00.5",
         {("a",): "1979-05-27 07:32:00Z", ("b",): "1979-05-27", ("c",): "07:32:00", ("d",): "1979-05-27T07:32:00.5"}),
        ("[a.b]\nc = 1\n[ d . e ] # head\nf = 2", {("a", "b", "c"): "1", ("d", "e", "f"): "2"}),
        ("a.b = 1\n\"c d\" . 'e.f' = 2", {("a", "b"): "1", ("c d", "e.f"): "2"}),
        ('"\\u0061\\"" = 1\n1 = 2\n3.4 = 5', {('a"',): "1", ("1",): "2", ("3", "4"): "5"}),
        ("[[d]]\nn = 1\n[[d.s]]\nk = 2\n[[d.s]]\nk = 3\n[d.t]\nu = 4\n[[d]]\nn = 5\n[[d.s]]\nk = 6",
         {("d", 0, "n"): "1", ("d", 0, "s", 0, "k"): "2", ("d", 0, "s", 1, "k"): "3", ("d", 0, "t", "u"): "4",
          ("d", 1, "n"): "5", ("d", 1, "s", 0, "k"): "6"}),
        ("p = {x = 1, y.z = 'w', e = {}}", {("p", "x"): "1", ("p", "y", "z"): "w"}),
        ("a = [\n 1, # one, ]\n [2, {k = 3}],\n\n]\nb = []", {("a", 0): "1", ("a", 1, 0): "2", ("a", 1, 1, "k"): "3"}),
        ("[empty]\n[[tables]]\n", {}),
        ("# only = 1", {}),
        ("a = 1\r\n[b]\r\nc = '2'\r\n", {("a",): "1", ("b", "c"): "2"}),
    ],
)  # fmt: skip
def test_every_form_is_found(source: str, expected: dict[Path, str]) -> None:
    leaves = found(source)
    assert {path: leaf.text for path, leaf in leaves.items()} == expected
    for leaf in leaves.values():
        assert not leaf.locked
        assert source[leaf.start : leaf.end] == leaf.text
        assert leaf.line == source.count("\n", 0, leaf.start) + 1


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r'"a\tb"', "a\tb"),
        (r'"\\"', "\\"),
        (r"'a\b'", "a\\b"),
        ('"""a"""', "a"),
        ('"""\na\n\\""" """', 'a\n""" '),
        ('""""two quotes"""""', '"two quotes""'),
        ('"""a""b\\\n  c"""', 'a""bc'),
        ("'''a''b'''", "a''b"),
        ("''''a'''''", "'a''"),
        ('""""""', ""),
    ],
)
def test_strings_that_do_not_stand_as_they_are_meant_are_locked(written: str, text: str) -> None:
    source = f"a = {written} # c\nb = 1"
    leaf = found(source)[("a",)]
    assert (leaf.text, leaf.locked, source[leaf.start : leaf.end]) == (text, "not a plain string", written)
    assert texts(source)[("b",)] == "1"


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("a = 1\nb = \n", 2, "not TOML: Invalid value"),
        ("a = 1\na = 2\nc = 3", 2, "not TOML: Cannot overwrite a value"),
        ("a = [1\n", 2, "not TOML: Unclosed array"),
        ("\n\na = '\0'", 3, "not TOML: "),
        ("a = 1\n[t\r", 2, "not TOML: "),
        ("a = " + "1" * 5000, 1, "not TOML: a number is too long"),
        ("a = " + "[" * 100_000, 1, "nested too deeply"),
        ("a = " + "{b = " * 100_000, 1, "nested too deeply"),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(source: str, line: int, message: str) -> None:
    with pytest.raises(FileError) as error:
        read(source)
    assert error.value.line == line
    assert error.value.message.startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("source", "values", "line"),
    [
        ("\na = 1", {}, 2),
        ("a = 1", {("a",): 2}, 1),
        ("a = 1", {("a",): "1"}, 1),
        ("a = 1", {("a",): True}, 1),
        ("a = x", {("a",): 1}, 1),
        ("a = '1'", {("a",): 1}, 1),
        ("a = 1.0", {("a",): 1.5}, 1),
        ("\na 1", {("a",): 1}, 2),
        ("\n= 1", {}, 2),
        ("a = ", {}, 1),
        ("", {("a",): 1}, 1),
    ],
)
def test_a_place_that_does_not_hold_what_was_read_is_refused(
    source: str, values: dict[Path, object], line: int
) -> None:
    with pytest.raises(FileError, match="cannot locate the values") as error:
        _Scan(source, values).leaves()
    assert error.value.line == line


KEYS = st.sampled_from(["a", "b", "lr", "1", "a-b", '"c d"', "'e.f'", '"\\u00e9"', "ü".join('""')])
SCALARS = st.one_of(
    st.integers(-(2**40), 2**40).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["true", "1_000", "+5", "0x1F", "1e-4", "inf", "''", '"x#y"', r'"\n"', '"""\na"""', "'''b'''"]),
    st.sampled_from(["2020-01-01", "07:32:00", "2020-01-01 07:32:00"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ",# c, ]\n ".join(items) + "]")
        | st.lists(st.tuples(KEYS, inner), max_size=3, unique_by=lambda pair: pair[0]).map(
            lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=6,
)
DOTTED = st.lists(KEYS, min_size=1, max_size=3).map(" . ".join)
LINES = st.one_of(
    st.tuples(DOTTED, VALUES).map(" = ".join),
    DOTTED.map("[{}]".format),
    DOTTED.map("[[{}]] # t".format),
    st.just("# a = 1"),
)
FILES = st.lists(LINES, max_size=8).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n"]).map(lambda end: end.join(lines))
)


def same(value: object, text: str | None) -> bool:
    match value:
        case str():
            return value == text
        case bool():
            return text == str(value).lower()
        case int():
            return int(text or "", 0) == value
        case float():
            return float(text or "") == value or math.isnan(value)
        case _:
            assert isinstance(value, dt.date | dt.time)
            return str(value) == (text or "").replace("T", " ")


@given(FILES)
def test_the_scan_finds_what_tomli_reads(source: str) -> None:
    try:
        expected = dict(_flat(tomli.loads(source)))
    except tomli.TOMLDecodeError:
        with pytest.raises(FileError):
            read(source)
        return
    actual = texts(source)
    assert actual.keys() == expected.keys()
    assert all(same(expected[path], text) for path, text in actual.items())


@given(FILES, st.data())
def test_a_number_that_may_be_changed_changes_alone(source: str, data: st.DataObject) -> None:
    try:
        before = read(source).leaves
    except FileError:
        return
    numbers = [leaf for leaf in before if not leaf.locked and leaf.text and leaf.text[-1].isdecimal()]
    if numbers:
        leaf = data.draw(st.sampled_from(numbers))
        after = read(source[: leaf.start] + "77777" + source[leaf.end :]).leaves
        assert [(one.path, one.text) for one in after] == [
            (one.path, "77777" if one is leaf else one.text) for one in before
        ]


WORDS = [
    "a",
    "b",
    ".",
    "=",
    "[",
    "]",
    "{",
    "}",
    ",",
    "1",
    "'x'",
    '"',
    '"""',
    "'''",
    "\\",
    "#",
    "\n",
    "\r\n",
    "-",
    "é",
    ":",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join) | st.text())
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        document = read(source)
    except FileError as error:
        assert error.line
        return
    for leaf in document.leaves:
        assert leaf.locked or source[leaf.start : leaf.end] == leaf.text
