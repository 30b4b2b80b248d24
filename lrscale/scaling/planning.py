"""The three questions: what must follow a new batch, what did a change do, and how risky is it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrscale import notation
from lrscale.config import TrainingConfig, revised
from lrscale.errors import InvalidInput, LrscaleError, MissingFact
from lrscale.numerals import show
from lrscale.plan import Change, Plan, RiskAssessment, Unmoved, answer, worst
from lrscale.scaling import companions, risks, rules
from lrscale.scaling.arithmetic import exact, times
from lrscale.scaling.batch_change import BatchChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lrscale.plan import Value
    from lrscale.scaling.arithmetic import Real
    from lrscale.scaling.batch_change import Factor

__all__ = ["assess", "compare", "scale"]

_BATCH_FIELDS = ("micro_batch", "grad_accum", "data_parallel", "global_batch")


def scale(
    config: TrainingConfig,
    to: str | int | None = None,
    *,
    rule: str = "auto",
    conventions: Mapping[str, str] | None = None,
    micro_batch: int | None = None,
    grad_accum: int | None = None,
    data_parallel: int | None = None,
    global_batch: int | None = None,
) -> Plan:
    """Return what a configuration must become when its batch changes.

    Args:
        config: what the run trains with now.
        to: the new batch in the notation (``"48"``, ``"48x4"``, ``"8x?"``, ``"=192"``), where parts left out are an
            accumulation of 1 and the source's ranks.
        rule: a learning-rate rule by name or alias, with its parameter after a colon.
        conventions: how companions move, by companion, such as ``{"warmup": "same-steps"}``.
        micro_batch: instead of ``to``, the parts by name; a part not named is kept.
        grad_accum: see ``micro_batch``.
        data_parallel: see ``micro_batch``.
        global_batch: see ``micro_batch``.

    Raises:
        LrscaleError: the target cannot be read or met, a name is unknown, or a fact the rule needs is missing.

    >>> scale(notation.parse("16x4@7.5e-5"), to="48x4", rule="linear").after.lr
    0.000225
    """
    _check_config(config)
    parts = {"micro_batch": micro_batch, "grad_accum": grad_accum, "data_parallel": data_parallel}
    asked = {name: part for name, part in {**parts, "global_batch": global_batch}.items() if part is not None}
    chosen = rules.choose(rule)
    companions.check_conventions(conventions or {})
    wanted = _target(config, to, asked)
    batch = {name: value for name, value in wanted.items() if name != "warmup_steps"}
    change = BatchChange.between(config, revised(config, batch))
    factor = chosen.rule.factor(change, chosen.parameter)
    change = change._replace(lr_ratio=_applied(factor, change))
    answers: list[Change | Unmoved] = [_learning_rate(chosen.spelling, factor, change)]
    answers += [answer(name, getattr(config, name), value, "as asked", {}) for name, value in wanted.items()]
    via = rules.choose(factor.via).rule if factor.via else chosen.rule
    if "warmup_steps" in wanted and "warmup" in (conventions or {}):
        raise InvalidInput("the target states the warmup, which leaves the convention of warmup nothing to do")
    belonging = {} if change.lr_ratio == 1 and change.ratio == 1 else via.CONVENTIONS
    followed = _companions(change, {**belonging, **(conventions or {})})
    answers += [found for found in followed if not ("warmup_steps" in wanted and found.field.startswith("warmup"))]
    moved = [found for found in answers if isinstance(found, Change)]
    kept = [found for found in answers if isinstance(found, Unmoved) and found.field not in _BATCH_FIELDS]
    change = change._replace(after=revised(config, {found.field: found.after for found in moved}))
    return _plan(change, chosen.spelling, moved, kept, factor.assumptions)


def compare(before: TrainingConfig, after: TrainingConfig) -> Plan:
    """Return a change that somebody already made as a plan: what moved, what was left behind, and the risk.

    Raises:
        LrscaleError: the two batches cannot be compared.
    """
    _check_config(before)
    _check_config(after)
    change = BatchChange.between(before, after)._replace(lr_ratio=exact(after.lr) / exact(before.lr))
    asked: dict[str, dict[str, Value]] = {}
    kept = [] if after.lr != before.lr else [Unmoved(field="lr", value=after.lr, why="left as it was")]
    for found in _companions(change, {}):
        moves = {found.why.partition(":")[0]: found.after} if isinstance(found, Change) else {}
        asked[found.field] = {**moves, **found.alternatives}
        if getattr(before, found.field) == getattr(after, found.field):
            value = getattr(before, found.field)
            why = "left as it was" if moves else found.why
            kept.append(Unmoved(field=found.field, value=value, why=why, alternatives=asked[found.field]))
    moved = [
        Change(
            field=name,
            before=getattr(before, name),
            after=getattr(after, name),
            why="as given",
            alternatives=asked.get(name, {}),
        )
        for name in ("lr", *(name for name in TrainingConfig.model_fields if name != "lr"))
        if getattr(before, name) != getattr(after, name)
    ]
    return _plan(change, None, moved, kept, ())


def assess(before: TrainingConfig, after: TrainingConfig) -> RiskAssessment:
    """Return the risk of a change that somebody already made.

    Raises:
        LrscaleError: the two batches cannot be compared.

    >>> assess(notation.parse("16x4@7.5e-5"), notation.parse("48x4@7.5e-5")).findings[0].name
    'lr-not-adapted'
    """
    return compare(before, after).risk


def _check_config(config: object) -> None:
    if not isinstance(config, TrainingConfig):
        raise InvalidInput(f"expected a TrainingConfig, got {str(config)[:40]!r}; parse() makes one of a notation")


def _target(config: TrainingConfig, to: str | int | None, asked: dict[str, int]) -> dict[str, int]:
    """Return the fields that were asked for: those of the batch, and the warmup where stated."""
    if (to is None) == (not asked):
        raise InvalidInput("expected a target or the parts of one, and not both: to='48x4', or micro_batch=48")
    if to is None:
        wanted = _parts(config, asked)
    else:
        target = notation.parse_target(str(to))
        if target.lr is not None:
            raise InvalidInput(
                f"{to!r} states a learning rate, so the change is made already; use assess(before, after)"
            )
        wanted = notation.aim(config, target)
        wanted |= {} if target.warmup is None else {"warmup_steps": target.warmup}
    return wanted


def _parts(config: TrainingConfig, asked: dict[str, int]) -> dict[str, int]:
    """Complete the parts asked for by name: a global batch that is stated follows its factors."""
    if "global_batch" in asked and config.per_rank:
        raise MissingFact("global_batch needs the number of ranks; state data_parallel in the configuration")
    if "global_batch" not in asked and config.global_batch is not None:
        target = {"micro": config.micro_batch, "accum": config.grad_accum, "ranks": config.data_parallel}
        names = {"micro_batch": "micro", "grad_accum": "accum", "data_parallel": "ranks"}
        target |= {names[name]: value for name, value in asked.items()}
        return notation.aim(config, notation.Target(**target))
    return asked


def _applied(factor: Factor, change: BatchChange) -> Real:
    """Return the factor as this optimizer and this loss need it."""
    if change.family == "lr-free":
        return 1
    if change.feels_scale and factor.of_mean:
        return factor.value / change.summed
    return factor.value


def _learning_rate(rule: str, factor: Factor, change: BatchChange) -> Change | Unmoved:
    """Return what becomes of the learning rate, with the arithmetic."""
    before = change.before.lr
    after = times(before, change.lr_ratio)
    if after == before:
        return Unmoved(field="lr", value=after, why=_why_kept(change, factor))
    name = f"{rule} takes {factor.via}" if factor.via else rule
    summed = ""
    if change.feels_scale and factor.of_mean and change.summed != 1:
        summed = f" / {show(float(change.summed))} for the summed gradient"
    why = f"{name}: {show(before)} x {factor.arithmetic}{summed}"
    return Change(field="lr", before=before, after=after, why=why)


def _why_kept(change: BatchChange, factor: Factor) -> str:
    if change.family == "lr-free" and change.optimizer:
        return f"{change.optimizer.name} finds its own step size; its rate is a factor to leave alone"
    if change.ratio == 1:
        return "the effective batch is unchanged"
    if change.feels_scale and change.summed != 1:
        return f"the summed gradient makes up for it: {factor.arithmetic} / {show(float(change.summed))}"
    return f"the rule keeps it: x {factor.arithmetic}"


def _companions(change: BatchChange, conventions: Mapping[str, str]) -> Iterator[Change | Unmoved]:
    """Yield what follows the batch, each companion seeing what those before it decided."""
    nothing_moved = change.ratio == 1 and change.lr_ratio == 1 and change.summed == 1
    for name, companion in companions.all_companions().items():
        # With the batch as it was nothing follows, unless somebody asks for it.
        if nothing_moved and name not in conventions:
            continue
        try:
            answers = list(companion.move(change, conventions.get(name)))
        except InvalidInput as error:
            raise InvalidInput(f"{name}: {error}") from None
        change.decided.update((found.field, found.after) for found in answers if isinstance(found, Change))
        yield from answers


def _plan(
    change: BatchChange, rule: str | None, moved: list[Change], kept: list[Unmoved], assumed: tuple[str, ...]
) -> Plan:
    alternatives, plausible = _alternatives(change)
    fields: dict[str, Any] = {
        "before": change.before,
        "after": change.after,
        "rule": rule,
        "ratio": change.after.effective_batch / change.before.effective_batch,
        "changes": tuple(moved),
        "unmoved": tuple(kept),
        "alternatives": alternatives,
        "lr_low": min(plausible),
        "lr_high": max(plausible),
        "assumptions": (*assumed, *_assumptions(change)),
    }
    # Risks look at the plan before it has its own; what they see is validated with the rest below.
    draft = Plan.model_construct(None, **fields)
    findings = tuple(finding for risk in risks.all_risks().values() for finding in risk.look(draft))
    return Plan(**fields, risk=worst(findings))


def _alternatives(change: BatchChange) -> tuple[dict[str, float], list[float]]:
    """Return the rate by every rule that applies, and those of the rules published for the optimizer."""
    lr, found = change.before.lr, {}
    published: dict[str, frozenset[str]] = {}
    for name, rule in rules.all_rules().items():
        try:
            found[name] = times(lr, _applied(rule.factor(change, None), change))
        except LrscaleError:
            continue
        if rule.FAMILIES:
            published[name] = rule.FAMILIES
    fitting = [name for name, families in published.items() if change.family in families]
    plausible = [found[name] for name in fitting or published]
    if change.ratio == 1:
        plausible = [times(lr, 1 / change.summed) if change.feels_scale else lr]
    return found, plausible


def _assumptions(change: BatchChange) -> Iterator[str]:
    after = change.after
    if after.optimizer is None:
        yield "the optimizer is not stated, and taken as Adam-like where it matters"
    elif change.optimizer is None:
        yield f"the optimizer {after.optimizer!r} is not known, and taken as Adam-like where it matters"
    if after.per_rank or change.before.per_rank:
        yield "the number of ranks is not stated: batches are those of one rank, and ranks cancel in the ratio"
    if after.micro_batch is None:
        yield "the batch is that of all ranks, as no micro-batch is stated"
    if after.loss_reduction is None:
        yield "the loss is averaged over the batch"
    if after.accum_reduction is None and after.grad_accum != change.before.grad_accum:
        yield "accumulated gradients are averaged"
    if after.total_steps is None and after.epochs is None and change.ratio != 1:
        yield "the run sees as many samples as before"
