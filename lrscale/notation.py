"""The batch notation: ``MICRO[xACCUM[xDP]][@LR][+WARMUP]``, and what a target may leave open.

``16x4@7.5e-5`` is micro-batch 16, accumulation 4, one rank, learning rate 7.5e-5. In a target an accumulation left
out is 1 and ranks left out are the source's; ``8x?`` solves a part so that the effective batch is kept, ``=192``
asks for an effective batch and solves the accumulation. Spaces, ``*`` and ``×`` are accepted.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from lrscale.config import MAX_COUNT, TrainingConfig, explain
from lrscale.errors import InvalidInput, MissingFact, NotationError
from lrscale.numerals import cut, number, whole_number

if TYPE_CHECKING:
    from typing import Any, Literal, NoReturn

    Part = int | Literal["?"] | None

__all__ = ["Target", "aim", "parse", "parse_target", "spell", "spell_product"]

_EXAMPLE = "such as 16x4@7.5e-5"
_PARTS = ("a micro-batch", "an accumulation", "a data-parallel size")
_FIELDS = ("micro_batch", "grad_accum", "data_parallel")
_SEPARATORS = frozenset("xX*×@+=?")


class Target(NamedTuple):
    """What a notation says, part by part; None is left out, ``?`` is to be solved."""

    micro: Part = None
    accum: Part = None
    ranks: Part = None
    effective: int | None = None
    lr: float | None = None
    warmup: int | None = None


def parse(text: str, **facts: Any) -> TrainingConfig:
    """Read a complete notation, such as ``16x4x8@7.5e-5+15000``.

    Args:
        text: the notation.
        facts: further fields of the TrainingConfig, such as ``optimizer="adamw"``.

    Raises:
        NotationError: the text cannot be read; shows the place.
        MissingFact: neither the text nor the facts state the learning rate.
        InvalidInput: a fact is no legal value, or contradicts the text.

    >>> parse("16x4@7.5e-5").effective_batch
    64
    """
    if not isinstance(text, str):
        raise InvalidInput(f"expected a notation such as '16x4@7.5e-5', got {str(text)[:40]!r}")
    target = parse_target(text)
    if target.effective is not None or "?" in target:
        place = text.index("=" if target.effective is not None else "?")
        raise NotationError(f"expected a number: only a target leaves a part open, a source is {_EXAMPLE}", text, place)
    stated: dict[str, object] = {
        "micro_batch": target.micro,
        "grad_accum": target.accum or 1,
        "data_parallel": target.ranks or 1,
    }
    stated |= {"lr": target.lr} if target.lr is not None else {}
    stated |= {"warmup_steps": target.warmup} if target.warmup is not None else {}
    for name in stated.keys() & facts.keys():
        raise InvalidInput(f"{name} is stated twice: {stated[name]} in {text!r}, and {facts[name]}; state it once")
    if "lr" not in stated and "lr" not in facts:
        raise MissingFact(f"{text!r} names no learning rate: expected MICRO[xACCUM[xDP]]@LR, {_EXAMPLE}")
    try:
        return TrainingConfig(**stated, **facts)
    except ValidationError as error:
        raise explain(error) from None


def parse_target(text: str) -> Target:
    """Read a notation in which parts may be left out or open.

    Raises:
        NotationError: the text cannot be read; shows the place.
    """
    reader = _Reader(text)
    parts: list[Part] = [None, None, None]
    effective = None
    if reader.take("="):
        effective = reader.count("an effective batch")
    else:
        for index, name in enumerate(_PARTS):
            parts[index] = "?" if reader.take("?") else reader.count(name)
            if not reader.take("x", "X", "*", "×"):
                break
        else:
            reader.fail("expected at most three factors, MICROxACCUMxDP")
    lr = reader.rate() if reader.take("@") else None
    warmup = reader.count("warmup steps", least=0) if reader.take("+") else None
    reader.end()
    if parts.count("?") > 1:
        raise NotationError("expected one open part: only one ? can be solved", text, text.rindex("?"))
    micro, accum, ranks = parts
    return Target(micro, accum, ranks, effective, lr, warmup)


def aim(source: TrainingConfig, target: Target) -> dict[str, int]:
    """Return the batch fields a target asks for, its open part solved from the source's effective batch.

    Raises:
        InvalidInput: what is asked for cannot be met in whole numbers; names the nearest legal values.
        MissingFact: the target needs a factor the source does not state.
    """
    if source.micro_batch is None and source.global_batch is not None:
        whole = target.effective or (target.micro if target.accum is target.ranks is None else None)
        if isinstance(whole, int):
            return {"global_batch": whole}
    ranks: Part = target.ranks or _ranks(source)
    if (ranks is None and source.global_batch is not None) or (source.per_rank and target.ranks not in (None, 1)):
        raise MissingFact("data_parallel is not known, and the target needs it: state the source's ranks")
    factors: list[Part] = [target.micro, target.accum or 1, ranks]
    if target.effective is not None:
        factors = [source.micro_batch, "?", ranks]
    if "?" in factors:
        _solve(factors, target.effective or source.effective_batch)
    found = {name: part for name, part in zip(_FIELDS, factors, strict=False) if isinstance(part, int)}
    return found if source.global_batch is None else {**found, "global_batch": prod(found.values())}


def _ranks(source: TrainingConfig) -> int | None:
    """Return the data-parallel size, from the global batch where only that is stated."""
    if source.data_parallel is None and source.global_batch is not None and source.micro_batch is not None:
        return source.global_batch // (source.micro_batch * source.grad_accum)
    return source.data_parallel


def _solve(factors: list[Part], wanted: int) -> None:
    """Replace the open factor by the number that makes the product ``wanted``."""
    place = factors.index("?")
    known = prod(part for part in factors if isinstance(part, int))
    whole, rest = divmod(wanted, known)
    if not rest:
        factors[place] = whole
        return

    def filled(**parts: int) -> str:
        chosen = [parts.get(name, part) for name, part in zip(_FIELDS, factors, strict=False) if part is not None]
        return f"{prod(part for part in chosen if isinstance(part, int))} = {'x'.join(map(str, chosen))}"

    near = [filled(**{_FIELDS[place]: part}) for part in (whole, whole + 1) if part]
    micro = factors[0]
    if isinstance(micro, int):
        each = known // micro
        divisors = [part for part in _neighbours(micro) if wanted % (part * each) == 0]
        closest = [
            max((d for d in divisors if d < micro), default=0),
            min((d for d in divisors if d > micro), default=0),
        ]
        near += [filled(micro_batch=d, **{_FIELDS[place]: wanted // (d * each)}) for d in closest if d]
    shown = "x".join(str(part) for part in factors if part is not None)
    raise InvalidInput(
        f"{shown} cannot make an effective batch of {wanted}: {wanted}/{known} is not whole; nearest: {', '.join(near)}"
    )


def _neighbours(part: int) -> range:
    """Return the values worth offering instead of one: up to four times as large, within a moment's search."""
    return range(max(1, part - 10_000), min(4 * part, part + 10_000) + 1)


def spell_product(config: TrainingConfig) -> str:
    """Return the batch with its factors, ``64 = 16x4x1``."""
    if config.micro_batch is None:
        return str(config.effective_batch)
    ranks = "" if config.data_parallel is None else f"x{config.data_parallel}"
    return f"{config.effective_batch} = {config.micro_batch}x{config.grad_accum}{ranks}"


def spell(config: TrainingConfig) -> str:
    """Return the config in the notation; :func:`parse` reads it back.

    >>> spell(parse("16 x 4 @ 7.5e-5 + 15_000"))
    '16x4x1@7.5e-05+15000'
    """
    if config.micro_batch is None:
        raise MissingFact("micro_batch is not known, and the notation starts with it")
    warmup = "" if config.warmup_steps is None else f"+{config.warmup_steps}"
    return f"{config.micro_batch}x{config.grad_accum}x{config.data_parallel or 1}@{config.lr!r}{warmup}"


class _Reader:
    """A cursor over a notation; spaces between its tokens do not count."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self._skip()

    def take(self, *characters: str) -> bool:
        """Step over one of the characters if it comes next."""
        if self.text[self.at : self.at + 1] not in characters:
            return False
        self.at += 1
        self._skip()
        return True

    def count(self, what: str, least: int = 1) -> int:
        """Read a whole number of at least ``least``."""
        start, token = self.at, self._token()
        try:
            value = whole_number(token)
        except InvalidInput:
            self.fail(f"expected {what}, a whole number such as 16, got {cut(token)!r}", start)
        if not least <= value <= MAX_COUNT:
            self.fail(f"expected {what} of {least} to {MAX_COUNT}, got {cut(token)}", start)
        return value

    def rate(self) -> float:
        """Read a learning rate."""
        start, token = self.at, self._token()
        try:
            value = number(token)
        except InvalidInput:
            self.fail(f"expected a learning rate such as 7.5e-5, got {cut(token)!r}", start)
        if value <= 0:
            self.fail(f"expected a learning rate above 0, got {cut(token)}", start)
        return value

    def end(self) -> None:
        """Refuse anything that is left."""
        if self.at < len(self.text):
            self.fail("expected nothing more: the form is MICRO[xACCUM[xDP]][@LR][+WARMUP]")

    def fail(self, expected: str, at: int | None = None) -> NoReturn:
        raise NotationError(expected, self.text, self.at if at is None else at)

    def _token(self) -> str:
        start = self.at
        while self.at < len(self.text):
            letter = self.text[self.at]
            of_exponent = letter == "+" and self.at > start and self.text[self.at - 1] in "eE"
            if letter.isspace() or (letter in _SEPARATORS and not of_exponent):
                break
            self.at += 1
        token = self.text[start : self.at]
        self._skip()
        return token

    def _skip(self) -> None:
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
