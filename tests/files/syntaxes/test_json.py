"""JSON files, and what configuration files make of them: every scalar with its text and place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrscale.errors import FileError
from lrscale.files.syntaxes.json import SUFFIXES, read

if TYPE_CHECKING:
    import random

    from lrscale.files.document import Leaf, Path


def found(source: str) -> dict[Path, Leaf]:
    leaves = read(source).leaves
    assert len({leaf.path for leaf in leaves}) == len(leaves)
    return {leaf.path: leaf for leaf in leaves}


def test_json_files_have_their_endings() -> None:
    assert {".json", ".jsonc", ".json5", ".conf"} == SUFFIXES
    assert read("{}").syntax == "json"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{"lr": 1e-4}', {("lr",): "1e-4"}),
        ('{"a":1,"b":"2"}', {("a",): "1", ("b",): "2"}),
        ('{"a": [1, [2, {"b": null}]], "c": {}}', {("a", 0): "1", ("a", 1, 0): "2", ("a", 1, 1, "b"): "null"}),
        ('{"a": true, "b": -1.5E+3, "c": ""}', {("a",): "true", ("b",): "-1.5E+3", ("c",): ""}),
        ('{\n\t"a":\t1,\n\t"b": {\n\t\t"c": 2\n\t}\n}\n', {("a",): "1", ("b", "c"): "2"}),
        ('{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n', {("a",): "1", ("b",): "2"}),
        ('{"a": 1, "b": [2, 3,],}', {("a",): "1", ("b", 0): "2", ("b", 1): "3"}),
        ('// so\n{"a": 1, // one\n /* two: 2,\n */ "b": /* 3 */ 4}', {("a",): "1", ("b",): "4"}),
        ('{"a": "// no", "b": "/* no */", "c": "\t"}', {("a",): "// no", ("b",): "/* no */", ("c",): "\t"}),
        ('{"a": "https://x.org", "b": 1} // 2', {("a",): "https://x.org", ("b",): "1"}),
        ("{a: 1, 'b': '2'}", {("a",): "1", ("b",): "2"}),
        ('{"größe": 1, "b": "😀"}', {("größe",): "1", ("b",): "😀"}),
        ('{"a": {{ lr }}, "b": 2}', {("b",): "2"}),
        ('{"a": 010, "b": 1_000, "c": 60:30, "d": 1e400}',
         {("a",): "010", ("b",): "1_000", ("c",): "60:30", ("d",): "1e400"}),
        ("[1, 2]", {(0,): "1", (1,): "2"}),
        ("", {}),
    ],
)  # fmt: skip
def test_every_form_is_found(source: str, expected: dict[Path, str]) -> None:
    leaves = found(source)
    assert {path: leaf.text for path, leaf in leaves.items()} == expected
    for leaf in leaves.values():
        assert not leaf.locked
        assert source[leaf.start : leaf.end] == leaf.text
        assert leaf.line == source.count("\n", 0, leaf.start) + 1


@pytest.mark.parametrize("written", [r'"a\n"', r'"\u0031"', r'"\ud83d\ude00"', r'"a\"b"', r'"\/"'])
def test_a_string_with_escapes_is_locked(written: str) -> None:
    leaves = found(f'{{"a": {written}, "b": 2}}')
    assert leaves["a",].locked == "not a plain string"
    assert leaves["b",].text == "2"


def test_of_a_key_that_is_set_twice_the_last_counts_and_neither_is_edited() -> None:
    leaf = found('{"lr": 1,\n"lr": 2}')["lr",]
    assert (leaf.text, leaf.locked) == ("2", "set twice (lines 1 and 2)")


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ('{"a": 1, "b": ', 1, "not valid JSON: did not find expected node content"),
        ('{"a": 1,\n"b": "x', 2, "not valid JSON: found unexpected end of stream"),
        ('{"a": 1,\n"b": [2}', 2, "not valid JSON: "),
        ('{"a": 1, /* and\n "b": 2}', 2, "not valid JSON: "),
        ('{\n{% if x %}\n"a": 1 "b"}', 2, "it looks like a template: render it first"),
        ('{"a": 1 "b": 2}', 1, "not valid JSON: "),
        ('{"a": \x07}', None, "not valid JSON: "),
        ('{"a":' * 1001, None, "nests deeper than 1000 levels"),
        ("[" + "1," * 100_001 + "]", None, "holds more than 100000 values"),
    ],
)
def test_what_is_not_json_is_refused_with_its_line(source: str, line: int | None, message: str) -> None:
    with pytest.raises(FileError) as caught:
        read(source)
    assert message in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize("piece", ["/*", '"', '\\"', "//", "/* *", '"\\', "\t/"])
def test_comments_and_quotes_that_never_end_are_read_quickly(piece: str) -> None:
    with pytest.raises(FileError):
        read('{"a": \t[' + piece * 60_000)


# Laws.

KEYS = st.from_regex(r"[a-zA-Z_]{1,6}", fullmatch=True)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cn"), exclude_characters="\ufeff\ufffe\uffff$\u2028\u2029"),
    max_size=8,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5)


def flat(value: object, path: Path = ()) -> dict[Path, str]:
    """Return the scalars as JSON writes them, strings by their content."""
    if isinstance(value, dict):
        return {p: v for key, each in value.items() for p, v in flat(each, (*path, key)).items()}
    if isinstance(value, list):
        return {p: v for index, each in enumerate(value) for p, v in flat(each, (*path, index)).items()}
    return {path: value if isinstance(value, str) else json.dumps(value)}


@given(DOCUMENTS, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_texts_are_those_that_json_reads(value: dict[str, object], indent: int | str | None, escaped: bool) -> None:
    source = json.dumps(value, indent=indent, ensure_ascii=escaped)
    leaves = found(source)
    assert leaves.keys() == flat(value).keys()
    for path, text in flat(value).items():
        assert leaves[path].text == text or "\\u" in source
        if not leaves[path].locked:
            assert source[leaves[path].start : leaves[path].end] == text


@given(DOCUMENTS, st.sampled_from([None, 2, "\t"]), st.randoms(use_true_random=False))
def test_a_new_value_changes_that_value_alone(
    value: dict[str, object], indent: int | str | None, chance: random.Random
) -> None:
    source = json.dumps(value, indent=indent)
    old = found(source)
    editable = [leaf for leaf in old.values() if not leaf.locked and leaf.text and leaf.text[-1].isdecimal()]
    assume(editable)
    one = chance.choice(editable)
    now = flat(json.loads(source[: one.start] + "48" + source[one.end :]))
    assert now == {path: "48" if path == one.path else text for path, text in flat(value).items()}


PIECES = st.sampled_from(
    ["{", "}", "[", "]", ",", ":", '"', '"a": ', "1", "//", "/*", "*/", "\n", " ", "\\", "\t", "'", "#", "{{", "${a}"]
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join)))
def test_any_text_is_read_or_refused(source: str) -> None:
    assume("\0" not in source)
    try:
        leaves = read(source).leaves
    except FileError as error:
        assert "\n" not in str(error)
        return
    for leaf in leaves:
        if not leaf.locked and leaf.text:
            assert source[leaf.start : leaf.end] == leaf.text
