"""What every benchmark prints: its figures, the targets they are held to, and whether they are met."""

from __future__ import annotations

import argparse
import json
import operator
import os
import platform
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_RELATIONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
}


@dataclass(frozen=True)
class Report:
    """The figures of one run.

    Attributes
    ----------
    name
        Of the benchmark.
    metrics
        Name, with its unit, → figure.
    targets
        Metric → relation (``<=``, ``>=`` or ``==``) and value.
    """

    name: str
    metrics: dict[str, float]
    targets: dict[str, tuple[str, float]] = field(default_factory=dict)

    def meets(self, metric: str) -> bool:
        """Say whether a metric meets its target; without one it does."""
        relation, value = self.targets.get(metric, ("==", self.metrics[metric]))
        return _RELATIONS[relation](self.metrics[metric], value)

    @property
    def met(self) -> bool:
        """Whether all targets are met."""
        return all(self.meets(metric) for metric in self.targets)

    def as_json(self) -> str:
        """Return the report as one JSON object."""
        machine = {
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "system": platform.system(),
            "python": platform.python_version(),
        }
        content = {"name": self.name, "machine": machine, "metrics": self.metrics, "targets": self.targets}
        return json.dumps({**content, "met": self.met})

    def as_text(self) -> str:
        """Return the report as lines to read."""
        lines = [self.name]
        for metric, figure in self.metrics.items():
            relation, value = self.targets.get(metric, ("", ""))
            target = f"   target {relation} {value:,}   {'met' if self.meets(metric) else 'MISSED'}" if relation else ""
            lines.append(f"  {metric:<32} {figure:>16,}{target}")
        return "\n".join(lines)


def run(measure: Callable[..., Report], description: str | None, *, minutes: float | None = None) -> None:
    """Run a benchmark from the command line, print its report, and exit 1 if a target is missed.

    Parameters
    ----------
    measure
        Does the work; takes whether to be quick.
    description
        The benchmark's own, of which the first line is shown as help.
    minutes
        How long it takes by default, where that is an option; `measure` takes it, too.
    """
    parser = argparse.ArgumentParser(description=(description or "").split("\n", 1)[0])
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--quick", action="store_true", help="a short run: shows that it works, not how fast")
    if minutes is not None:
        parser.add_argument("--minutes", type=float, default=minutes, help=f"how long; {minutes:g} by default")
    options = parser.parse_args()
    told = (options.quick,) if minutes is None else (options.quick, options.minutes)
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)  # stdout holds the report alone: the solver greets there
        report = measure(*told)
        print(report.as_json() if options.format == "json" else report.as_text(), file=answer)
    sys.exit(0 if report.met or options.quick else 1)
