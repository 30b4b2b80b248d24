"""Python files, by ``ast``: what a training script or a configuration written in Python sets; nothing is executed.

Leaves come from

- assignments at module level, through ``dict(...)``, literals, attributes, subscripts and calls' keyword arguments;
  what is called becomes ``_target_``;
- fields of classes, under the class's name;
- calls anywhere else, under the last name of what is called: ``("TrainingArguments", "learning_rate")``;
- defaults of command-line options of argparse and click, under the option: ``("--batch-size",)``.

Statements are followed in their order. A name stands for the literal it was given, so that an edit goes to where that
stands. What depends on a branch, a loop or another file has no text.
"""

from __future__ import annotations

import ast
import builtins
import operator
import re
import sys
import warnings
from typing import TYPE_CHECKING, NamedTuple

from lrscale.errors import FileError
from lrscale.files.document import Document, Leaf, check_count
from lrscale.numerals import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lrscale.files.document import Path

__all__ = ["SUFFIXES", "read"]

SUFFIXES = frozenset({".py"})

# Judgement: limits that no file written by hand comes near, against files made to exhaust a reader.
_DEEPEST = 50
_MOST_COPIED = 100_000
_MOST_WORDS = 2000
_LARGEST = 1e18
_LARGEST_EXPONENT = 64
_LONGEST_SOURCE = 200

# Before 3.11 the parser does not notice that an endless chain of operators exhausts the stack.
_LONGEST = 150_000 if sys.version_info < (3, 11) else 300_000

_A_NAME = "a name"
_ELSEWHERE = "from elsewhere"
_SIGNED = re.compile(r"[-+][\d.][^\s()]*")
_Arm = tuple[int, int]


def read(text: str) -> Document:
    """Return what a Python file sets.

    Raises:
        FileError: the text is not Python, or nested too deeply.
    """
    try:
        tree = _parse(text)
        leaves = _Reader(_Source(text)).leaves(tree)
        return Document("python", text, tuple(leaves), _words(tree))
    except (RecursionError, MemoryError) as error:
        raise FileError("nested too deeply", line=1) from error


def _parse(text: str) -> ast.Module:
    if len(text) > _LONGEST:
        raise FileError(f"too long: {len(text)} characters, at most {_LONGEST} are read", line=1)
    check_count(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        raise FileError(f"not Python: {error.msg.partition(';')[0]}", line=error.lineno or 1) from error
    except ValueError as error:
        raise FileError("not Python: characters that no source may hold", line=1) from error


class _Scalar(NamedTuple):
    """A value that is no container: its text and place as in a leaf, and the number it is, where it is known."""

    text: str | None
    start: int
    end: int
    line: int
    locked: str = ""
    number: float | None = None


class _Node:
    """A value during reading; shared between all names that stand for it, as in Python.

    Attributes:
        scalar: what it is by itself.
        children: what it holds, by key, attribute or index.
        opaque: how to call it where only a name is known of it.
    """

    __slots__ = ("children", "opaque", "scalar")

    def __init__(self, scalar: _Scalar | None = None, opaque: str = "") -> None:
        self.scalar, self.opaque = scalar, opaque
        self.children: dict[str | int, _Bound] = {}


class _Bound(NamedTuple):
    """A value at its name, the lines that set it, and the arms of branches in which they stand."""

    node: _Node
    lines: tuple[int, ...]
    arms: tuple[_Arm, ...]


class _Scope(NamedTuple):
    """The names of a module, class or function, and where to look next."""

    names: _Node
    outer: _Scope | None = None
    of_class: bool = False


class _Frame(NamedTuple):
    """Where a statement stands.

    Attributes:
        scope: the names it sees.
        arms: the branches it is in, each with the number of the arm.
        loop: whether a loop runs it.
        shown: whether what it assigns becomes leaves, as at module level.
        owning: whether the calls being read belong to the name they are assigned to.
    """

    scope: _Scope
    arms: tuple[_Arm, ...] = ()
    loop: bool = False
    shown: bool = True
    owning: bool = False


class _Source:
    """A text and the places of syntax in it."""

    def __init__(self, text: str) -> None:
        self._text, self.length = text, len(text)
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text)), len(text)]
        self._columns: dict[int, list[int]] = {}
        self._ascii = text.isascii()

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self._index(node.lineno, node.col_offset), self._index(end_line, end_column)

    def _index(self, line: int, column: int) -> int:
        """Return the place of a column, which the parser counts in bytes."""
        if not self._ascii:
            if line not in self._columns:
                self._columns[line] = _columns(self._text[self._starts[line - 1] : self._starts[line]])
            column = self._columns[line][column] if self._columns[line] else column
        return self._starts[line - 1] + column

    def of(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.span(node)
        return self._text[start:end]

    def short(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.span(node)
        return cut(" ".join(self._text[start : min(end, start + _LONGEST_SOURCE)].split()))

    def scalar(
        self, node: ast.expr | ast.stmt, text: str | None, locked: str = "", number: float | None = None
    ) -> _Scalar:
        return _Scalar(text, *self.span(node), node.lineno, locked, number)

    def constant(self, node: ast.Constant) -> _Scalar:
        written, value = self.of(node), node.value
        if isinstance(value, str):
            if written[:1] in ("'", '"') and written[1:-1] == value and "\\" not in value:
                start, end = self.span(node)
                return _Scalar(value, start + 1, end - 1, node.lineno)
            return self.scalar(node, value, "not a plain string")
        if isinstance(value, bytes):
            return self.scalar(node, written, "not a plain string")
        return self.scalar(node, written, number=_known_number(value))


def _known_number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _columns(line: str) -> list[int]:
    """Return the character that each byte of a line belongs to; nothing where they are the same."""
    if line.isascii():
        return []
    return [index for index, letter in enumerate(line) for _ in letter.encode()] + [len(line)]


def _path(node: ast.expr) -> Path | None:
    """Return ``("a", "b", "c", 0)`` of ``a.b["c"][0]``; None for what does not start with a name."""
    keys: list[str | int] = []
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=inner, attr=key):
                keys.append(key)
            case ast.Subscript(value=inner, slice=ast.Constant(value=str() | int() as key)):
                keys.append(key)
            case _:
                return None
        node = inner
    return (node.id, *reversed(keys))


def _dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` of an expression that is no more; empty for any other."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < _DEEPEST:
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _target(call: ast.Call) -> ast.expr:
    """Return what is called in the end: the ``X`` of ``X(...)`` and of ``L(X)(...)``."""
    match call.func:
        case ast.Call(args=[ast.Name() | ast.Attribute() as target], keywords=[]):
            return target
    return call.func


def _callee(call: ast.Call) -> str:
    """Return the last name of what is called; empty where it has none."""
    match _target(call):
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _words(tree: ast.Module) -> frozenset[str]:
    """Return the modules imported and the functions and classes called."""
    words: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                words.update(alias.name for alias in names)
            case ast.ImportFrom(module=str() as module, level=0):
                words.add(module)
            case ast.Call():
                words.add(_dotted(_target(node)))
        if len(words) > _MOST_WORDS:
            break
    return frozenset(words - {""})


_OPERATORS: dict[type[ast.operator], Callable[[float, float], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_FUNCTIONS: dict[str, Callable[..., object]] = {
    "int": int,
    "float": float,
    "round": round,
    "min": min,
    "max": max,
    "abs": abs,
}


def _calculated(function: Callable[..., object], *numbers: float | None) -> float | None:
    """Return a function of numbers; None where one is unknown, or the result is no number of a sensible size."""
    known = [number for number in numbers if number is not None and abs(number) <= _LARGEST]
    if len(known) < len(numbers):
        return None
    if function is operator.pow and abs(known[1]) > _LARGEST_EXPONENT:
        known = [*map(float, known)]
    try:
        result = function(*known)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return result if isinstance(result, int | float) and abs(result) <= _LARGEST else None


def _few(lines: tuple[int, ...]) -> tuple[int, ...]:
    distinct = tuple(sorted(set(lines)))
    return distinct if len(distinct) <= 5 else (*distinct[:4], distinct[-1])


def _shown(lines: tuple[int, ...]) -> str:
    return f"({'lines' if len(lines) > 1 else 'line'} {', '.join(map(str, lines))})"


def _again(lines: tuple[int, ...]) -> str:
    return f"set {'twice' if len(lines) <= 2 else 'more than once'} {_shown(lines)}"


def _unsure(scalar: _Scalar, lines: tuple[int, ...]) -> _Scalar:
    return scalar._replace(text=None, number=None, locked=f"set more than once {_shown(lines)}")


def _either(old: _Scalar | None, new: _Scalar | None, lines: tuple[int, ...], *, certain: bool) -> _Scalar | None:
    """Return a scalar that has been set again: for certain, or perhaps only."""
    if old is None or new is None:
        known = old or new
        return new if certain or known is None else _unsure(known, lines)
    if old[:3] == new[:3]:
        return new
    if certain or old.text == new.text is not None:
        return new._replace(locked=new.locked or _again(lines))
    return _unsure(new, lines)


def _only(scalars: Iterable[_Scalar]) -> _Scalar:
    """Return what stands for all that has been given at one path, in different calls."""
    ordered = sorted({scalar[1:3]: scalar for scalar in scalars}.values(), key=lambda one: one.start)
    last, lines = ordered[-1], _few(tuple(scalar.line for scalar in ordered))
    if len(ordered) == 1:
        return last
    if len({scalar.text for scalar in ordered}) == 1:
        return last._replace(locked=last.locked or _again(lines))
    return _unsure(last, lines)


def _arms(statement: ast.If) -> list[list[ast.stmt]]:
    """Return the arms of an ``if`` with all its ``elif``."""
    arms = [statement.body]
    while len(statement.orelse) == 1 and isinstance(statement.orelse[0], ast.If):
        statement = statement.orelse[0]
        arms.append(statement.body)
    return [*arms, statement.orelse]


def _common(one: tuple[_Arm, ...], other: tuple[_Arm, ...]) -> tuple[_Arm, ...]:
    """Return the arms that both are in."""
    same = next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return one[: min(len(one), len(other))] if same is None else one[:same]


def _stored(*nodes: ast.AST) -> Iterator[ast.Name]:
    """Yield the names that are set, without those of inner scopes."""
    waiting = [*nodes]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node
        if not isinstance(node, _OWN_NAMES):
            waiting += ast.iter_child_nodes(node)


def _bound_in(node: ast.AST) -> list[str]:
    """Return the names that a lambda or comprehension has for itself."""
    if isinstance(node, ast.Lambda):
        return _parameters(node.args)
    return [
        name.id
        for part in ast.iter_child_nodes(node)
        if isinstance(part, ast.comprehension)
        for name in _stored(part.target)
    ]


def _parameters(arguments: ast.arguments) -> list[str]:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [argument.arg for argument in named if argument]


def _headers(statement: ast.stmt) -> list[ast.AST]:
    """Return the expressions of a statement, without those of the statements in it."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return [*statement.decorator_list]
    return [node for node in ast.iter_child_nodes(statement) if isinstance(node, ast.expr | ast.withitem | ast.keyword)]


def _option(call: ast.Call) -> str:
    """Return the option that a call of argparse or click defines; empty for an argument without one."""
    texts = [name.value for name in call.args if isinstance(name, ast.Constant) and isinstance(name.value, str)]
    names = [text for text in texts if text.startswith("-")]
    long = [name for name in names if name.startswith("--")]
    return (long or names or [""])[0].partition("/")[0]


def _imported_file(module: str, level: int) -> str:
    """Return where a configuration imported by another one stands."""
    if not level:
        return module
    return ("./" if level == 1 else "../" * (level - 1)) + module.replace(".", "/") + ".py"


def _holder(name: str | int, scope: _Scope | None) -> _Node | None:
    """Return the names among which one is found."""
    while scope and name not in scope.names.children:
        scope = scope.outer
    return scope.names if scope else None


def _found(path: Path, scope: _Scope) -> _Node | None:
    """Return what stands at a path."""
    node = _holder(path[0], scope)
    for key in path:
        bound = node.children.get(key) if node else None
        node = bound.node if bound else None
    return node


def _hiding(names: Iterable[str], outer: _Scope) -> _Scope:
    """Return a scope whose names are given only when the file runs."""
    scope = _Scope(_Node(), outer)
    for name in names:
        scope.names.children[name] = _Bound(_Node(opaque=_ELSEWHERE), (), ())
    return scope


def _is_name(dotted: str, root: _Node | None) -> bool:
    """Tell whether this is a class, function or constant, rather than a value that is given elsewhere."""
    if root:
        return root.opaque == _A_NAME and not root.children
    return hasattr(builtins, dotted) or dotted.rpartition(".")[2][0].isupper()


def _operated(op: ast.operator, left: float | None, right: float | None) -> float | None:
    return _calculated(_OPERATORS[type(op)], left, right) if type(op) in _OPERATORS else None


_TRY: tuple[type[ast.Try], ...] = (ast.Try, getattr(ast, "TryStar", ast.Try))
_LAMBDA_LIKE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_OWN_NAMES = (*_LAMBDA_LIKE, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_FORMATTED = (ast.JoinedStr, getattr(ast, "TemplateStr", ast.JoinedStr))
_CONTAINERS = (ast.Dict, ast.List, ast.Tuple, ast.Call)
_OPTION_CALLS = frozenset({"add_argument", "option"})
_FIELD_CALLS = frozenset({"field", "Field"})
# Calls whose arguments say nothing by themselves.
_UNREAD = frozenset({*_FUNCTIONS, *_OPTION_CALLS, "dict", "get", "getenv"})


class _Reader:
    """Follows the statements of one file."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._module = _Scope(_Node())
        self._functions: list[tuple[ast.FunctionDef | ast.AsyncFunctionDef, _Scope]] = []
        self._given: dict[Path, list[_Scalar]] = {}
        self._owned: set[int] = set()
        self._copied = 0

    def leaves(self, tree: ast.Module) -> list[Leaf]:
        """Return all leaves, in the order of the file."""
        self._follow(tree.body, _Frame(self._module))
        for function, scope in self._functions:
            self._function(function, scope)
        self._give((), self._module.names)
        found = [Leaf(path, *_only(scalars)[:5]) for path, scalars in self._given.items()]
        return sorted(found, key=lambda leaf: (leaf.start, len(leaf.path)))

    def _give(self, path: Path, node: _Node) -> None:
        """Put down all that a value holds."""
        waiting: list[tuple[Path, _Node, tuple[_Node, ...]]] = [(path, node, ())]
        while waiting:
            path, node, holders = waiting.pop()
            self._spend()
            if len(holders) > _DEEPEST:
                raise FileError("nested too deeply", line=1)
            if node.scalar:
                self._given.setdefault(path, []).append(node.scalar)
            if node not in holders:
                holders = (*holders, node)
                held = [((*path, key), bound.node, holders) for key, bound in node.children.items()]
                waiting += reversed(held)

    def _spend(self, count: int = 1) -> None:
        self._copied += count
        if self._copied > _MOST_COPIED + self._source.length:
            raise FileError("too many values are copied between names", line=1)

    # Statements

    def _follow(self, body: Iterable[ast.stmt], frame: _Frame) -> None:
        for statement in body:
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                self._assignment(statement, frame)
            else:
                self._calls(statement, frame)
                self._statement(statement, frame)

    def _statement(self, statement: ast.stmt, frame: _Frame) -> None:
        match statement:
            case ast.AugAssign():
                self._augment(statement, frame)
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="update", value=target)) as call):
                self._update(target, call, frame)
            case ast.If():
                self._branches(_arms(statement), statement, frame)
            case ast.Match(cases=cases):
                self._branches([case.body for case in cases], statement, frame)
            case ast.For() | ast.AsyncFor() | ast.While():
                self._loop(statement, frame)
            case ast.With() | ast.AsyncWith():
                self._with(statement, frame)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._define(statement, frame)
            case ast.ClassDef():
                self._class(statement, frame)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                for alias in names:
                    self._name((alias.asname or alias.name).partition(".")[0], statement.lineno, frame)
            case ast.Global(names=names):
                for name in names:
                    unknown = _Node(self._source.scalar(statement, None, f"{_ELSEWHERE}: {name}"))
                    self._bind((name,), unknown, statement.lineno, frame._replace(scope=self._module))
            case ast.Delete(targets=targets):
                for target in targets:
                    self._delete(target, frame)
        if isinstance(statement, _TRY):
            self._try(statement, frame)

    def _assignment(self, statement: ast.Assign | ast.AnnAssign, frame: _Frame) -> None:
        if statement.value is None:
            return
        node = self._build(statement.value, frame._replace(owning=frame.shown))
        self._calls(statement, frame)
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            self._unpack(target, statement.value, node, frame)

    def _unpack(self, target: ast.expr, value: ast.expr, node: _Node, frame: _Frame) -> None:
        if not isinstance(target, ast.Tuple | ast.List):
            self._set(target, node, frame)
            return
        starred = any(isinstance(part, ast.Starred) for part in target.elts)
        for index, part in enumerate(target.elts):
            bound = None if starred else node.children.get(index)
            known = bound.node if bound else _Node(self._computed(value))
            self._unpack(part.value if isinstance(part, ast.Starred) else part, value, known, frame)

    def _augment(self, statement: ast.AugAssign, frame: _Frame) -> None:
        old = self._build(statement.target, frame)
        if old.children:
            more = self._build(statement.value, frame)
            self._spend(len(more.children))
            old.children.update(enumerate([*more.children.values()], len(old.children)))
            return
        by = self._number(statement.value, frame.scope)
        number = _operated(statement.op, old.scalar.number if old.scalar else None, by)
        self._set(statement.target, _Node(self._computed(statement, number)), frame)

    def _update(self, target: ast.expr, call: ast.Call, frame: _Frame) -> None:
        path, given = _path(target), _Node()
        if not path:
            return
        for argument in call.args:
            self._spread(given, argument, frame)
        self._keywords(given, call, frame)
        for key, bound in given.children.items():
            self._bind((*path, key), bound.node, bound.lines[0], frame)

    def _branches(self, arms: Iterable[Sequence[ast.stmt]], statement: ast.stmt, frame: _Frame) -> None:
        for number, body in enumerate(arms):
            self._follow(body, frame._replace(arms=(*frame.arms, (id(statement), number))))

    def _try(self, statement: ast.Try, frame: _Frame) -> None:
        self._follow(statement.body, frame)
        self._branches([handler.body for handler in statement.handlers], statement, frame)
        self._follow([*statement.orelse, *statement.finalbody], frame)

    def _loop(self, statement: ast.For | ast.AsyncFor | ast.While, frame: _Frame) -> None:
        inside = frame._replace(arms=(*frame.arms, (id(statement), 0)), loop=True)
        for name in _stored(*([] if isinstance(statement, ast.While) else [statement.target]), *statement.body):
            self._set(name, _Node(self._source.scalar(name, None)), inside)
        self._follow(statement.body, inside)
        self._follow(statement.orelse, frame)

    def _with(self, statement: ast.With | ast.AsyncWith, frame: _Frame) -> None:
        for item in statement.items:
            if item.optional_vars:
                self._unpack(item.optional_vars, item.context_expr, _Node(opaque=_ELSEWHERE), frame)
            if isinstance(item.context_expr, ast.Call) and _callee(item.context_expr) == "read_base":
                for inner in statement.body:
                    self._inherit(inner, frame)
        self._follow(statement.body, frame)

    def _inherit(self, statement: ast.stmt, frame: _Frame) -> None:
        if not isinstance(statement, ast.ImportFrom):
            return
        for module in [statement.module] if statement.module else [alias.name for alias in statement.names]:
            bases = _found(("_base_",), frame.scope)
            scalar = self._source.scalar(statement, _imported_file(module, statement.level), "an import")
            self._bind(("_base_", len(bases.children) if bases else 0), _Node(scalar), statement.lineno, frame)

    def _define(self, statement: ast.FunctionDef | ast.AsyncFunctionDef, frame: _Frame) -> None:
        self._name(statement.name, statement.lineno, frame)
        scope = frame.scope
        while scope.of_class and scope.outer:
            scope = scope.outer
        self._functions.append((statement, scope))

    def _function(self, function: ast.FunctionDef | ast.AsyncFunctionDef, outer: _Scope) -> None:
        scope = _hiding(_parameters(function.args), outer)
        self._follow(function.body, _Frame(scope, ((id(function), 0),), shown=False))

    def _class(self, statement: ast.ClassDef, frame: _Frame) -> None:
        node = _Node(opaque=_A_NAME)
        self._follow(statement.body, frame._replace(scope=_Scope(node, frame.scope, of_class=True)))
        self._bind((statement.name,), node, statement.lineno, frame)

    def _delete(self, target: ast.expr, frame: _Frame) -> None:
        path = _path(target)
        if path and not frame.arms:
            holder = _found(path[:-1], frame.scope) if path[1:] else _holder(path[0], frame.scope)
            if holder:
                holder.children.pop(path[-1], None)

    # Names

    def _set(self, target: ast.expr, node: _Node, frame: _Frame) -> None:
        path = _path(target)
        if path:
            self._bind(path, node, target.lineno, frame)

    def _name(self, name: str, line: int, frame: _Frame) -> None:
        self._bind((name,), _Node(opaque=_A_NAME), line, frame)

    def _bind(self, path: Path, node: _Node, line: int, frame: _Frame) -> None:
        if len(path) > _DEEPEST:
            raise FileError("nested too deeply", line=line)
        owner = (_holder(path[0], frame.scope) if len(path) > 1 else None) or frame.scope.names
        for key in path[:-1]:
            owner = owner.children.setdefault(key, _Bound(_Node(), (line,), frame.arms)).node
        new = _Bound(self._varying(node, (line,), {}) if frame.loop else node, (line,), frame.arms)
        owner.children[path[-1]] = self._joined(owner.children.get(path[-1]), new)

    def _varying(self, node: _Node, lines: tuple[int, ...], copies: dict[_Node, _Node]) -> _Node:
        """Return a copy in which no value is known."""
        if node in copies:
            return copies[node]
        self._spend()
        copy = copies[node] = _Node(node.scalar and _unsure(node.scalar, lines), node.opaque)
        for key, bound in node.children.items():
            copy.children[key] = bound._replace(node=self._varying(bound.node, bound.lines, copies))
        return copy

    def _joined(self, old: _Bound | None, new: _Bound) -> _Bound:
        """Return what a name stands for after it has been set, perhaps not for the first time."""
        if old is None:
            return new
        certain = old.arms[: len(new.arms)] == new.arms
        merged = self._merged(old, new, {}, certain=certain)
        return merged if certain else merged._replace(arms=_common(old.arms, new.arms))

    def _merged(self, old: _Bound, new: _Bound, copies: dict[tuple[_Node, _Node], _Node], *, certain: bool) -> _Bound:
        before, after, lines = old.node, new.node, _few(old.lines + new.lines)
        shared = [key for key in after.children if key in before.children]
        if before is after or (certain and not shared and not (before.scalar and after.scalar)):
            return _Bound(after, lines, new.arms)
        if (before, after) not in copies:
            self._spend(len(before.children) + len(after.children))
            node = _Node(_either(before.scalar, after.scalar, lines, certain=certain), after.opaque)
            copies[before, after] = node
            node.children = {**({} if certain else before.children), **after.children}
            for key in shared:
                node.children[key] = self._merged(before.children[key], after.children[key], copies, certain=certain)
        return _Bound(copies[before, after], lines, new.arms)

    # Values

    def _build(self, value: ast.expr, frame: _Frame) -> _Node:
        match value:
            case ast.Constant():
                return _Node(self._source.constant(value))
            case ast.Dict():
                return self._dict(value, frame)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return self._list(items, frame)
            case ast.Set(elts=[ast.Set(elts=[inner])]):
                return self._build(inner, frame)
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self._referred(value, frame.scope)
            case ast.Call():
                return self._call(value, frame)
        number = self._number(value, frame.scope)
        if isinstance(value, ast.UnaryOp) and _SIGNED.fullmatch(self._source.of(value)):
            return _Node(self._source.scalar(value, self._source.of(value), number=number))
        return _Node(self._computed(value, number))

    def _computed(self, node: ast.expr | ast.stmt, number: float | None = None) -> _Scalar:
        text = None if number is None else repr(number)
        return self._source.scalar(node, text, f"computed: {self._source.short(node)}", number)

    def _referred(self, value: ast.expr, scope: _Scope) -> _Node:
        path, dotted = _path(value), _dotted(value)
        found = _found(path, scope) if path else None
        if found and not found.opaque:
            return found
        root = _found(path[:1], scope) if path else None
        if (found and found.opaque == _A_NAME) or (dotted and _is_name(dotted, root)):
            return _Node(self._source.scalar(value, dotted or None, _A_NAME))
        return _Node(self._source.scalar(value, None, f"{_ELSEWHERE}: {self._source.short(value)}"))

    def _dict(self, value: ast.Dict, frame: _Frame) -> _Node:
        node = _Node()
        for key, item in zip(value.keys, value.values, strict=True):
            if key is None:
                self._spread(node, item, frame)
            elif isinstance(key, ast.Constant) and isinstance(key.value, str | int):
                self._put(node, key.value, item, frame)
        return node

    def _list(self, items: Iterable[ast.expr], frame: _Frame) -> _Node:
        node = _Node()
        for item in items:
            if not isinstance(item, ast.Starred):
                self._put(node, len(node.children), item, frame)
                continue
            more = self._build(item.value, frame)
            if more.scalar:
                break
            self._spend(len(more.children))
            node.children.update(enumerate(more.children.values(), len(node.children)))
        return node

    def _put(self, node: _Node, key: str | int, value: ast.expr, frame: _Frame) -> None:
        node.children[key] = _Bound(self._build(value, frame), (value.lineno,), frame.arms)

    def _spread(self, node: _Node, value: ast.expr, frame: _Frame) -> None:
        more = self._build(value, frame)
        self._spend(len(more.children))
        node.children.update(more.children)

    # Calls

    def _call(self, call: ast.Call, frame: _Frame) -> _Node:
        name = _callee(call)
        if name in _FIELD_CALLS:
            return self._field(call, frame)
        if _dotted(call.func) == "dict":
            return self._mapping(call, frame)
        target = _target(call)
        told = name[:1].isupper() or (name and call.keywords and name not in _UNREAD)
        if target is call.func and not told:
            return _Node(self._computed(call, self._number(call, frame.scope)))
        self._own(call, frame)
        node = _Node()
        named = self._source.scalar(target, _dotted(target) or None, _A_NAME)
        node.children["_target_"] = _Bound(_Node(named), (target.lineno,), frame.arms)
        for index, argument in enumerate(call.args):
            self._positional(node, index, argument, frame)
        self._keywords(node, call, frame)
        return node

    def _own(self, call: ast.Call, frame: _Frame) -> None:
        if frame.owning:
            self._owned.add(id(call))

    def _field(self, call: ast.Call, frame: _Frame) -> _Node:
        self._own(call, frame)
        default = _keyword(call, "default") or next(iter(call.args), None)
        return self._build(default, frame) if default else _Node(self._computed(call))

    def _mapping(self, call: ast.Call, frame: _Frame) -> _Node:
        self._own(call, frame)
        node = _Node()
        for argument in call.args:
            self._spread(node, argument, frame)
        self._keywords(node, call, frame)
        return node

    def _positional(self, node: _Node, index: int, argument: ast.expr, frame: _Frame) -> None:
        built = self._build(argument, frame)
        number = built.scalar.number if built.scalar else None
        if number is not None or (built.children and isinstance(argument, _CONTAINERS)):
            node.children[index] = _Bound(built, (argument.lineno,), frame.arms)

    def _keywords(self, node: _Node, call: ast.Call, frame: _Frame) -> None:
        for keyword in call.keywords:
            if keyword.arg:
                self._put(node, keyword.arg, keyword.value, frame)
            else:
                self._spread(node, keyword.value, frame)

    def _calls(self, statement: ast.stmt, frame: _Frame) -> None:
        """Put down the calls of a statement that no assignment has put down."""
        waiting = [(node, frame) for node in _headers(statement)]
        while waiting:
            node, seen_from = waiting.pop()
            if isinstance(node, _FORMATTED):
                continue
            if isinstance(node, ast.Call) and id(node) not in self._owned:
                self._give_call(node, seen_from)
            if isinstance(node, ast.NamedExpr):
                perhaps = seen_from._replace(arms=(*seen_from.arms, (id(node), 0)))
                self._set(node.target, self._build(node.value, perhaps), perhaps)
            if isinstance(node, _LAMBDA_LIKE):
                seen_from = frame._replace(scope=_hiding(_bound_in(node), seen_from.scope))
            waiting += [(child, seen_from) for child in ast.iter_child_nodes(node)]

    def _give_call(self, call: ast.Call, frame: _Frame) -> None:
        name = _callee(call)
        if name in _OPTION_CALLS:
            self._give_option(call, frame)
        elif name and name not in _UNREAD and not (name == "update" and isinstance(call.func, ast.Attribute)):
            node = _Node()
            self._keywords(node, call, frame)
            for key, bound in node.children.items():
                if "_target_" not in bound.node.children:
                    self._give((name, key), bound.node)

    def _give_option(self, call: ast.Call, frame: _Frame) -> None:
        option, default = _option(call), _keyword(call, "default")
        if option and default and not (isinstance(default, ast.Constant) and default.value is None):
            self._give((option,), self._build(default, frame))

    # Numbers

    def _number(self, node: ast.expr, scope: _Scope, depth: int = 0) -> float | None:
        """Return what an expression of constants and known names comes to; None for any other."""
        if depth > _DEEPEST:
            return None
        match node:
            case ast.Constant():
                return self._source.constant(node).number
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                applied = operator.neg if isinstance(sign, ast.USub) else operator.pos
                return _calculated(applied, self._number(operand, scope, depth + 1))
            case ast.BinOp(left=left, op=op, right=right):
                first = self._number(left, scope, depth + 1)
                return _operated(op, first, self._number(right, scope, depth + 1))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
                return _calculated(_FUNCTIONS[name], *[self._number(one, scope, depth + 1) for one in arguments])
        path = _path(node)
        found = _found(path, scope) if path else None
        return found.scalar.number if found and found.scalar else None
