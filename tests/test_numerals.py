"""A new number is written the way the old one was, and says exactly the new value."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from lrscale.numerals import number, restyle


@pytest.mark.parametrize(
    ("written", "value", "expected"),
    [
        ("1e-4", 2.5e-5, "2.5e-5"),
        ("1e-4", 2e-5, "2e-5"),
        ("1e-4", 0.1, "1e-1"),
        ("1e-4", 3.0, "3e+0"),
        ("1.0e-04", 2.5e-5, "2.5e-05"),
        ("1.0e-04", 2e-5, "2.0e-05"),
        ("1.0e-1", 2.0, "2.0e+0"),
        ("1E-4", 2.5e-5, "2.5E-5"),
        ("1.e-4", 2e-5, "2.0e-5"),
        ("0.0001", 2e-5, "0.00002"),
        ("0.0001", 2.5e-5, "0.000025"),
        ("0.1", 1.0, "1.0"),
        ("0.50", 0.25, "0.25"),
        (".5", 0.25, ".25"),
        (".5", 2.0, "2.0"),
        (".5", 0.0, ".0"),
        ("1.", 3.0, "3."),
        ("1.", 2.5, "2.5"),
        ("70_000", 35000, "35_000"),
        ("70_000", 500, "500"),
        ("70_000", 1_234_567, "1_234_567"),
        ("7e4", 35000, "3.5e4"),
        ("2e+3", 1500, "1.5e+3"),
        ("2e3", 1500, "1.5e3"),
        ("2e3", 0.5, "5e-1"),
        ("1e-04", 0.0, "0e+00"),
        ("5", 10, "10"),
        ("5", 2.5, "2.5"),
        ("5", 10.0, "10"),
        ("5.0", 10, "10.0"),
        ("5", 1e-7, "0.0000001"),
        ("1", 1e22, "10000000000000000000000"),
        ("-1", -0.5, "-0.5"),
        ("1e-100", 1e-5, "1e-005"),
        ("1e-5", 1e-100, "1e-100"),
        ("1e-4", 6.495190528383289e-05, "6.495190528383289e-5"),
    ],
)
def test_the_style_of_a_number_stays(written: str, value: float, expected: str) -> None:
    assert restyle(written, value) == expected


DIGITS = st.from_regex(r"[1-9][0-9]{0,5}", fullmatch=True)
WRITTEN = st.one_of(
    DIGITS,
    st.integers(1000, 10**9).map(lambda value: f"{value:_}"),
    st.builds("{}.{}".format, DIGITS | st.just("0"), st.from_regex(r"[0-9]{0,6}", fullmatch=True)),
    DIGITS.map(".{}".format),
    st.builds("{}{}{}{}".format, DIGITS, st.sampled_from(["", ".", ".0", ".25"]), st.sampled_from("eE"),
              st.from_regex(r"[-+]?[0-9]{1,3}", fullmatch=True)),
)  # fmt: skip
VALUE = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)


@given(written=WRITTEN, value=VALUE)
@example(written="1e-4", value=5e-324)
@example(written="0.1", value=1.7976931348623157e308)
@example(written="70_000", value=0.1 + 0.2)
def test_the_value_is_exact_and_the_style_stays(written: str, value: float) -> None:
    """Every digit is kept; the notation, a sign and the width of the exponent, a dot and underscores are, too."""
    new = restyle(written, value)
    assert number(new) == value
    assert ("e" in new, "E" in new) == ("e" in written, "E" in written)
    if "." in written:
        assert "." in new
    if "_" in written and abs(value) >= 1000:
        assert "_" in new
    _, _, power = written.lower().partition("e")
    _, _, exponent = new.lower().partition("e")
    assert len(exponent.lstrip("+-")) >= len(power.lstrip("+-"))
    if power[:1] in ("+", "-") and power:
        assert exponent[0] in "+-"


@given(written=WRITTEN, value=VALUE.map(abs))
def test_the_new_text_is_of_the_same_kind_for_a_yaml_reader(written: str, value: float) -> None:
    """What was a number stays one, and an integer that gets a fraction becomes a float, not a text."""
    old, new = yaml.safe_load(written), yaml.safe_load(restyle(written, value))
    if isinstance(old, float):
        assert isinstance(new, float)
        assert new == value
    elif isinstance(old, int) and not re.match(r"0[0-7]", written):
        assert isinstance(new, int | float)
