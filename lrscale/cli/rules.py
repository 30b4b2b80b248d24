"""``lrscale rules``: the learning-rate rules and their names in the literature."""

from __future__ import annotations

__all__ = ["rules"]


def rules() -> None:
    """List the learning-rate rules. Example: lrscale rules."""
    from lrscale import plugins
    from lrscale.scaling.rules import all_rules

    for name, rule in all_rules().items():
        also = f" (also {', '.join(rule.ALIASES)})" if rule.ALIASES else ""
        print(f"{name:14}{plugins.page(plugins.load('lrscale.scaling.rules', name)).partition(chr(10))[0]}{also}")
