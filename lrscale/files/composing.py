"""YAML nodes by PyYAML's composer, its C form where there is one, and the scalars below them.

``${other.key}`` (OmegaConf) is read through to the value it names; what only the framework can resolve is unknown.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from lrscale.errors import FileError
from lrscale.files.document import Leaf, check_count, spelled

if TYPE_CHECKING:
    from lrscale.files.document import Path

__all__ = ["compose", "leaves_of"]

# Judgement: no file written by people nests as deep, and the C composer crashes some way beyond.
_DEEPEST = 1000
# Judgement: more scalars than any configuration has; aliases can make more of them than a file has bytes.
_MOST_LEAVES = 200_000


def compose(text: str, language: str) -> Any:  # a PyYAML node, which has no types of its own
    """Return the node tree of the first document, None where there is none.

    Raises:
        FileError: the text is not of the language, or nests deeper than any configuration.
    """
    import yaml

    check_count(text)
    _check_depth(text)
    try:
        loader = _composer()(text)
        try:
            return loader.get_node() if loader.check_node() else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.count("\n")) + 1 if mark else None
        raise FileError(f"not valid {language}: {error.problem or error.context}{_template(text)}", line=line) from None
    except RecursionError:
        raise FileError(f"not valid {language}: nested too deeply") from None
    except (yaml.YAMLError, ValueError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        raise FileError(f"not valid {language}: {reason}") from None


@cache
def _composer() -> Any:  # a PyYAML loader class, which has no types of its own
    """Return PyYAML's composer, in C where there is one, without its guess at the types of plain scalars."""
    import yaml

    class _Untyped:
        def resolve(self, *scalar: object) -> str:  # noqa: ARG002  # PyYAML calls it so
            return ""

        def descend_resolver(self, *place: object) -> None: ...

        def ascend_resolver(self) -> None: ...

    class _Tabbed(yaml.SafeLoader):
        """PyYAML's own composer, which takes tabs between words for blanks as libyaml does."""

        plain = False

        def scan_plain(self) -> Any:
            self.plain = True
            token = super().scan_plain()
            self.plain = False
            return token

        def peek(self, index: int = 0) -> str:
            letter: str = super().peek(index)
            return " " if letter == "\t" and self.plain and self.column > self.indent else letter

        def scan_to_next_token(self) -> None:
            super().scan_to_next_token()
            while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
                self.forward()
                super().scan_to_next_token()

    return type("Composer", (_Untyped, yaml.CSafeLoader if yaml.__with_libyaml__ else _Tabbed), {})


_TEMPLATE = re.compile(r"\{%|\{\{")


def _template(text: str) -> str:
    return "; it looks like a template: render it first" if _TEMPLATE.search(text) else ""


_FLOW = re.compile(r"[\[\]{}]")
_BLOCK = re.compile(rf"(?m)^[ \-?:]{{{_DEEPEST},}}")


def _check_depth(text: str) -> None:
    """Refuse what the C composer would crash on, by counting brackets, which overestimates the depth."""
    if not text.count("[") + text.count("{") > _DEEPEST and not _may_indent(text):
        return
    depth = deepest = 0
    for bracket in _FLOW.finditer(text):
        depth = depth + 1 if bracket.group() in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    if deepest > _DEEPEST or _BLOCK.search(text):
        raise FileError(f"nests deeper than {_DEEPEST} levels, which no configuration does")


def _may_indent(text: str) -> bool:
    """Return whether a text may nest deep by indentation, which takes many characters, or one line of dashes."""
    return len(text) > _DEEPEST * _DEEPEST // 4 or "- - - - - - - - " in text or "? ? ? ? ? ? ? ? " in text


def leaves_of(root: Any, text: str) -> list[Leaf]:
    """Return the scalars below a node, in the order of the file."""
    if root is None:
        return []
    walk = _Walk(text)
    try:
        walk.visit(root, ())
    except RecursionError:
        raise FileError("merges through too many levels (<<)") from None
    return walk.finish()


_QUOTED = frozenset("'\"")


class _Walk:
    """One pass over a node tree; a scalar under an alias or set twice is known, and not edited."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[Path, Leaf] = {}
        self.nodes: dict[int, Path] = {}
        self.shared: dict[int, list[Path]] = {}
        self.interpolated: list[Path] = []
        self.merged: dict[int, list[tuple[Any, Any]]] = {}

    def visit(self, root: Any, path: Path) -> None:
        stack: list[tuple[Any, Path]] = [(root, path)]
        anchored = "*" in self.text
        while stack:
            node, path = stack.pop()
            if node.id == "scalar":
                self._scalar(node, path, anchored)
                continue
            if len(self.found) + len(stack) > _MOST_LEAVES or len(path) > _DEEPEST:
                raise FileError(f"expands to more than {_MOST_LEAVES} values, which no configuration does")
            if node.id == "sequence":
                stack += [(item, (*path, index)) for index, item in enumerate(node.value)][::-1]
            else:
                if node.tag[:1] == "!":
                    self._tag(node, (*path, "_target_"))
                stack += [(value, (*path, key.value)) for key, value in self._pairs(node)][::-1]

    def _pairs(self, node: Any) -> list[tuple[Any, Any]]:
        """Return the entries of a mapping, merged ones (``<<``) first, so that its own win over them."""
        if id(node) in self.merged:
            return self.merged[id(node)]
        # What merges itself adds nothing.
        self.merged[id(node)] = []
        own, merged = [], {}
        for key, value in node.value:
            if key.id == "scalar" and key.value == "<<" and value.id != "scalar":
                for each in (value.value if value.id == "sequence" else [value])[::-1]:
                    if each.id == "mapping":
                        merged.update({name.value: (name, held) for name, held in self._pairs(each)})
            elif key.id == "scalar":
                own.append((key, value))
        for key, _ in own:
            merged.pop(key.value, None)
        self.merged[id(node)] = [*merged.values(), *own]
        return self.merged[id(node)]

    def _tag(self, node: Any, path: Path) -> None:
        """Note what a mapping is given to, ``!new:torch.optim.Adam``, as Hydra and the Python files name it."""
        mark, name = node.start_mark, node.tag.partition(":")[2] or node.tag[1:]
        self.found.setdefault(path, Leaf(path, name, mark.index, mark.index, mark.line + 1, "a tag"))

    def _scalar(self, node: Any, path: Path, anchored: bool) -> None:  # noqa: FBT001  # private
        mark = node.start_mark
        start, end, text = mark.index, node.end_mark.index, node.value
        locked = ""
        if not node.style:
            if "${" in text:
                self.interpolated.append(path)
            # A tag or an anchor stands inside the marks; the value is what follows it.
            if end - start != len(text) or not self.text.startswith(text, start):
                inside = self.text.endswith(text, start, end)
                start, locked = (end - len(text), "") if inside else (start, "not a plain string")
        elif node.style in _QUOTED:
            start, end = start, end - 1
            start = end - len(text)
            if self.text[start - 1] != node.style or not self.text.startswith(text, start):
                start, locked = mark.index, "not a plain string"
            elif "${" in text:
                self.interpolated.append(path)
        else:
            locked = "not a plain string"
        if node.tag[:1] == "!":
            text, locked = (None if "<" in text else text), locked or f"tagged {node.tag}"
        # A tag or an anchor may stand on a line before the value.
        line = mark.line + 1 + (self.text.count("\n", mark.index, start) if start > mark.index + 1 else 0)
        if path in self.found:
            locked = f"set twice (lines {self.found.pop(path).line} and {line})"
        if anchored:
            first = self.nodes.setdefault(id(node), path)
            if first != path:
                self.shared.setdefault(id(node), [first]).append(path)
        self.found[path] = Leaf(path, text, start, end, line, locked)

    def finish(self) -> list[Leaf]:
        for paths in self.shared.values():
            names = ", ".join(spelled(path) for path in paths[:3])
            for path in paths:
                self.found[path] = self.found[path]._replace(locked=f"one anchor holds {names}")
        for path in self.interpolated:
            # Of a key that is set twice, the last may be no reference.
            if "${" in (self.found[path].text or ""):
                self.found[path] = self._resolved(self.found[path], 0)
        return list(self.found.values())

    def _resolved(self, leaf: Leaf, depth: int) -> Leaf:
        """Return a leaf whose text is a reference with the value it refers to, where the file holds that."""
        text = leaf.text or ""
        named = _REFERENCE.fullmatch(text.strip())
        locked = leaf.locked or f"interpolated: {text[:60]}"
        target = self._target(leaf.path, named.group(1)) if named and depth < 10 else None
        if target is None:
            return leaf._replace(text=None, locked=locked)
        if "${" in (target.text or ""):
            target = self._resolved(target, depth + 1)
        return leaf._replace(text=target.text, locked=locked)

    def _target(self, path: Path, name: str) -> Leaf | None:
        dots = len(name) - len(name.lstrip("."))
        keys: Path = tuple(int(key) if key.isdecimal() else key for key in name.lstrip(".").split("."))
        return self.found.get((*path[: -dots or -len(path)], *keys) if dots else keys)


_REFERENCE = re.compile(r"\$\{(\.*[\w-]+(?:\.[\w-]+)*)\}")
