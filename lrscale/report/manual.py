"""The manual: the pages of rules, companions, risks and dialects, which are their docstrings, and what they cite."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from lrscale import plugins
from lrscale.errors import LrscaleError, UnknownName
from lrscale.report.terminal import wrap

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["KINDS", "bibliography", "cite", "contents", "explain", "rules"]

# Room for the longest name, and what fits a terminal.
_COLUMN, _WIDTH = 35, 80

KINDS = {
    **{kind: f"lrscale.scaling.{kind}" for kind in ("rules", "companions", "risks")},
    "dialects": "lrscale.files.dialects",
}


def explain(name: str) -> str:
    """Return the page of a rule, companion, risk or dialect; ``rules/linear`` names the kind too.

    Raises:
        UnknownName: nothing bears the name.
    """
    return plugins.page(_find(name))


def cite(name: str) -> str:
    """Return the BibTeX entries that a page refers to.

    Raises:
        UnknownName: nothing bears the name.
        LrscaleError: the page refers to no publication.
    """
    entries = bibliography()
    keys = dict.fromkeys(re.findall(r"\[([a-z]+\d{4}[a-z0-9]*)\]", explain(name)))
    if not keys:
        raise LrscaleError(
            f"{name} rests on arithmetic or judgement and cites no publication; see: lrscale explain {name}"
        )
    return "\n\n".join(entries[key] for key in keys)


def contents() -> str:
    """Return the name and first line of every page, by kind."""
    lines: list[str] = []
    for kind, package in KINDS.items():
        lines.append(kind)
        for name in plugins.names(package):
            head, rest = f"  {name:32} ", " " * _COLUMN
            lines += wrap(_summary(package, name), _WIDTH, initial_indent=head, subsequent_indent=rest)
        lines.append("")
    return "\n".join(lines).rstrip()


def rules() -> str:
    """Return the learning-rate rules: name, first line of the page, other names."""
    lines: list[str] = []
    for name in plugins.names(KINDS["rules"]):
        aliases = ", ".join(plugins.load(KINDS["rules"], name).ALIASES)
        told = _summary(KINDS["rules"], name) + (f" (also {aliases})" if aliases else "")
        lines += wrap(told, _WIDTH, initial_indent=f"{name:14}", subsequent_indent=" " * 14)
    return "\n".join(lines)


def bibliography() -> dict[str, str]:
    """Return the BibTeX entries of lrscale by key."""
    text = resources.files("lrscale").joinpath("references.bib").read_text(encoding="utf-8")
    return {entry[entry.index("{") + 1 : entry.index(",")]: entry for entry in text.strip().split("\n\n")}


def _summary(package: str, name: str) -> str:
    return plugins.page(plugins.load(package, name)).partition("\n")[0]


def _find(name: str) -> ModuleType:
    kind, _, bare = name.strip().lower().replace("_", "-").rpartition("/")
    if kind and kind not in KINDS:
        raise UnknownName(f"{kind!r} is no kind of page; expected {plugins.closest(kind, KINDS)}")
    packages = [KINDS[kind]] if kind else list(KINDS.values())
    found = [package for package in packages if bare in plugins.names(package)]
    if found:
        return plugins.load(found[0], bare)
    known = [page for package in packages for page in plugins.names(package)]
    if KINDS["rules"] in packages:
        known_rules = plugins.load_all(KINDS["rules"])
        aliases = {alias: rule for rule, module in known_rules.items() for alias in module.ALIASES}
        if bare in aliases:
            return plugins.load(KINDS["rules"], aliases[bare])
    raise UnknownName(f"{name!r} has no page; expected {plugins.closest(bare, known)} (all pages: lrscale explain)")
