"""Launch scripts of bash and SLURM: flags, variables, overrides, ``#SBATCH`` lines and JSON in here-documents.

A script is cut into commands and words as a shell would do it, then read from top to bottom with a table of the
variables set so far; nothing is executed. A value given through a variable has the place of the assignment. Text in
quotes that holds flags (``ARGS="--lr 1e-4"``, ``eval "..."``) is read as a command of its own, where it stands.

What a shell would refuse and the author plainly meant is read as meant: spaces behind a continuing backslash, and a
commented line between continued ones.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from lrscale.errors import FileError
from lrscale.files.document import Document, Leaf, Path
from lrscale.numerals import cut

__all__ = ["SUFFIXES", "read"]

SUFFIXES = frozenset({".sh", ".bash", ".slurm", ".sbatch", ".zsh", ".isc", ".job"})

# Programs whose options say nothing about a training.
_TOOLS = frozenset(
    "[ [[ test echo printf log mkdir cd pushd popd rm ls cp mv ln cat tar unzip wget curl sed grep awk head tail tr cut"
    " sort uniq wc find tee date sleep set unset shift read source . pip pip3 conda mamba apt apt-get git module"
    " ulimit chmod chown kill pkill trap wait exit return which type hash alias getopt getopts scontrol nvidia-smi scp"
    " rsync jq bc seq basename dirname realpath touch hostname true false let ps".split()
)
_PROGRAMS = frozenset("python python3 torchrun accelerate deepspeed bash sh srun".split())
_DECLARATIONS = frozenset("export declare local readonly typeset".split())
_TRANSPARENT = frozenset("then do ! time exec nohup sudo command env".split())
_OPENING = {"if": "if", "while": "loop", "until": "loop"}
_CLOSING = {"fi": "if", "done": "loop", "esac": "case", "}": "{"}
# Launchers' options that stand before the name of a script and take no value.
_SWITCHES = frozenset(
    "-u -O -E -s --standalone --multi_gpu --multi-gpu --use_env --use-env --no_python --no-python --no_local_rank"
    " --use_deepspeed --use_fsdp --cpu --exclusive --unbuffered --label --use_xpu --tpu --debug --force_multi".split()
)
_SLURM = {
    "-N": ("SLURM_NNODES", "SLURM_JOB_NUM_NODES"),
    "--nodes": ("SLURM_NNODES", "SLURM_JOB_NUM_NODES"),
    "-n": ("SLURM_NTASKS",),
    "--ntasks": ("SLURM_NTASKS",),
    "--ntasks-per-node": ("SLURM_NTASKS_PER_NODE",),
    "--gpus-per-node": ("SLURM_GPUS_PER_NODE", "SLURM_GPUS_ON_NODE"),
    "--gres": ("SLURM_GPUS_PER_NODE", "SLURM_GPUS_ON_NODE"),
}

_BLANK = re.compile(r"[ \t\r\f\v]+")
_CONTINUATION = re.compile(r"\\+(?:[ \t\r]*(?:\n|\Z)|[ \t]+#[^\n]*\n)")
_BETWEEN = re.compile(r"\s+|#[^\n]*|\\+[ \t\r]*(?:\n|\Z)")
_PLAIN = re.compile(r"""[^ \t\r\f\v\n\\"'`$;|&<>()]+""")
_PLAIN_IN_STRING = re.compile(r"""[^ \t\r\f\v\n\\"'`$;|&<>]+""")
_INSIDE = re.compile(r"[^\\$`]+")
_REDIRECTION = re.compile(r"\d*(?:<<<|<<-?|<>|[<>]&|>>|>\||[<>])|&>>?")
_DELIMITER = re.compile(r"""[ \t]*(\\|["'])?([A-Za-z_!][\w!.-]*)["']?""")
_DELIMITER_LINE = re.compile(r"^[ \t]*([A-Za-z_!][\w!.-]*)[ \t\r]*$", re.MULTILINE)
_OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\(\(|\([ \t]*\)|[;|&()]")
_MARK = re.compile(r"""\\.|\$\(|\$\{|<<-?[ \t]*\\?["']?([A-Za-z_!][\w!.-]*)|["'`()}]""", re.DOTALL)
_ENDS = {"$(": ")", "(": ")", "${": "}", '"': '"', "`": "`"}
_VARIABLE = re.compile(r"\$([A-Za-z_]\w*|[\d@*#?$!-])")
_BRACES = re.compile(r"\$\{(#?)([A-Za-z_]\w*|\d+|[@*])(?:\[([\w@*]{1,40})\])?(?:\}|:?([-=?]))")
_BACKSLASHES = re.compile(r"\\+")
_NOT_BLANK = re.compile(r"\S")
_SPACE = re.compile(r"\s")
_MANY = re.compile(r"[{*?]")
_QUOTING = re.compile(r"[\\'\"]")
_EXPR = re.compile(r"(?:\$\(|`)\s*expr\s")
_BARE = re.compile(r"[A-Za-z_]\w*")

_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*(?:\[\w{1,40}\])?)(\+?)=")
_FLAG = re.compile(r"(--?[A-Za-z][\w.:/@+-]*)(=|$)")
_DASHED = re.compile(r"--|-[A-Za-z]")
_OVERRIDE = re.compile(r"[+~]{0,2}([A-Za-z_][\w.@/-]*)=(?!=)")
_YACS = re.compile(
    r"(?!.*\.(?:py|sh|json|jsonl|ya?ml|txt|md|pth?|csv|toml|cfg|bin)$)[A-Z][A-Z0-9_]*(?:\.\w+)+"
    r"|NUM_(?:GPUS|SHARDS)"
)
_FLAGS = re.compile(r"""(?<![^\s"'(=])(?:--[A-Za-z]|-[A-Za-z]\w*[ \t]+[\d.$"'\\])""")
_SETTINGS = re.compile(r"""(?<![^\s"'(])(?:[+~]{0,2}[A-Za-z_]\w*(?:\.\w+)+=|[A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)+[ \t])""")
_ARGUMENT = re.compile(r"from the environment: \$(?:\d+|OPTARG)")
_REST = re.compile(r"(?:^[@*]$|args|opts|options|flags|extra|overrides|cmd)", re.IGNORECASE)
_DIRECTIVE = re.compile(
    r"""[ \t](--[A-Za-z][\w-]*(?=[=\s]|$)|-[A-Za-z])(?:(?:=|[ \t]*)(?:"([^"\n]*)"|([^\s"#=-][^\s#]*)))?"""
)
_COUNT = re.compile(r"(?:(?:gpu:)?[A-Za-z][\w.-]*:)?(\d+)")
_JSON = re.compile(
    r'"([^"\\\n]*(?:\\.[^"\\\n]*)*)"|([{}\[\]:,])|\s+'
    r'|((?:\$\{[^}\n]{0,80}\}|\$\(\([^\n]{0,80}?\)\)|[^\s{}\[\],:"])+)'
)
_SUM = re.compile(r"[\d\s()+*/%-]{1,400}")
_SUM_TOKEN = re.compile(r"\d+|\*\*|[-+*/%()]")
_LEVELS = (("+", "-"), ("*", "/", "%"), ("**",))

# Judgement: no launch script is as long, and a shell's text takes seconds a megabyte to read.
_LONGEST = 300_000
# Judgement: beyond these sizes nobody wrote the text by hand, and the value is given as unknown.
_NESTED, _BRANCHES, _ASSIGNMENTS, _LETTERS = 4, 24, 32, 200


class _Value(NamedTuple):
    """What a word comes to, where another value would be written, and why it cannot be."""

    text: str | None
    start: int
    end: int
    locked: str = ""
    flags: bool = False


class _Part(NamedTuple):
    """A stretch of a word: a literal, variable, arithmetic or command.

    Attributes:
        kind: one of these names.
        text: the characters, or the variable's name.
        start: index of its first character.
        end: index behind it.
        quote: where the quote around it opens, -1 without one.
        inner: where a variable's default or the expression starts, -1 without one.
        assigns: whether a variable's default is assigned to it.
    """

    kind: str
    text: str
    start: int
    end: int
    quote: int = -1
    inner: int = -1
    assigns: bool = False


class _Word:
    """A word: its parts, and as ``strings`` what stands in quotes: start, end, backslashes before a quote in there."""

    def __init__(self, start: int) -> None:
        self.start = self.end = start
        self.parts: list[_Part] = []
        self.strings: list[tuple[int, int, int]] = []

    def add(self, parts: list[_Part], end: int) -> None:
        self.parts += parts
        self.end = end

    @property
    def head(self) -> str:
        return self.parts[0].text if self.parts[0].kind == "literal" else ""

    @property
    def bare(self) -> str:
        """Its text where it is one literal without quotes."""
        return self.head if len(self.parts) == 1 and self.parts[0].quote < 0 else ""

    def behind(self, length: int) -> list[_Part]:
        """Return the parts behind the first characters."""
        head = self.parts[0]
        rest = head._replace(text=head.text[length:], start=head.start + length)
        return [rest, *self.parts[1:]] if rest.text or len(self.parts) == 1 else self.parts[1:]


_Branch = tuple[tuple[int, int], ...]


class _Setting(NamedTuple):
    """A value a variable was given: in which line and branch, and whether a test of the variable stands before."""

    value: _Value
    line: int
    branch: _Branch
    tested: bool


class _Frame:
    """A construct that is open: its kind, number and branch; in a ``case``, whether a pattern comes next."""

    def __init__(self, kind: str, number: int, *, branches: bool) -> None:
        self.kind, self.number, self.branches = kind, number, branches
        self.arm, self.pattern = 0, kind == "case"


class _Command:
    """The words since the last separator, and what has been seen around them."""

    def __init__(self) -> None:
        self.words: list[_Word] = []
        self.documents: list[tuple[str, bool]] = []
        self.continued = self.conditional = self.redirected = self.to_file = False
        self.program = ""


def _calculate(source: str) -> str | None:
    """Return the value of an arithmetic expression of whole numbers, as bash computes it; None where it does not.

    >>> _calculate("(64 + 6) / -(2 ** 3)"), _calculate("-7 % 4"), _calculate("1 / 0"), _calculate("2 +")
    ('-8', '-3', None, None)
    """
    tokens = _SUM_TOKEN.findall(source)[::-1] if _SUM.fullmatch(source) else []
    try:
        result = _operation(tokens, 0)
    except (ArithmeticError, LookupError, RecursionError, ValueError):
        return None
    return None if tokens else str(result)


def _operation(tokens: list[str], level: int) -> int:
    if level == len(_LEVELS):
        return _operand(tokens)
    left = _operation(tokens, level + 1)
    while tokens and tokens[-1] in _LEVELS[level]:
        sign = tokens.pop()
        left = _apply(sign, left, _operation(tokens, level + (sign != "**")))
    return left


def _operand(tokens: list[str]) -> int:
    first = tokens.pop()
    if first in _LEVELS[0]:
        return _operand(tokens) * (-1 if first == "-" else 1)
    if first != "(":
        # A leading zero makes the number octal.
        return int(first, 8 if first.startswith("0") else 10)
    inner = _operation(tokens, 0)
    return inner if tokens.pop() == ")" else int(first)


def _apply(sign: str, left: int, right: int) -> int:
    if max(abs(left), abs(right)) >= 2**63 or (sign == "**" and not 0 <= right < 64):
        raise OverflowError
    if sign in "/%":
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        return quotient if sign == "/" else left - quotient * right
    if sign == "**":
        return int(left**right)
    return left * right if sign == "*" else left + (right if sign == "+" else -right)


class _Scanner:
    """Words and quotes of a text, by their places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._delimiters: dict[str, list[int]] = {}
        for match in _DELIMITER_LINE.finditer(text) if "<<" in text else ():
            self._delimiters.setdefault(match[1], []).append(match.start())

    def line(self, position: int) -> int:
        return bisect_left(self._line_ends, position) + 1

    def delimiter(self, name: str, position: int, end: int) -> int:
        """Return where the line that ends a here-document starts; ``end`` where there is none."""
        starts = self._delimiters.get(name, [])
        index = bisect_left(starts, position)
        return min(starts[index], end) if index < len(starts) else end

    def closing(self, start: int, end: int, *, strict: bool) -> int:
        """Return the index behind the quote, ``$(`` or ``${`` that opens at ``start``; ``end`` where it stays open."""
        wanted: list[str] = []
        position = start
        while match := _MARK.search(self.text, position, end):
            mark, position, inside = match[0], match.end(), wanted[-1] if wanted else ""
            if mark == inside:
                wanted.pop()
                if not wanted:
                    return position
            elif inside in ('"', "}"):
                wanted += [_ENDS[mark]] if mark in ("$(", "${", "`") or (mark == '"' and inside == "}") else []
            elif inside != "`" and match[1]:
                found = self.delimiter(match[1], position, end)
                position = found if found < end else position
            elif inside != "`" and mark == "'":
                position = self.text.find("'", position, end) + 1 or end
            elif inside != "`" and mark in _ENDS:
                wanted.append(_ENDS[mark])
        return self._unclosed(start, end, strict=strict)

    def _unclosed(self, start: int, end: int, *, strict: bool) -> int:
        if strict:
            opening = self.text[start : start + 1 + (self.text[start] == "$")]
            raise FileError(f"{opening} is never closed; expected a shell script", line=self.line(start))
        return end

    def word(self, start: int, end: int, escape: int, *, strict: bool = False, in_string: bool = False) -> _Word:
        """Return the word at ``start``, of one character at least.

        ``escape`` backslashes stand before a double quote that opens a string; where there are any, a quote without
        them ends or reopens the string around and says nothing.
        """
        text, plain, word = self.text, _PLAIN_IN_STRING if in_string else _PLAIN, _Word(start)
        while word.end < end:
            position, letter = word.end, text[word.end]
            if match := plain.match(text, position, end):
                word.add([_Part("literal", match[0], position, match.end())], match.end())
            elif letter in "$`":
                part = self.expansion(position, end, -1, strict=strict)
                word.add([part], part.end)
            elif letter == "\\" and not _CONTINUATION.match(text, position, end):
                self._escaped(word, end, escape)
            elif letter == '"' and escape:
                word.end += 1
            elif letter == '"':
                behind = self.closing(position, end, strict=strict)
                closed = behind - 1 > position and text[behind - 1] == letter
                self._double_quoted(word, position + 1, behind - closed, behind, 1)
            elif letter == "'":
                self._single_quoted(word, end, escape, strict=strict)
            else:
                break
        if not word.parts:
            behind = max(word.end, start + 1)
            word.add([_Part("literal", text[start:behind], start, behind)], behind)
        return word

    def _double_quoted(self, word: _Word, low: int, high: int, behind: int, escape: int) -> None:
        word.strings.append((low, high, escape))
        word.add(self.inside(low, high, low) or [_Part("literal", "", low, low, low)], behind)

    def _single_quoted(self, word: _Word, end: int, escape: int, *, strict: bool) -> None:
        low = word.end + 1
        high = self.text.find("'", low, end)
        if high < 0:
            self._unclosed(low - 1, end, strict=strict)
            word.add([_Part("literal", "'", low - 1, low)], low)
        else:
            word.strings.append((low, high, escape))
            word.add([_Part("literal", self.text[low:high], low, high, low)], high + 1)

    def _escaped(self, word: _Word, end: int, escape: int) -> None:
        start = word.end
        run = _BACKSLASHES.match(self.text, start, end)
        low = run.end() if run else start
        letter = self.text[low : min(low + 1, end)]
        if low - start == escape and letter == '"':
            close = re.compile(rf'(?<!\\)\\{{{escape}}}"').search(self.text, low + 1, end)
            high, behind = (close.start(), close.end()) if close else (end, end)
            self._double_quoted(word, low + 1, high, behind, 2 * escape + 1)
        elif low - start == escape and letter == "$":
            word.end = low
        else:
            odd = letter if (low - start) % 2 and letter != "\n" else ""
            text = "\\" * ((low - start) // 2) + odd
            word.add([_Part("literal", text, start, low + len(odd))], low + len(odd))

    def inside(self, low: int, high: int, quote: int) -> list[_Part]:
        """Return the parts of what stands in double quotes."""
        parts: list[_Part] = []
        position = low
        while position < high:
            letter = self.text[position]
            if match := _INSIDE.match(self.text, position, high):
                parts.append(_Part("literal", match[0], position, match.end(), quote))
            elif letter == "\\":
                escaped = self.text[position + 1 : min(position + 2, high)]
                text = escaped if escaped in '"\\$`' else "\\" + escaped
                text = "" if escaped == "\n" else text
                parts.append(_Part("literal", text, position, position + 1 + len(escaped), quote))
            else:
                parts.append(self.expansion(position, high, quote, strict=False))
            position = parts[-1].end
        return parts

    def expansion(self, start: int, end: int, quote: int, *, strict: bool) -> _Part:
        """Return what starts with ``$`` or a backquote."""
        text = self.text
        if match := _VARIABLE.match(text, start, end):
            return _Part("variable", match[1], start, match.end(), quote)
        if text.startswith(("$(", "${", "`"), start, end):
            behind = self.closing(start, end, strict=strict)
            braces = text.startswith("${", start)
            return self._braces(start, behind, quote) if braces else self._command(start, behind, quote)
        bracket = text.find("]", start, min(end, start + _LETTERS)) if text.startswith("$[", start, end) else -1
        if bracket > 0:
            return _Part("arithmetic", "$[", start, bracket + 1, quote, start + 2)
        dollar = "" if quote < 0 and text.startswith(("'", '"'), start + 1, end) else text[start]
        return _Part("literal", dollar, start, start + 1, quote)

    def _command(self, start: int, end: int, quote: int) -> _Part:
        if match := _EXPR.match(self.text, start, end):
            return _Part("arithmetic", "expr", start, end, quote, match.end())
        if self.text.startswith("$((", start, end) and self.text[start:end].endswith("))"):
            return _Part("arithmetic", "$((", start, end, quote, start + 3)
        return _Part("command", "", start, end, quote)

    def _braces(self, start: int, end: int, quote: int) -> _Part:
        match = _BRACES.match(self.text, start, end)
        if not match:
            return _Part("command", "", start, end, quote)
        index = f"[{match[3]}]" if match[3] and match[3].isdecimal() else ""
        name = f"{match[1]}{match[2]}{index}"
        inner = match.end() if match[4] and match[4] in "-=" else -1
        return _Part("variable", name, start, end, quote, inner, match[4] == "=")


class _Variables:
    """The variables set so far, and what words come to with them."""

    def __init__(self, scanner: _Scanner) -> None:
        self._scanner = scanner
        self._settings: dict[str, list[_Setting]] = {}
        self.batch: dict[str, _Value] = {}
        self.branch: _Branch = ()

    def __contains__(self, name: str) -> bool:
        return name in self._settings

    def assign(self, name: str, value: _Value, start: int, *, tested: bool = False) -> None:
        """Take note of a value; ``NAME=${NAME:-8}`` changes nothing once the name is set."""
        settings = self._settings.setdefault(name, [])
        if not settings or value.text is None or settings[-1].value[:3] != value[:3]:
            settings.append(_Setting(value, self._scanner.line(start), self.branch, tested))

    def resolve(self, parts: list[_Part], depth: int = 0) -> _Value:
        """Return what parts of a word come to."""
        start, end = parts[0].start, parts[-1].end
        if all(part.kind == "literal" and part.quote == parts[0].quote for part in parts):
            return _Value("".join([part.text for part in parts]), start, end)
        if len(parts) == 1:
            return self._part(parts[0], depth)
        values = [self._part(part, depth) for part in parts]
        texts = [value.text for value in values if value.text is not None]
        known = len(texts) == len(values) and sum(map(len, texts)) <= _LETTERS
        flags = any(value.flags for value in values)
        return _Value("".join(texts) if known else None, start, end, self._computed(start, end), flags)

    def _computed(self, start: int, end: int) -> str:
        return "computed: " + cut(self._scanner.text[start : min(end, start + _LETTERS)])

    def _part(self, part: _Part, depth: int) -> _Value:
        if part.kind == "literal":
            return _Value(part.text, part.start, part.end)
        if part.kind == "arithmetic":
            source = self._expression(part, depth)
            return _Value(_calculate(source), part.start, part.end, self._computed(part.start, part.end))
        if part.kind == "command":
            source = cut(self._scanner.text[part.start : min(part.end, part.start + _LETTERS)])
            kind = "computed" if source.startswith("${") else "computed by a command"
            return _Value(None, part.start, part.end, f"{kind}: {source}")
        value = self.value(part)
        if part.inner < 0 or value.text or depth > _NESTED or not _unset(value):
            return value
        if part.inner == part.end - 1:
            return _Value("", part.inner, part.inner)
        default = self._scanner.word(part.inner, part.end - 1, 0, in_string=True)
        if default.end < part.end - 1:
            return _Value(None, part.start, part.end, self._computed(part.start, part.end))
        return self.resolve(default.parts, depth + 1)

    def _expression(self, part: _Part, depth: int) -> str:
        high = part.end - (2 if part.text == "$((" else 1)
        if high - part.inner > _LETTERS or depth > _NESTED:
            return ""
        texts = []
        for piece in self._scanner.inside(part.inner, high, -1):
            if piece.kind == "literal":
                texts.append(_BARE.sub(self._bare, _QUOTING.sub("", piece.text)))
            else:
                texts.append(f"({self._part(piece, depth + 1).text})")
        return "".join(texts)

    def _bare(self, match: re.Match[str]) -> str:
        return f"({self.value(_Part('variable', match[0], 0, 0)).text})"

    def value(self, variable: _Part) -> _Value:
        """Return the value of a variable at this place of the script."""
        name, unset = variable.text, f"from the environment: ${variable.text}"
        settings = [
            setting
            for setting in self._settings.get(name, ())[-_ASSIGNMENTS:]
            if not _exclusive(setting.branch, self.branch)
        ]
        if not settings:
            return self.batch.get(name) or _Value(None, variable.start, variable.end, unset)
        return self._settled(_reaching(settings, self.branch), settings)

    def _settled(self, reaching: list[_Setting], settings: list[_Setting]) -> _Value:
        last = reaching[-1].value
        if any(setting.value.flags for setting in reaching):
            return last._replace(text=None, flags=True, locked=last.locked or "may hold flags")
        tested = any(setting.tested for setting in reaching)
        counted = [setting for setting in settings if setting in reaching or not _given(setting, tested=tested)]
        if len(counted) < 2:
            return last
        lines = sorted({setting.line for setting in counted})
        times = "twice" if len(counted) == 2 else f"{len(counted)} times"
        places = (
            f"(line{'s'[: len(lines) > 1]} " + ", ".join(map(str, lines[:5])) + (", ...)" if len(lines) > 5 else ")")
        )
        if all(setting.value.text == last.text for setting in reaching):
            return last._replace(locked=f"set {times} {places}" if last.text is not None else last.locked)
        return last._replace(text=None, locked=f"set more than once {places}")


def _unset(value: _Value) -> bool:
    return value.text == "" or (value.text is None and value.locked.startswith("from the environment"))


def _given(setting: _Setting, *, tested: bool) -> bool:
    """Say whether a setting leaves the value to who starts the script: an argument, or nothing that is then tested."""
    argument = setting.value.text is None and _ARGUMENT.fullmatch(setting.value.locked)
    return bool(argument) or (tested and _unset(setting.value))


def _exclusive(one: _Branch, other: _Branch) -> bool:
    """Say whether no run passes through both branches: they part as arms of one construct."""
    for left, right in zip(one, other, strict=False):
        if left != right:
            return left[0] == right[0]
    return False


def _reaching(settings: list[_Setting], branch: _Branch) -> list[_Setting]:
    """Return the settings whose value may hold in a branch, in the order of the file."""
    reaching: list[_Setting] = []
    for setting in reversed(settings):
        reaching.insert(0, setting)
        if setting.branch == branch[: len(setting.branch)]:
            break
    tested = any(setting.tested for setting in reaching)
    known = [setting for setting in reaching if not _given(setting, tested=tested)]
    return known if known and (tested or known[0] is reaching[0]) else reaching


class _Script:
    """A script on its way to a document: its commands are run through, each for what it says."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.leaves: list[Leaf] = []
        self.words: set[str] = set()
        self._scanner = _Scanner(text)
        self._variables = _Variables(self._scanner)
        self._frames: list[_Frame] = []
        self._numbers = 0
        self._function = False
        self._test = (0, 0)
        self._later: list[tuple[int, list[_Part], _Branch]] = []

    def read(self) -> Document:
        """Return the document."""
        self._commands(0, len(self.text))
        for index, parts, branch in self._later:
            self._variables.branch = branch
            self.leaves[index] = self._leaf(self.leaves[index].path, self._variables.resolve(parts))
        return Document("shell", self.text, tuple(self.leaves), frozenset(self.words))

    def _commands(self, position: int, end: int, escape: int = 0, depth: int = 0, *, in_string: bool = False) -> None:
        """Run through the commands of a text, of a string in it or of a here-document."""
        command, frames = _Command(), len(self._frames)
        while position < end and depth <= _NESTED:
            letter = self.text[position]
            if match := _BLANK.match(self.text, position, end):
                position = match.end()
            elif match := _CONTINUATION.match(self.text, position, end):
                position, command.continued = match.end(), True
            elif letter == "#":
                position = self._comment(command, position, end, depth)
            elif letter == "\n":
                self._finish(command, depth, in_string=in_string)
                position = self._documents(command, position + 1, end, depth)
            elif match := _REDIRECTION.match(self.text, position, end):
                position = self._redirection(command, match, end)
            elif letter in ";|&" or (letter in "()" and not in_string):
                position = self._operator(command, position, end, depth, in_string=in_string)
            else:
                word = self._scanner.word(position, end, escape, strict=depth == 0, in_string=in_string)
                position = self._word(command, word, end)
        self._finish(command, depth, in_string=in_string)
        del self._frames[frames if depth else 0 :]

    def _word(self, command: _Command, word: _Word, end: int) -> int:
        command.continued = False
        if command.redirected:
            command.redirected = False
            return word.end
        command.words.append(word)
        if word.bare != "[[":
            return word.end
        # Its operators separate nothing.
        behind = self.text.find("]]", word.end, min(end, word.end + 500)) + 2
        word.end = max(word.end, behind)
        return word.end

    def _comment(self, command: _Command, start: int, end: int, depth: int) -> int:
        stop = self.text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if depth == 0 and self.text.startswith("#SBATCH", start):
            self._directives(start + len("#SBATCH"), stop)
        goes_on = command.continued and self.text[max(start, stop - _LETTERS) : stop].rstrip().endswith("\\")
        return min(stop + goes_on, end)

    def _directives(self, start: int, end: int) -> None:
        remark = re.compile(r"[ \t]#").search(self.text, start, end)
        for match in _DIRECTIVE.finditer(self.text, start, remark.start() if remark else end):
            group = 2 if match[2] is not None else 3
            value = self._switch(match.end())
            if match[group] is not None:
                value = _Value(match[group], *match.span(group))
            self._put(("#SBATCH", match[1]), value)
            count = _COUNT.fullmatch(match[group] or "")
            if count and (match[1] != "--gres" or match[group].startswith("gpu:")):
                known = _Value(count[1], match.start(group) + count.start(1), match.end(group))
                self._variables.batch.update(dict.fromkeys(_SLURM.get(match[1], ()), known))

    def _redirection(self, command: _Command, match: re.Match[str], end: int) -> int:
        delimiter = _DELIMITER.match(self.text, match.end(), end) if match[0].endswith(("<<", "<<-")) else None
        if delimiter:
            command.documents.append((delimiter[2], bool(delimiter[1])))
            return delimiter.end()
        command.redirected = True
        command.to_file |= ">" in match[0]
        return match.end()

    def _documents(self, command: _Command, start: int, end: int, depth: int) -> int:
        """Read the here-documents that start behind a line; return where the commands go on."""
        for name, literal in command.documents:
            stop = self._scanner.delimiter(name, start, end)
            self._document(command, start, stop, depth, literal=literal)
            start = self.text.find("\n", stop, end) + 1 or end
        command.documents, command.program, command.to_file = [], "", False
        return start

    def _document(self, command: _Command, low: int, high: int, depth: int, *, literal: bool) -> None:
        opening = _NOT_BLANK.search(self.text, low, high)
        if opening and opening[0] == "{":
            for path, parts in self._json(low, high, literal=literal):
                self._add(path, parts)
            return
        shown = command.program in ("cat", "usage") and not command.to_file and depth == 0
        foreign = command.program.startswith("python") or shown
        if not foreign and _FLAGS.search(self.text, low, high):
            self._commands(low, high, 0, max(depth, 0) + 1)

    def _json(self, low: int, high: int, *, literal: bool) -> list[tuple[Path, list[_Part]]]:
        """Return the scalars of a JSON text; none where it is not one."""
        found: list[tuple[Path, list[_Part]]] = []
        levels: list[list[str | int | None]] = []
        name: str | None = None
        position = low
        while match := _JSON.match(self.text, position, high):
            position, mark, group = match.end(), match[2], 1 if match[1] is not None else 3
            if mark in ("{", "["):
                if (levels and levels[-1][1] is None) or len(levels) > _BRANCHES:
                    return []
                levels.append([mark, None if mark == "{" else 0])
            elif mark in ("}", "]"):
                if levels.pop()[0] != ("{" if mark == "}" else "["):
                    return []
                if not levels:
                    return found
            elif mark == ",":
                slot = levels[-1][1]
                levels[-1][1] = slot + 1 if isinstance(slot, int) else None
            elif mark == ":":
                levels[-1][1], name = name, None
            elif match[group] is not None and levels[-1][1] is None:
                name = match[group]
            elif match[group] is not None:
                path = ("<<", *[slot for _, slot in levels if slot is not None])
                found.append((path, self._json_value(*match.span(group), literal=literal)))
        return []

    def _json_value(self, low: int, high: int, *, literal: bool) -> list[_Part]:
        plain = [_Part("literal", self.text[low:high], low, high)]
        return plain if literal else self._scanner.inside(low, high, -1) or plain

    def _operator(self, command: _Command, start: int, end: int, depth: int, *, in_string: bool) -> int:
        match = _OPERATOR.match(self.text, start, end)
        mark = match[0] if match else self.text[start]
        frame = self._frames[-1] if self._frames else None
        if mark == "((" and (behind := self.text.find("))", start, min(end, start + 500))) > 0:
            return behind + 2
        if mark == "|" and frame and frame.pattern:
            command.words.clear()
        elif mark[0] == "(":
            return self._parenthesis(command, mark, start, end, depth)
        elif mark == ")":
            self._close(command, depth)
        else:
            self._finish(command, depth, in_string=in_string)
            command.conditional = mark in ("&&", "||")
            if mark[0] == ";" and mark != ";" and self._frames:
                self._frames[-1].pattern = self._frames[-1].kind == "case"
        return start + len(mark)

    def _parenthesis(self, command: _Command, mark: str, start: int, end: int, depth: int) -> int:
        """Read an array, or open a subshell or a function."""
        last = command.words[-1] if command.words else None
        if last and last.end == start and (name := _ASSIGNMENT.fullmatch(last.bare)):
            command.words.pop()
            return self._array(name[1], start + 1, end, depth)
        if mark.endswith(")"):
            command.words.clear()
            self._function = True
            return start + len(mark)
        self._finish(command, depth)
        if not (self._frames and self._frames[-1].pattern):
            self._open("(", branches=False)
        return start + 1

    def _close(self, command: _Command, depth: int) -> None:
        """Close a pattern of a ``case``, or a subshell."""
        if command.words and command.words[0].bare == "case":
            self._open("case")
        frame = self._frames[-1] if self._frames else None
        if frame and frame.pattern:
            command.words.clear()
            frame.pattern, frame.arm = False, frame.arm + 1
            return
        self._finish(command, depth)
        self._leave("(")

    def _array(self, name: str, position: int, end: int, depth: int) -> int:
        words: list[_Word] = []
        while position < end and self.text[position] != ")":
            if match := _BETWEEN.match(self.text, position, end):
                position = match.end()
            else:
                words.append(self._scanner.word(position, end, 0, strict=depth == 0))
                position = words[-1].end
        if any(self._speaks(word, whole=True) or _says(word.head) for word in words):
            self._arguments(words, 0, depth)
            value = _Value(None, position, position, "an array of flags", flags=True)
        else:
            value = _Value(None, position, position, "an array")
            for index, word in enumerate(words):
                item = self._add((f"${name}", index), word.parts)
                self._variables.assign(f"{name}[{index}]", item, word.start)
            length = _Value(str(len(words)), position, position, f"computed: ${{#{name}[@]}}")
            self._variables.assign(f"#{name}", length, position)
        self._variables.assign(name, value, position)
        return position + 1

    def _open(self, kind: str, *, branches: bool = True) -> None:
        self._numbers += 1
        self._frames.append(_Frame(kind, self._numbers, branches=branches))

    def _here(self) -> _Branch:
        return tuple((frame.number, frame.arm) for frame in self._frames[:_BRANCHES] if frame.branches)

    def _leave(self, kind: str) -> None:
        if self._frames and self._frames[-1].kind == kind:
            self._frames.pop()

    def _finish(self, command: _Command, depth: int, *, in_string: bool = False) -> None:
        """Read a command that is complete."""
        words, command.words = command.words, []
        conditional, command.conditional = command.conditional, False
        command.continued = command.redirected = False
        frame = self._frames[-1] if self._frames else None
        if not words or (frame and frame.pattern and words[0].bare != "esac"):
            return
        first = self._keywords(words)
        self._numbers += conditional
        self._variables.branch = (*self._here(), (self._numbers, 0)) if conditional else self._here()
        program = first
        while program < len(words) and _assigned(words[program], in_string=in_string):
            program += 1
        for word in words[first:program]:
            self._assign(word, depth, lasting=program == len(words))
        if program < len(words):
            command.program = words[program].bare.rpartition("/")[2]
            self._program(command, words, program, depth)

    def _keywords(self, words: list[_Word]) -> int:
        """Follow the words that steer; return the index of the first one that does something."""
        index = 0
        while index < len(words):
            keyword = words[index].bare
            index += 1
            if keyword in ("for", "select", "case"):
                self._open("case" if keyword == "case" else "loop")
                if keyword != "case" and index < len(words):
                    self._loop(words[index], words[index + 2 :])
                return len(words)
            if keyword in ("elif", "else") and self._frames:
                self._frames[-1].arm += self._frames[-1].kind == "if"
            elif keyword in _OPENING:
                self._open(_OPENING[keyword])
                self._test = (0, 0)
            elif keyword in _CLOSING:
                self._leave(_CLOSING[keyword])
            elif keyword == "function":
                self._function = True
                index += 1
            elif keyword == "{":
                self._open("{", branches=self._function)
                self._function = False
            elif keyword not in _TRANSPARENT:
                return index - 1
        return len(words)

    def _loop(self, variable: _Word, items: list[_Word]) -> None:
        self._variables.branch = self._here()
        value = _Value(None, variable.start, variable.end, "set in a loop")
        if len(items) == 1 and not _MANY.search(items[0].head):
            only = self._variables.resolve(items[0].parts)
            value = value if only.flags or only.locked or " " in (only.text or " ") else only
        self._variables.assign(variable.bare, value._replace(locked="set in a loop"), variable.start)

    def _program(self, command: _Command, words: list[_Word], index: int, depth: int) -> None:
        program = command.program
        if program in _DECLARATIONS:
            for word in words[index + 1 :]:
                if _assigned(word, in_string=False):
                    self._assign(word, depth, lasting=True)
        elif program in ("[", "[[", "test"):
            self._test = (words[0].start, words[-1].end)
        elif program == ":":
            for word in words[index:]:
                self._assign_defaults(word)
        elif program == "read":
            name = words[-1]
            value = _Value(None, name.start, name.end, "read while running", flags=bool(command.documents))
            self._variables.assign(name.bare, value, name.start)
        elif program not in _TOOLS:
            self._arguments(words, index, depth)

    def _assign_defaults(self, word: _Word) -> None:
        for part in word.parts:
            if part.assigns:
                self._variables.assign(part.text, self._add((f"${part.text}",), [part]), part.start)

    def _assign(self, word: _Word, depth: int, *, lasting: bool) -> None:
        match = _ASSIGNMENT.match(word.head)
        name, parts = word.head[: match.end(1)] if match else "", word.behind(match.end() if match else 0)
        if self._held(word, parts, depth):
            value = _Value(None, parts[0].start, parts[-1].end, "holds flags", flags=True)
        elif match and match[2]:
            value = self._put((f"${name}",), _Value(None, parts[0].start, parts[-1].end, "appended to"))
        else:
            value = self._add((f"${name}",), parts)
        if lasting or name not in self._variables:
            low, high = self._test
            tested = name in _BARE.findall(self.text, low, min(high, low + _LETTERS))
            self._variables.assign(name, value, word.start, tested=tested)

    def _held(self, word: _Word, parts: list[_Part], depth: int) -> bool:
        """Read the flags that an assigned value holds; say whether there are any."""
        start, end = parts[0].start, parts[-1].end
        printed = parts[0].kind == "command" and len(parts) == 1 and self.text.find("<<", start, end) >= 0
        if printed and _FLAGS.search(self.text, start, end):
            self._commands(start + 1 + (self.text[start] == "$"), end - 1, 0, depth + 1)
        elif self._speaks(word, whole=True):
            self._speak(word, depth)
        elif not word.strings and parts[0].text.startswith("--"):
            self._commands(start, end, 0, depth + 1, in_string=True)
        else:
            return False
        return True

    def _speaks(self, word: _Word, *, whole: bool) -> bool:
        """Say whether quotes in a word hold flags; as a whole, one without blanks around counts, and overrides do."""
        for low, high, _ in word.strings:
            if _FLAGS.search(self.text, low, high) and (whole or _SPACE.search(self.text, low, high)):
                return True
            if whole and _SETTINGS.search(self.text, low, high):
                return True
        return False

    def _speak(self, word: _Word, depth: int) -> None:
        """Read the flags in a word's quotes; quotes that close and open again are read as one."""
        low, high, escape = word.strings[0]
        if self.text[low - 1] == '"':
            last = word.strings[-1]
            self._commands(
                low, last[1] if word.end <= last[1] + 1 + escape else word.end, escape, depth + 1, in_string=True
            )
            return
        for low, high, escape in word.strings:
            self._commands(low, high, escape, depth + 1, in_string=True)

    def _arguments(self, words: list[_Word], index: int, depth: int) -> None:
        while index < len(words):
            index = self._argument(words, index, depth)

    def _argument(self, words: list[_Word], index: int, depth: int) -> int:
        word = words[index]
        flag, override = _FLAG.match(word.head), _OVERRIDE.match(word.head)
        if self._speaks(word, whole=False):
            self._speak(word, depth)
        elif flag and flag[2]:
            self._add((flag[1],), word.behind(flag.end()))
        elif flag and len(word.parts) == 1:
            return self._flag(flag[1], words, index + 1)
        elif override:
            self._add((override[1],), word.behind(override.end()))
        elif self._pair(words, index):
            self._add((word.bare,), words[index + 1].parts)
            return index + 2
        elif not _DASHED.match(word.head):
            self._name(word)
        return index + 1

    def _pair(self, words: list[_Word], index: int) -> bool:
        """Say whether a key of yacs and its value stand here."""
        if index + 1 >= len(words) or not _YACS.fullmatch(words[index].bare):
            return False
        return not _says(words[index + 1].head) and not self._speaks(words[index + 1], whole=False)

    def _flag(self, name: str, words: list[_Word], index: int) -> int:
        behind = index + self._is_value(name, words, index)
        if behind > index and self._numeric(words[index]):
            while behind < len(words) and self._numeric(words[behind]):
                behind += 1
        if behind == index:
            self._put((name,), self._switch(words[index - 1].end))
        for number, word in enumerate(words[index:behind]):
            value = self._add((name, number) if behind - index > 1 else (name,), word.parts)
            if name == "-m" or (value.text or "").endswith((".py", ".sh")):
                self._name(word)
        return behind

    def _switch(self, end: int) -> _Value:
        return _Value("true", end, end, "a switch without a value")

    def _numeric(self, word: _Word) -> bool:
        return bool(_NUMBER.fullmatch(self._variables.resolve(word.parts).text or ""))

    def _is_value(self, name: str, words: list[_Word], index: int) -> bool:
        if index == len(words) or self._pair(words, index):
            return False
        word = words[index]
        if _says(word.head) or self._speaks(word, whole=False):
            return False
        value = self._variables.resolve(word.parts)
        program = (value.text or "").rpartition("/")[2] in _PROGRAMS
        if value.flags or program or (name in _SWITCHES and not self._numeric(word)):
            return False
        only = word.parts[0] if len(word.parts) == 1 else None
        if only is None or only.kind != "variable" or value.text:
            return True
        return bool(only.quote >= 0 and only.text not in "@*") if value.text == "" else not _REST.search(only.text)

    def _name(self, word: _Word) -> None:
        value = self._variables.resolve(word.parts)
        text = "" if value.flags else value.text or ""
        if value.text is None and len(word.parts) > 1 and word.parts[-1].kind == "literal":
            text = word.parts[-1].text.lstrip("/")
        if len(text) <= _LETTERS:
            self.words.update(name for name in text.split() if not _NUMBER.fullmatch(name))

    def _add(self, path: Path, parts: list[_Part]) -> _Value:
        value = self._variables.resolve(parts)
        if _unset(value) and any(frame.kind == "{" and frame.branches for frame in self._frames[:_BRANCHES]):
            self._later.append((len(self.leaves), parts, self._variables.branch))
        return self._put(path, value)

    def _put(self, path: Path, value: _Value) -> _Value:
        self.leaves.append(self._leaf(path, value))
        return value

    def _leaf(self, path: Path, value: _Value) -> Leaf:
        as_written = value.text is None or self.text[value.start : value.end] == value.text
        locked = value.locked or ("" if as_written else "not a plain word")
        return Leaf(path, value.text, value.start, value.end, self._scanner.line(value.start), locked)


def _says(text: str) -> bool:
    """Say whether a word sets something by itself: a flag or an override."""
    return bool(_DASHED.match(text) or _OVERRIDE.match(text))


def _assigned(word: _Word, *, in_string: bool) -> bool:
    """Say whether a word is an assignment; in a string without a command, lower-case ones are overrides."""
    match = _ASSIGNMENT.match(word.head) if word.parts[0].quote < 0 else None
    return bool(match and (not in_string or match[1].isupper()))


def read(text: str) -> Document:
    """Return the flags, variables, overrides and directives of a launch script.

    Raises:
        FileError: a quote, ``$(`` or ``${`` is never closed, with the line where it opens; or the text is too long.
    """
    if len(text) > _LONGEST:
        raise FileError(f"too long: {len(text)} characters; expected a launch script of at most {_LONGEST}")
    return _Script(text).read()
