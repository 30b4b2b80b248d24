"""What ``--from`` and ``--to`` name: a notation, or a file, which wins over it where it exists."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from lrscale.errors import InvalidInput, MissingFact, NotationError

if TYPE_CHECKING:
    from lrscale.cli.options import Request
    from lrscale.config import TrainingConfig
    from lrscale.files.config_file import ConfigFile
    from lrscale.notation import Target
    from lrscale.plan import Plan

__all__ = ["Source", "read_source", "read_target"]


class Source:
    """What the run has now.

    Attributes:
        file: the file it is from, None for a notation.
        config: the configuration.
    """

    def __init__(self, config: TrainingConfig, file: ConfigFile | None = None) -> None:
        self.config, self.file = config, file

    @property
    def notes(self) -> list[str]:
        """What to know about the file before the answer."""
        if self.file is None:
            return []
        assumed = [
            f"{name} {self.file.values[name].value} is not in the file: it is what {self.file.dialect} takes"
            for name in ("micro_batch", "grad_accum", "global_batch", "lr")
            if name in self.file.values and self.file.values[name].source == "default" and _matters(self.file, name)
        ]
        return [*self.file.notes, *assumed]

    def check(self, target: Target) -> None:
        """Refuse a bare micro-batch where the file states one, and a global batch, and no ranks: either could be meant.

        Raises:
            MissingFact: see above.
        """
        held = self.file.values.get("micro_batch") if self.file is not None else None
        if self.config.micro_batch is None and held is not None and target.effective is None:
            raise MissingFact(
                f"{held.file}:{held.line}: {held.key}: the batch of a rank and that of all ranks are both stated, and "
                f"the number of ranks is not; state it with --world N, or ask for the batch of all with --effective N"
            )

    def settled(self, plan: Plan) -> Plan:
        """Return a plan in the terms of the file: a rate that the framework multiplies itself stays as it is there."""
        if self.file is None or self.file.scaler is None or plan.after.lr == plan.before.lr:
            return plan
        from lrscale.numerals import show
        from lrscale.plan import Unmoved

        why = f"the framework scales it at run time ({self.file.scaler}): x{show(plan.after.lr / plan.before.lr)}"
        rates = ("lr", "min_lr")
        kept = [
            Unmoved(field=change.field, value=change.before, why=why)
            for change in plan.changes
            if change.field in rates
        ]
        stated = {left.field: left.value for left in kept}
        return plan.model_copy(
            update={
                "after": plan.after.model_copy(update=stated),
                "changes": tuple(change for change in plan.changes if change.field not in rates),
                "unmoved": (*kept, *plan.unmoved),
                "alternatives": {},
                "lr_low": plan.before.lr,
                "lr_high": plan.before.lr,
            }
        )


def _matters(file: ConfigFile, name: str) -> bool:
    """Return whether a default decides the answer: an accumulation of 1 is what everybody expects."""
    return name != "grad_accum" or file.values[name].value != 1


def read_source(text: str, request: Request) -> Source:
    """Read what stands after ``--from``.

    Raises:
        LrscaleError: it is neither a file that can be read nor a notation.
    """
    if _is_path(text):
        file = _read_file(text, request)
        return Source(file.config_with(request.facts), file)
    if request.edit is not None or request.dialect is not None or request.world is not None:
        option = next(name for name in (request.edit, "dialect" if request.dialect else None, "world") if name)
        raise InvalidInput(f"--{option} is about files, and {text!r} is none")
    from lrscale import notation

    try:
        return Source(notation.parse(text, **request.facts))
    except NotationError as error:
        raise _named("--from", error, text) from None


def read_target(request: Request) -> Target | ConfigFile:
    """Read what stands after ``--to``: the parts of a notation, or a file with the change somebody made."""
    if _is_path(request.target):
        return _read_file(request.target, request)
    from lrscale import notation

    try:
        return notation.parse_target(request.target)
    except NotationError as error:
        option = "--effective" if request.target.startswith("=") else "--to"
        raise _named(option, error, request.target) from None


def _read_file(path: str, request: Request) -> ConfigFile:
    from lrscale.files.reading import read

    return read(path, dialect=request.dialect, world=request.world)


def _is_path(text: str) -> bool:
    """Return whether a text names something that exists; pathlib would not take any text for an answer."""
    return os.path.lexists(text) or _has_known_ending(text)


# A name that ends so and does not exist is a file that is missing, not a notation.
_ENDINGS = (".yaml", ".yml", ".json", ".jsonc", ".toml", ".py", ".sh", ".slurm", ".sbatch", ".conf")


def _has_known_ending(text: str) -> bool:
    return text.lower().endswith(_ENDINGS)


def _named(option: str, error: NotationError, text: str) -> Any:
    missing = "; no file of that name exists" if "/" in text else ""
    return NotationError(f"{option}: {error.expected}{missing}", error.text, error.position)
