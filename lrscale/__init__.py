"""Change your batch, keep your training: learning rates and all that is tied to them, from one batch to another."""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost more than all the rest

if TYPE_CHECKING:
    from lrscale.config import TrainingConfig
    from lrscale.errors import (
        FileError,
        InvalidInput,
        LrscaleError,
        MissingFact,
        NotationError,
        RefusedEdit,
        UnknownName,
    )
    from lrscale.files.config_file import ConfigFile, Value
    from lrscale.files.reading import read
    from lrscale.notation import parse
    from lrscale.plan import Change, Finding, Plan, RiskAssessment, Unmoved
    from lrscale.scaling.planning import assess, compare, scale
    from lrscale.scaling.rules.conservative import conservative
    from lrscale.scaling.rules.constant import constant
    from lrscale.scaling.rules.linear import linear
    from lrscale.scaling.rules.noise_scale import noise_scale
    from lrscale.scaling.rules.power import power
    from lrscale.scaling.rules.sqrt import sqrt

__version__ = "0.1.0"

__all__ = [
    "Change",
    "ConfigFile",
    "FileError",
    "Finding",
    "InvalidInput",
    "LrscaleError",
    "MissingFact",
    "NotationError",
    "Plan",
    "RefusedEdit",
    "RiskAssessment",
    "TrainingConfig",
    "UnknownName",
    "Unmoved",
    "Value",
    "assess",
    "compare",
    "conservative",
    "constant",
    "linear",
    "noise_scale",
    "parse",
    "power",
    "read",
    "scale",
    "sqrt",
]

# Where each public name lives; imported when it is first used, so that `import lrscale` costs nothing.
_HOMES = {
    "config": ("TrainingConfig",),
    "errors": (
        "FileError",
        "InvalidInput",
        "LrscaleError",
        "MissingFact",
        "NotationError",
        "RefusedEdit",
        "UnknownName",
    ),
    "files.config_file": ("ConfigFile", "Value"),
    "files.reading": ("read",),
    "notation": ("parse",),
    "plan": ("Change", "Finding", "Plan", "RiskAssessment", "Unmoved"),
    "scaling.planning": ("assess", "compare", "scale"),
    "scaling.rules.conservative": ("conservative",),
    "scaling.rules.constant": ("constant",),
    "scaling.rules.linear": ("linear",),
    "scaling.rules.noise_scale": ("noise_scale",),
    "scaling.rules.power": ("power",),
    "scaling.rules.sqrt": ("sqrt",),
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            found: object = getattr(import_module(f"lrscale.{home}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module 'lrscale' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted((*__all__, "__version__"))
