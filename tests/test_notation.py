"""The batch notation: read, solved, refused and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrscale import InvalidInput, LrscaleError, MissingFact, NotationError, TrainingConfig, parse, scale
from lrscale.notation import Target, aim, parse_target, spell, spell_product
from lrscale.numerals import number, show, whole_number

SOURCE = parse("16x4@7.5e-5")
COUNT = st.integers(1, 2**20)
RATE = st.floats(1e-300, 1e300, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("48", Target(48)),
        ("48x4", Target(48, 4)),
        ("16x4x8@7.5e-5+15000", Target(16, 4, 8, None, 7.5e-5, 15000)),
        ("16 × 4 * 8 @ 7.5e-5 + 15_000", Target(16, 4, 8, None, 7.5e-5, 15000)),
        ("16X4@1E-4", Target(16, 4, lr=1e-4)),
        ("16@1e+0+500", Target(16, lr=1.0, warmup=500)),
        ("8x?", Target(8, "?")),
        ("?x4", Target("?", 4)),
        ("=192", Target(effective=192)),
        ("48+0", Target(48, warmup=0)),
        ("1e3", Target(1000)),
    ],
)
def test_a_target_is_read_part_by_part(text: str, target: Target) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize(
    ("text", "expected", "caret"),
    [
        ("16xx4", "an accumulation", 3),
        ("x4", "a micro-batch", 0),
        ("16x4@", "a learning rate", 5),
        ("", "a micro-batch", 0),
        ("16x4x1x2", "at most three factors", 7),
        ("16 foo", "nothing more", 3),
        ("?x?", "one open part", 2),
        ("16x0", "1 to 9007199254740992, got 0", 3),
        ("-48", "1 to 9007199254740992, got -48", 0),
        ("1.5", "a whole number", 0),
        ("1e30", "got 1e30", 0),
        ("16@0", "above 0", 3),
        ("16@-1", "above 0", 3),
        ("16@nan", "a learning rate such as", 3),
        ("16@inf", "a learning rate such as", 3),
        ("16@1e400", "a learning rate such as", 3),
        ("16@7,5e-5", "got '7,5e-5'", 3),
        ("=", "an effective batch", 1),
        ("16+-3", "got -3", 3),
        ("16\x1b[31m", "whole number", 0),
        ("🤖x4", "a micro-batch", 0),
    ],
)
def test_what_cannot_be_read_is_shown_with_a_caret_at_the_place(text: str, expected: str, caret: int) -> None:
    with pytest.raises(NotationError) as caught:
        parse_target(text)
    message, shown, pointer = str(caught.value).split("\n")
    assert expected in message
    assert pointer == " " * (caret + 2) + "^"
    assert shown.isprintable()
    assert shown.isascii()


def test_ten_kilobytes_of_text_are_shown_as_one_line() -> None:
    with pytest.raises(NotationError) as caught:
        parse_target("16x4" + "y" * 10_000)
    assert all(len(line) < 120 for line in str(caught.value).split("\n"))


def test_a_late_mistake_is_shown_with_its_surroundings() -> None:
    with pytest.raises(NotationError) as caught:
        parse_target(" " * 200 + "16x4@oops" + " " * 200)
    shown, pointer = str(caught.value).split("\n")[1:]
    assert shown[pointer.index("^") :].startswith("oops")


@given(COUNT, COUNT, COUNT, RATE, st.integers(0, 2**40))
def test_what_is_written_reads_back(micro: int, accum: int, ranks: int, lr: float, warmup: int) -> None:
    config = TrainingConfig(micro_batch=micro, grad_accum=accum, data_parallel=ranks, lr=lr, warmup_steps=warmup)
    assert parse(spell(config)) == config


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_print(text: str) -> None:
    try:
        parse_target(text)
    except LrscaleError as error:
        assert all(line.isprintable() for line in str(error).split("\n"))


def test_a_source_needs_a_learning_rate_and_no_open_part() -> None:
    with pytest.raises(MissingFact, match="names no learning rate"):
        parse("16x4")
    assert parse("16x4", lr=1e-4).lr == 1e-4
    for text in ("8x?@1e-4", "=64@1e-4"):
        with pytest.raises(NotationError, match="only a target leaves a part open"):
            parse(text)


def test_facts_complete_a_source_and_may_not_contradict_it() -> None:
    assert parse("16x4@1e-4", optimizer="adamw").optimizer == "adamw"
    with pytest.raises(InvalidInput, match="lr is stated twice"):
        parse("16x4@1e-4", lr=1e-4)
    with pytest.raises(InvalidInput, match="beta1: expected it to be less than 1, got 2"):
        parse("16x4@1e-4", beta1=2.0)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("48", {"micro_batch": 48, "grad_accum": 1, "data_parallel": 1}),
        ("48x4x2", {"micro_batch": 48, "grad_accum": 4, "data_parallel": 2}),
        ("8x?", {"micro_batch": 8, "grad_accum": 8, "data_parallel": 1}),
        ("?x2", {"micro_batch": 32, "grad_accum": 2, "data_parallel": 1}),
        ("8x2x?", {"micro_batch": 8, "grad_accum": 2, "data_parallel": 4}),
        ("=192", {"micro_batch": 16, "grad_accum": 12, "data_parallel": 1}),
    ],
)
def test_a_target_is_solved_from_the_source(text: str, fields: dict[str, int]) -> None:
    assert aim(SOURCE, parse_target(text)) == fields


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("24x?", "48 = 24x2x1, 72 = 24x3x1, 64 = 16x4x1, 64 = 32x2x1"),
        ("=100", "96 = 16x6x1, 112 = 16x7x1, 100 = 10x10x1, 100 = 20x5x1"),
        ("16x?x8", "128 = 16x1x8, 64 = 8x1x8"),
        ("5x?x3", "60 = 5x4x3, 75 = 5x5x3"),
        ("?x5", "60 = 12x5x1, 65 = 13x5x1"),
    ],
)
def test_what_has_no_whole_solution_names_the_nearest_legal_values(text: str, nearest: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        aim(SOURCE, parse_target(text))
    assert str(caught.value).endswith(f"nearest: {nearest}")


def test_ranks_left_out_are_the_sources() -> None:
    assert scale(parse("16x4x8@1e-4"), to="48").after.effective_batch == 384
    assert scale(TrainingConfig(micro_batch=16, lr=1e-4), to="48").after.data_parallel is None


def test_a_source_that_states_only_its_global_batch_takes_a_bare_number_as_one() -> None:
    source = TrainingConfig(global_batch=512, lr=1e-4)
    assert scale(source, to="1024").after.global_batch == 1024
    assert scale(source, to="=1024").after.global_batch == 1024
    with pytest.raises(MissingFact, match="data_parallel is not known"):
        scale(source, to="48x2")


def test_a_global_batch_follows_its_factors() -> None:
    source = TrainingConfig(global_batch=512, micro_batch=16, grad_accum=4, lr=1e-4)
    assert scale(source, to="32x?").after.grad_accum == 2
    assert scale(source, to="32x4").after.global_batch == 1024
    assert scale(source, micro_batch=32).after.global_batch == 1024


def test_ranks_of_a_target_need_ranks_of_the_source() -> None:
    with pytest.raises(MissingFact, match="data_parallel is not known"):
        scale(TrainingConfig(micro_batch=16, lr=1e-4), to="16x4x8")


def test_a_batch_is_spelt_with_its_factors() -> None:
    assert spell_product(SOURCE) == "64 = 16x4x1"
    assert spell_product(TrainingConfig(micro_batch=16, lr=1e-4)) == "16 = 16x1"
    assert spell_product(TrainingConfig(global_batch=512, lr=1e-4)) == "512"
    with pytest.raises(MissingFact, match="micro_batch is not known"):
        spell(TrainingConfig(global_batch=512, lr=1e-4))


@pytest.mark.parametrize(("text", "value"), [("1e-4", 1e-4), (" .5 ", 0.5), ("70_000", 70000.0), ("-3", -3.0)])
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "e5", "1e", "0x10", "1__0", "nan", "inf", "1 2", "٣", "1e400", "7,5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        number(text)


def test_whole_numbers_may_be_written_with_an_exponent() -> None:
    assert whole_number("15e3") == 15000
    assert whole_number("9007199254740993") == 9007199254740993
    with pytest.raises(InvalidInput, match="a whole number"):
        whole_number("0.5")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.5e-05, "2.5e-05"),
        (0.0001299, "1.299e-04"),
        (0.1, "0.1"),
        (64, "64"),
        (12345.678, "12346"),
        (2.25e7, "2.25e+07"),
        (0.0, "0"),
    ],
)
def test_numbers_are_shown_with_four_digits(value: float, text: str) -> None:
    assert show(value) == text
