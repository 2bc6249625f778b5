"""The policy: what is too small, which tables exist, and what else is decided before anyone sees a number."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Levels that each dimension of a table can go down to, coarse to fine; the number is the depth in its tree.
LEVELS: dict[str, dict[str, int]] = {
    "origin": {"country": 1, "state": 2, "county": 3},
    "recovery": {"country": 1, "state": 2, "county": 3},
    "period": {"all": 0, "year": 1, "quarter": 2, "month": 3},
    "relation": {"group": 1, "detail": 3},
    "category": {"value": 1},
    "operation": {"value": 1},
}
#: The order of dimensions in every table and file.
DIMENSIONS = ("origin", "recovery", "relation", "category", "operation", "period")
PACKAGED = ("internal", "public", "public-states")
_CHOICES: dict[str, tuple[str, ...]] = {
    "zeros": ("published", "protected"),
    "level": ("interval", "exact"),
    "weights": ("public", "counts"),
    "finest_period": ("year", "quarter", "month"),
    "operations": ("hidden", "named"),
}
_NUMBERS = {"threshold": 2, "population_floor": 0, "rounding": 0}


@dataclass(frozen=True)
class Table:
    """A table of the policy: per dimension the finest level it shows; all coarser levels and margins come with it."""

    name: str
    dimensions: Mapping[str, str]


@dataclass(frozen=True)
class Policy:
    """The rules of one release; immutable, and none of them can switch protection off."""

    name: str
    threshold: int
    zeros: str
    level: str
    weights: str
    finest_period: str
    population_floor: int
    rounding: int
    operations: str
    tables: tuple[Table, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the policy as plain values, as the manifest holds it."""
        plain = asdict(self)
        plain["tables"] = [{"name": t.name, "dimensions": dict(t.dimensions)} for t in self.tables]
        return plain


def read_policy(name_or_path: str) -> Policy:
    """Read a packaged policy by name, or one from a TOML file.

    Raises
    ------
    PolicyError
        When the file is missing, no TOML, or breaks a rule; all faults in one message.
    """
    if name_or_path in PACKAGED:
        text = (resources.files("geodata") / "policies" / f"{name_or_path}.toml").read_text(encoding="utf-8")
    else:
        path = Path(name_or_path)
        if not path.is_file():
            expected = f"{' or '.join(PACKAGED)}, or a TOML file"
            msg = f"policy {name_or_path!r}: no such file; expected {expected}. Check the name."
            raise PolicyError(msg)
        text = path.read_text(encoding="utf-8")
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"policy {name_or_path}: not TOML ({error}); expected the keys of the packaged policies. Mend the file."
        raise PolicyError(msg) from None
    return policy_from(given, where=f"policy {name_or_path}")


def policy_from(given: Mapping[str, Any], *, where: str = "policy") -> Policy:
    """Check plain values and make a policy of them; keys left out are as in `public`.

    Raises
    ------
    PolicyError
        With every fault found.
    """
    defaults: dict[str, Any] = {
        "name": "custom", "threshold": 11, "zeros": "published", "level": "interval", "weights": "public",
        "finest_period": "year", "population_floor": 0, "rounding": 0, "operations": "hidden", "tables": [],
    }  # fmt: skip
    faults = [f"unknown key {k!r}" for k in sorted(set(given) - set(defaults))]
    values = defaults | dict(given)
    faults += [
        f"{key} is {values[key]!r}; expected one of {', '.join(allowed)}"
        for key, allowed in _CHOICES.items()
        if values[key] not in allowed
    ]
    faults += [
        f"{key} is {values[key]!r}; expected a whole number of at least {least}"
        for key, least in _NUMBERS.items()
        if not isinstance(values[key], int) or isinstance(values[key], bool) or values[key] < least
    ]
    faults += _table_faults(values)
    if faults:
        raise PolicyError(f"{where}: " + "; ".join(faults) + ". Mend the policy.")
    tables = tuple(Table(t["name"], dict(sorted(t["dimensions"].items()))) for t in values["tables"])
    return Policy(**{**{k: values[k] for k in defaults}, "tables": tables})


def _table_faults(values: Mapping[str, Any]) -> list[str]:
    tables = values["tables"]
    if not isinstance(tables, list) or not tables:
        return ["no [[tables]]; expected at least one"]
    faults: list[str] = []
    seen: set[str] = set()
    for table in tables:
        name, dimensions = table.get("name"), table.get("dimensions", {})
        if not isinstance(name, str) or not name.isidentifier() or name in seen:
            faults.append(f"table name {name!r}; expected a word used once")
        seen.add(name)
        faults += _dimension_faults(name, dimensions)
        finest = LEVELS["period"].get(values["finest_period"], 3)
        if LEVELS["period"].get(dimensions.get("period", "year"), 0) > finest:
            faults.append(f"table {name}: period finer than finest_period = {values['finest_period']}")
        if "operation" in dimensions and values["operations"] == "hidden":
            faults.append(f"table {name}: operation in a table, but operations = 'hidden'")
    return faults


def _dimension_faults(name: str, dimensions: Mapping[str, str]) -> list[str]:
    faults = [] if dimensions else [f"table {name}: no dimensions"]
    for dimension, level in dimensions.items():
        if dimension not in LEVELS:
            faults.append(f"table {name}: dimension {dimension!r}; expected one of {', '.join(LEVELS)}")
        elif level not in LEVELS[dimension]:
            faults.append(f"table {name}: {dimension} = {level!r}; expected one of {', '.join(LEVELS[dimension])}")
    if "operation" in dimensions and any(dimensions.get(d) == "county" for d in ("origin", "recovery")):
        faults.append(
            f"table {name}: operation crossed with county; an operation's place and time can point at one child"
        )
    return faults
