"""Every dialect has a page that a user can look up, and a table that says only what is documented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lrscale import TrainingConfig, plugins
from lrscale.files import dialects
from lrscale.files.dialects import SHARED, TELLING, UNIQUE
from lrscale.files.facts import FACTS

NAMES = plugins.names("lrscale.files.dialects")
SAMPLES = sorted((Path(__file__).parent / "dialects").glob("*/*.json"))
FIELDS = frozenset(TrainingConfig.model_fields)


def page(dialect: str) -> list[str]:
    return (plugins.load("lrscale.files.dialects", dialect).__doc__ or "").splitlines()


def fields(dialect: str) -> set[str]:
    table = dialects.load(dialect)
    return {*table.keys, *table.defaults}


@pytest.mark.parametrize("dialect", NAMES)
def test_the_first_line_of_a_page_is_a_sentence(dialect: str) -> None:
    first, blank, *_ = page(dialect)
    assert first.endswith(".")
    assert not blank


@pytest.mark.parametrize("dialect", NAMES)
def test_a_page_says_what_the_framework_is_and_where_that_is_from(dialect: str) -> None:
    assert [line for line in page(dialect) if line.startswith("#")] == ["## What it is", "## Source"]


@pytest.mark.parametrize("dialect", NAMES)
def test_both_sections_of_a_page_say_something(dialect: str) -> None:
    text = "\n".join(page(dialect))
    what, source = text.partition("## What it is")[2].split("## Source")
    assert what.strip()
    assert source.strip().startswith("- ")


@pytest.mark.parametrize("dialect", NAMES)
def test_a_page_fits_a_terminal(dialect: str) -> None:
    assert [line for line in page(dialect) if len(line) > 80] == []


@pytest.mark.parametrize("dialect", NAMES)
def test_a_table_names_fields_and_documented_facts(dialect: str) -> None:
    assert fields(dialect) - FIELDS - FACTS.keys() == set()


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_no_field_and_has_one_line(name: str) -> None:
    assert name not in FIELDS
    assert FACTS[name]
    assert "\n" not in FACTS[name]


def test_what_samples_state_is_documented() -> None:
    stated = {name for path in SAMPLES for name in json.loads(path.read_text(encoding="utf-8")).get("values", ())}
    assert {name for name in stated - FIELDS - FACTS.keys() if not name.endswith("_lr")} == set()


def test_every_fact_is_stated_by_some_framework() -> None:
    stated = {name for path in SAMPLES for name in json.loads(path.read_text(encoding="utf-8")).get("values", ())}
    assert FACTS.keys() - stated - {name for dialect in NAMES for name in fields(dialect)} == set()


@pytest.mark.parametrize("dialect", NAMES)
def test_a_sign_is_unique_or_telling_or_shared(dialect: str) -> None:
    strengths = set(dialects.load(dialect).signs.values())
    assert strengths <= ({0} if dialect == "argparse" else {UNIQUE, TELLING, SHARED})
    assert strengths


@pytest.mark.parametrize("dialect", NAMES)
def test_a_scaler_follows_a_rule_there_is(dialect: str) -> None:
    assert {scaler.rule for scaler in dialects.load(dialect).scalers} <= set(plugins.names("lrscale.scaling.rules"))
