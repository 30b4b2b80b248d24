"""YAML files: every scalar with its text and place, whatever composes them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from lrscale.errors import FileError
from lrscale.files import composing
from lrscale.files.syntaxes.yaml import SUFFIXES, read

if TYPE_CHECKING:
    import random

    from lrscale.files.document import Document, Leaf, Path


def found(source: str) -> dict[Path, Leaf]:
    leaves = read(source).leaves
    assert len({leaf.path for leaf in leaves}) == len(leaves)
    return {leaf.path: leaf for leaf in leaves}


def only(source: str) -> Leaf:
    (leaf,) = read(source).leaves
    return leaf


def test_yaml_files_end_in_yaml_or_yml() -> None:
    assert {".yaml", ".yml"} == SUFFIXES
    assert read("a: 1").syntax == "yaml"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("lr: 1e-4", {("lr",): "1e-4"}),
        ("a: 1 # the first\nb: 2", {("a",): "1", ("b",): "2"}),
        ("a: '1'\nb: \"2\"\nc: ''", {("a",): "1", ("b",): "2", ("c",): ""}),
        ("a: &x 1", {("a",): "1"}),
        ("a: &x\n  1", {("a",): "1"}),
        ("a: &x '1'", {("a",): "1"}),
        ("a: !!int 1\nb: !!str '2'", {("a",): "1", ("b",): "2"}),
        ("a: !!float\n  3", {("a",): "3"}),
        ("? a\n: 1", {("a",): "1"}),
        ("{a: 1, b: [2,3], c: {}}", {("a",): "1", ("b", 0): "2", ("b", 1): "3"}),
        ("- 1\n- - 2\n  - a: 3", {(0,): "1", (1, 0): "2", (1, 1, "a"): "3"}),
        ("a:\n  b: 1\nc:\n- 2", {("a", "b"): "1", ("c", 0): "2"}),
        ("1", {(): "1"}),
        ("a: 1\r\nb:\r\n  c: 2\r\n", {("a",): "1", ("b", "c"): "2"}),
        ("a:\t1\t# one\nb:\t'2'\t\nc: x\ty\n", {("a",): "1", ("b",): "2", ("c",): "x\ty"}),
        ("a: 1\n---\nb: 2", {("a",): "1"}),
        ("%YAML 1.2\n---\na: 1\n...\n", {("a",): "1"}),
        ("größe: 1\nb: 😀 2\nc: 3", {("größe",): "1", ("b",): "😀 2", ("c",): "3"}),
        ("[1, 2]: 3\na: 4", {("a",): "4"}),
        ("", {}),
        ("# nothing but this", {}),
    ],
)
def test_every_form_is_found(source: str, expected: dict[Path, str]) -> None:
    leaves = found(source)
    assert {path: leaf.text for path, leaf in leaves.items()} == expected
    for leaf in leaves.values():
        assert not leaf.locked
        assert source[leaf.start : leaf.end] == leaf.text
        assert leaf.line == source.count("\n", 0, leaf.start) + 1


@pytest.mark.parametrize(
    "number", ["010", "0x10", "1_000", "60:30", "1e-4", "1.", ".5", "+3", "1e400", "9" * 400, "2024-01-01", "on", "~"]
)
def test_a_scalar_keeps_its_text_whatever_type_it_may_be_of(number: str) -> None:
    assert only(f"a: {number}").text == number


@pytest.mark.parametrize(
    ("source", "text", "locked"),
    [
        ("a: x\n  y", "x y", "not a plain string"),
        ("a: xy\n  z\n", "xy z", "not a plain string"),
        ("a: 'it''s'", "it's", "not a plain string"),
        (r'a: "1\n"', "1\n", "not a plain string"),
        ("a: |\n  1\n", "1\n", "not a plain string"),
        ("a: >-\n  1\n", "1", "not a plain string"),
        ("a: !t 1", "1", "tagged !t"),
        ("a: !t '1'", "1", "tagged !t"),
        ("a: !ref <other>", None, "tagged !ref"),
        ("a: ${oc.env:X}", None, "interpolated: ${oc.env:X}"),
        ("a: '${b} or'", None, "interpolated: ${b} or"),
        ("a: ${missing}", None, "interpolated: ${missing}"),
        ("a: ${a}", None, "interpolated: ${a}"),
    ],
)
def test_what_does_not_stand_as_it_is_meant_is_locked(source: str, text: str | None, locked: str) -> None:
    leaf = only(source)
    assert (leaf.text, leaf.locked) == (text, locked)


@pytest.mark.parametrize("source", ["a: &x", "a: !!null", "a:", "a: &x !!str", "{a, b}"])
def test_a_key_without_a_value_is_empty(source: str) -> None:
    assert {leaf.text for leaf in read(source).leaves} == {""}


def test_a_tag_on_a_mapping_is_what_the_mapping_is_given_to() -> None:
    leaves = found("opt: !new:torch.optim.Adam\n  lr: 1e-4\nmodel: !apply {a: 1}")
    assert leaves["opt", "_target_"].text == "torch.optim.Adam"
    assert leaves["opt", "_target_"].locked == "a tag"
    assert leaves["model", "_target_"].text == "apply"
    assert leaves["opt", "lr"].text == "1e-4"


def test_of_a_key_that_is_set_twice_the_last_counts_and_neither_is_edited() -> None:
    leaf = only("lr: 1\nb: {}\nlr: 2")
    assert (leaf.text, leaf.line, leaf.locked) == ("2", 3, "set twice (lines 1 and 3)")


def test_what_aliases_share_names_all_of_them() -> None:
    leaves = found("a: &x 1\nb: *x\nc: 1\nd: &y [2]\ne: *y")
    assert leaves["a",].locked == leaves["b",].locked == "one anchor holds a, b"
    assert leaves["e", 0].locked == "one anchor holds d[0], e[0]"
    assert not leaves["c",].locked
    assert (leaves["b",].text, leaves["b",].line) == ("1", 1)


def test_merged_entries_count_where_the_mapping_has_none_of_its_own() -> None:
    leaves = found("x: &x {lr: 1, wd: 2}\ny:\n  lr: 3\n  <<: *x\n")
    assert leaves["y", "lr"].text == "3"
    assert not leaves["y", "lr"].locked
    assert leaves["y", "wd"].text == "2"
    assert leaves["y", "wd"].locked == "one anchor holds x.wd, y.wd"
    assert ("y", "<<") not in leaves


def test_of_several_merged_mappings_the_first_wins() -> None:
    leaves = found("a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc:\n  <<: [*a, *b, 4]\nd: {<<: 5}")
    assert (leaves["c", "x"].text, leaves["c", "y"].text) == ("1", "3")
    assert leaves["d", "<<"].text == "5"


def test_a_mapping_merged_into_itself_adds_nothing() -> None:
    assert found("a: &a {b: &b {c: 1}, <<: *b}")["a", "c"].text == "1"
    with pytest.raises(FileError, match="expands to more than"):
        read("a: &a\n  x: *a\n  lr: 1")


def test_a_reference_is_read_through() -> None:
    leaves = found('a: ${b.c}\nb:\n  c: ${d}\n  e: "${.c}"\n  f: ${..d}\nd: 7\ng: ${h[0]}\ni: ${j.0}\nj: [8]')
    for path in (("a",), ("b", "c"), ("b", "e"), ("b", "f")):
        assert leaves[path].text == "7"
        assert leaves[path].locked.startswith("interpolated: ${")
    assert leaves["g",].text is None
    assert leaves["i",].text == "8"


def test_of_a_key_that_is_set_twice_a_reference_may_be_the_first() -> None:
    leaf = found("a: ${b}\nb: 1\na: 2")["a",]
    assert (leaf.text, leaf.locked) == ("2", "set twice (lines 1 and 3)")


def test_references_in_a_circle_are_unknown() -> None:
    assert {leaf.text for leaf in read("a: ${b}\nb: ${a}").leaves} == {None}


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("a: [1,\n", 2, "not valid YAML: did not find expected node content"),
        ("a: b: c", 1, "not valid YAML: mapping values are not allowed in this context"),
        ("a: 1\nb: {{ lr }}\n{% if x %}\n", 3, "it looks like a template: render it first"),
        ("a: *x", 1, "found undefined alias"),
        ("a: \x07", None, "not valid YAML: "),
        ("a:\n\t- 1", 2, "not valid YAML: "),
        ("a: 'x", 1, "found unexpected end of stream"),
        ("[" * 1001, None, "nests deeper than 1000 levels"),
        ("- " * 1001 + "1", None, "nests deeper than 1000 levels"),
        ("? " * 1001 + "1", None, "nests deeper than 1000 levels"),
        ("\n".join(" " * level + "a:" for level in range(1002)), None, "nests deeper than 1000 levels"),
        ("- a\n" * 60_000, None, "holds more than 100000 values"),
        ("a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]\n" + "".join(
            f"{key}: &{key} [{', '.join([f'*{last}'] * 10)}]\n" for last, key in zip("abcdefg", "bcdefgh", strict=True)
        ), None, "expands to more than 200000 values"),
        ("a: " + "{<<: " * 990 + "{b: 1}" + "}" * 990, None, "merges through too many levels"),
    ],
)  # fmt: skip
def test_what_is_not_yaml_is_refused_with_its_line(source: str, line: int | None, message: str) -> None:
    with pytest.raises(FileError) as caught:
        read(source)
    assert message in str(caught.value)
    assert caught.value.line == line


def test_ten_mappings_of_nine_merges_each_are_read_at_once() -> None:
    lines = ["a: &a {x: 1, y: 2}"]
    for last, key in zip("abcdefghijkl", "bcdefghijklm", strict=True):
        lines.append(f"{key}: &{key} {{<<: [{', '.join([f'*{last}'] * 9)}]}}")
    assert found("\n".join(lines))["m", "x"].text == "1"


# Composers: what PyYAML does without libyaml must come to the same.


def without_libyaml(source: str) -> Document | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "__with_libyaml__", False)
        composing._composer.cache_clear()
        try:
            return outcome(source)
        finally:
            composing._composer.cache_clear()


def outcome(source: str) -> Document | str:
    try:
        return read(source)
    except FileError:
        return "refused"


@pytest.mark.parametrize(
    "source",
    [
        "a: 1\nb: [1, {c: '2'}]\nd:\n- e: 3\n- \"4\"",
        "a: &x !!int 1\nb: *x\nc: !t {d: |\n  x\n}",
        "x: &x {lr: 1, wd: 2}\ny:\n  <<: *x\n  lr: 3",
        "a:\t1\nb:\t'2'\t# two\nc: x\ty  \nd: [1,\t2\t]\ne: x\t# a comment\nf: x\t\n",
        "a: x\n\t y",
        "\ta: 1",
        "a:\n\t- 1",
        "a: 1\r\nb: 😀\r\nc: 2\r\n",
        "a: 1\n---\nb: 2\n...\n",
        "a: x\n  y\n\n  z\nb: 1",
        "a: [1,",
        "a: \x07",
        "a: b: c",
        "'a' : 1\n\"b\":\n  2",
        "%YAML 1.1\n%TAG ! tag:x,2000:\n---\na: !t 1",
        "",
    ],
)
def test_the_composer_in_python_gives_the_same(source: str) -> None:
    assert without_libyaml(source) == outcome(source)


def test_the_composer_in_python_refuses_what_is_too_deep_for_it() -> None:
    assert without_libyaml("[" * 900 + "]" * 900) == "refused"


def test_a_python_without_libyaml_reads_files() -> None:
    code = (
        "import sys; sys.modules['yaml._yaml'] = None; sys.modules['yaml.cyaml'] = None\n"
        "import yaml; assert not yaml.__with_libyaml__\n"
        "from lrscale.files.syntaxes.yaml import read; print(read('a:\\t1').leaves[0].text)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")


# Laws.

KEYS = st.from_regex(r"[a-z][a-z_]{0,6}", fullmatch=True)
NUMBERS = st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,3})?(e-?[0-9]{1,2})?", fullmatch=True)
SCALARS = st.one_of(
    NUMBERS,
    NUMBERS.map(lambda text: f"'{text}'"),
    NUMBERS.map(lambda text: f'"{text}"'),
    st.sampled_from(["adamw", "'it''s'", '"a\\tb"', "~", "", "!!int 7", "[1, 2.5, [3]]", "{k: 1, l: 'm'}", "# none"]),
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a file: a mapping of mappings, with comments, blank lines and either line end."""
    lines: list[str] = []

    def block(indent: int) -> None:
        for key in draw(st.lists(KEYS, min_size=1, max_size=4, unique=True)):
            if indent < 3 and draw(st.booleans()):
                lines.append(f"{'  ' * indent}{key}:{draw(st.sampled_from(['', ' # section', '  ']))}")
                block(indent + 1)
            else:
                gap = draw(st.sampled_from([" ", "  ", "\t"]))
                after = draw(st.sampled_from(["", " ", " # why", "\t# why"]))
                lines.append(f"{'  ' * indent}{key}:{gap}{draw(SCALARS)}{after}")
            lines.extend(draw(st.sampled_from([[], [""], ["# a remark: 1"]])))

    block(0)
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


def constructed(value: object, path: Path = ()) -> dict[Path, str]:
    """Return the scalars PyYAML constructs when everything is a string."""
    if isinstance(value, dict):
        return {p: v for key, each in value.items() for p, v in constructed(each, (*path, key)).items()}
    if isinstance(value, list):
        return {p: v for index, each in enumerate(value) for p, v in constructed(each, (*path, index)).items()}
    return {path: str(value)}


@given(documents())
def test_texts_are_those_that_pyyaml_constructs(source: str) -> None:
    expected = constructed(yaml.load(source.replace("\t", " "), yaml.BaseLoader))
    assert {path: leaf.text for path, leaf in found(source).items()} == expected


@given(documents())
def test_what_is_not_locked_stands_where_it_is_said_to_stand(source: str) -> None:
    for leaf in read(source).leaves:
        assert leaf.line == source.count("\n", 0, leaf.start) + 1
        if not leaf.locked and leaf.text:
            assert source[leaf.start : leaf.end] == leaf.text


@given(documents(), st.randoms(use_true_random=False), NUMBERS)
def test_a_new_value_changes_that_value_alone(source: str, chance: random.Random, new: str) -> None:
    old = found(source)
    editable = [leaf for leaf in old.values() if not leaf.locked and leaf.text and leaf.text[0].isdecimal()]
    assume(editable)
    one = chance.choice(editable)
    now = found(source[: one.start] + new + source[one.end :])
    assert {path: leaf.text for path, leaf in now.items()} == {
        path: new if path == one.path else leaf.text for path, leaf in old.items()
    }


@given(documents())
def test_both_composers_give_the_same(source: str) -> None:
    assert without_libyaml(source) == read(source)


PIECES = st.sampled_from(
    ["a: ", "- ", "&x ", "*x", "[", "]", "{", "}", ", ", "\n", "  ", "'", '"', "|\n", "!t ", "!!int ", "? ", ": ", "#",
     "<<: ", "${a}", "${", "1", "1e-4", "---\n", "...\n", "%", "\\", "\t", "\r\n", "~", "é", "\u2028", "\x85", "b: 2\n"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join)))
def test_any_text_is_read_or_refused(source: str) -> None:
    assume("\0" not in source)
    try:
        leaves = read(source).leaves
    except FileError as error:
        assert "\n" not in str(error)
        return
    assert len({leaf.path for leaf in leaves}) == len(leaves)
    for leaf in leaves:
        if not leaf.locked and leaf.text:
            assert source[leaf.start : leaf.end] == leaf.text
