"""The contract every rule, companion and risk keeps: a page, a reference, an example that runs, its protocol."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lrscale import UnknownName, plugins
from lrscale.report import manual
from lrscale.scaling.optimizers import FAMILIES

if TYPE_CHECKING:
    from types import ModuleType

HEADINGS = {
    "rules": ["What it does", "Formula", "When it holds", "When it breaks", "Example", "References"],
    "companions": ["What it moves", "Conventions", "Formula", "Example", "References"],
    "risks": ["What it means", "Levels", "What to do", "Example", "References"],
}
CALLS = {
    "rules": {"factor": ["change", "parameter"]},
    "companions": {"move": ["change", "convention"]},
    "risks": {"look": ["plan"]},
}
PLUGINS = [
    pytest.param(kind, name, plugins.load(package, name), id=f"{kind}/{name}")
    for kind, package in manual.KINDS.items()
    if kind in HEADINGS
    for name in plugins.names(package)
]
TESTS = Path(__file__).parent


@pytest.mark.parametrize(("kind", "name", "plugin"), PLUGINS)
def test_its_page_has_a_first_line_and_all_headings(kind: str, name: str, plugin: ModuleType) -> None:
    page = plugins.page(plugin)
    first = page.partition("\n")[0]
    assert first.endswith(".")
    found = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert [heading for heading in found if heading in HEADINGS[kind]] == found
    assert sorted(found) == sorted(HEADINGS[kind])
    assert all(len(line) <= 80 for line in page.split("\n"))


@pytest.mark.parametrize(("kind", "name", "plugin"), PLUGINS)
def test_its_page_has_an_example(kind: str, name: str, plugin: ModuleType) -> None:
    assert doctest.DocTestFinder().find(plugin)[0].examples


@pytest.mark.parametrize(("kind", "name", "plugin"), PLUGINS)
def test_its_references_exist_or_say_what_it_rests_on(kind: str, name: str, plugin: ModuleType) -> None:
    references = plugins.page(plugin).partition("## References\n")[2]
    keys = re.findall(r"\[([a-z]+\d{4}[a-z0-9]*)\]", references)
    assert set(keys) <= set(manual.bibliography())
    assert keys or re.search(r"arithmetic|judgement|issue \d+", references)


@pytest.mark.parametrize(("kind", "name", "plugin"), PLUGINS)
def test_it_answers_the_calls_of_its_kind(kind: str, name: str, plugin: ModuleType) -> None:
    for call, parameters in CALLS[kind].items():
        assert list(inspect.signature(getattr(plugin, call)).parameters) == parameters


@pytest.mark.parametrize(("kind", "name", "plugin"), PLUGINS)
def test_it_has_tests_of_its_own(kind: str, name: str, plugin: ModuleType) -> None:
    assert (TESTS / "scaling" / kind / f"test_{name.replace('-', '_')}.py").is_file()


@pytest.mark.parametrize(("kind", "name", "plugin"), [p for p in PLUGINS if p.values[0] == "rules"])
def test_a_rule_names_families_conventions_and_aliases_that_exist(kind: str, name: str, plugin: ModuleType) -> None:
    assert FAMILIES.keys() >= plugin.FAMILIES
    for companion, convention in plugin.CONVENTIONS.items():
        assert convention in plugins.load("lrscale.scaling.companions", companion).CONVENTIONS
    assert all(alias == alias.lower() and "_" not in alias for alias in plugin.ALIASES)
    assert plugin.EXPONENTS is None or -2 <= plugin.EXPONENTS[0] < plugin.EXPONENTS[1] <= 2


def test_no_two_rules_share_a_name() -> None:
    known = list(plugins.names("lrscale.scaling.rules"))
    for plugin in plugins.load_all("lrscale.scaling.rules").values():
        known += plugin.ALIASES
    assert len(known) == len(set(known))


@pytest.mark.parametrize(("kind", "name", "plugin"), [p for p in PLUGINS if p.values[0] == "companions"])
def test_a_companion_can_be_told_to_keep(kind: str, name: str, plugin: ModuleType) -> None:
    assert "keep" in plugin.CONVENTIONS
    page = plugins.page(plugin)
    assert all(f"- {convention}" in page for convention in plugin.CONVENTIONS)


@pytest.mark.parametrize(("kind", "name", "plugin"), [p for p in PLUGINS if p.values[0] == "risks"])
def test_a_risk_names_its_findings_after_itself(kind: str, name: str, plugin: ModuleType) -> None:
    source = inspect.getsource(plugin)
    assert set(re.findall(r'name="([a-z0-9-]+)"', source.partition('"""\n\nfrom __future__')[2])) == {name}
    assert re.findall(r"\b(low|medium|high|critical)\b", plugins.page(plugin).partition("## Levels")[2])


def test_no_two_pages_share_a_name() -> None:
    known = [plugin.values[1] for plugin in PLUGINS]
    assert len(known) == len(set(known))


def test_every_bibliography_entry_is_cited_somewhere() -> None:
    pages = "".join(plugins.page(plugin.values[2]) for plugin in PLUGINS)  # type: ignore[arg-type]  # the module
    assert {key for key in manual.bibliography() if f"[{key}]" not in pages} == set()


def test_an_unknown_plug_in_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownName, match=r"'warmupp' is no companion; expected one of .* \(did you mean warmup\?\)"):
        plugins.load("lrscale.scaling.companions", "warmupp")


def test_a_long_list_of_names_is_left_out_of_an_error() -> None:
    many = [f"name-{number}" for number in range(40)]
    assert plugins.closest("name-7", many) == "name-7"
    assert plugins.closest("zzz", many) == "one of 40 names, none of them close"
