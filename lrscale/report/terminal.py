"""What a terminal asks for: lines of its width, and colour where it has it; the words are the same without."""

from __future__ import annotations

import os
import shutil
import sys
from textwrap import TextWrapper

from lrscale.errors import printable

__all__ = ["emit", "width", "wrap"]

# Judgement: longer lines are hard to read, shorter ones break tables.
_NARROWEST, _WIDEST = 72, 110

_STYLES = {
    "lrscale.rate": "bold",
    "lrscale.chosen": "bold",
    "lrscale.low": "green",
    "lrscale.medium": "yellow",
    "lrscale.high": "bold red",
    "lrscale.critical": "bold red reverse",
    "lrscale.label": "dim",
}
_PATTERNS = [
    r"(?m)^learning rate +(?P<rate>\S+ (?:-> \S+|stays))",
    r"(?m)^(?P<chosen>> \S+ +\S+)",
    r"(?m)^(?:risk +|  )(?P<low>low)\b",
    r"(?m)^(?:risk +|  )(?P<medium>medium)\b",
    r"(?m)^(?:risk +|  )(?P<high>high)\b",
    r"(?m)^(?:risk +|  )(?P<critical>critical)\b",
    r"(?m)^(?P<label>learning rate|plausible|also moves|stays|risk|assumed|to be sure|  rule .*)\b",
]


def width() -> int:
    """Return the columns to write for: those of the terminal within reason, 80 where there is none."""
    if not sys.stdout.isatty():
        return 80
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


def wrap(text: str, width: int, *, initial_indent: str, subsequent_indent: str) -> list[str]:
    """Return the lines of a paragraph; names with hyphens, which a reader may type, stay whole."""
    if len(initial_indent) + len(text) <= width and text.isprintable() and not text.endswith(" "):
        return [initial_indent + text.lstrip()]
    shape = TextWrapper(
        width, initial_indent=initial_indent, subsequent_indent=subsequent_indent, break_on_hyphens=False
    )
    return shape.wrap(text)


def emit(text: str) -> None:
    """Print text for people, coloured on a terminal unless NO_COLOR is set; what would steer it is escaped."""
    text = printable(text)
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        print(text)
        return
    from rich.console import Console
    from rich.highlighter import RegexHighlighter
    from rich.theme import Theme

    class _Words(RegexHighlighter):
        base_style = "lrscale."
        highlights = _PATTERNS

    Console(theme=Theme(_STYLES)).print(_Words()(text), soft_wrap=True)
