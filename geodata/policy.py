"""The policy: what is too small, which tables exist, and what else is decided before anyone sees a number."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from geodata.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Levels that each dimension of a table can go down to, coarse to fine; the number is the depth in its tree.
LEVELS: dict[str, dict[str, int]] = {
    "origin": {"country": 1, "home": 2, "state": 2, "county": 3},
    "recovery": {"country": 1, "home": 2, "state": 2, "county": 3},
    "period": {"all": 0, "year": 1, "quarter": 2, "month": 3},
    "relation": {"group": 1, "direction": 2, "detail": 3},
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
    "pooling": ("smallest", "contiguous"),
    "contributors": ("", "source"),
    "shares": ("hidden", "banded"),
    "audience": ("public", "internal"),
}
#: The least k of what the public is shown, as in the packaged public policies.
PUBLIC_THRESHOLD = 11
_NUMBERS = {"threshold": 2, "population_floor": 0, "rounding": 0}
_NO_CATEGORY = ("", "all", "unknown")
#: Rules that are off in the packaged policies; a manifest names them only where they are on.
_OFF: dict[str, Any] = {"pooling": "smallest", "contributors": "", "shares": "hidden", "sensitive_categories": (),
                        "audience": "public"}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A table of the policy: per dimension the finest level it shows; all coarser levels and margins come with it."""

    name: str
    dimensions: Mapping[str, str]


@dataclass(frozen=True)
class Policy:
    """The rules of one release; immutable, and none of them can switch protection off.

    Attributes
    ----------
    rounding
        0, or the base to which all counts are rounded, none being withheld; at least the threshold.
    pooling
        Small counties of a state make one pool (`smallest`), or several, each of counties that touch (`contiguous`).
    contributors
        The column of the records that says who supplied them, or nothing: then no one's weight is looked at.
    shares
        Whether a cell may be told as a share of another; only in bands at the ends.
    sensitive_categories
        Categories that no published count of a place or period may wholly consist of.
    audience
        Whom the release is for: anyone, or the agencies themselves. Marks and terms of use follow from it.
    """

    name: str
    threshold: int
    zeros: Literal["published", "protected"]
    level: Literal["interval", "exact"]
    weights: str
    finest_period: str
    population_floor: int
    rounding: int
    operations: str
    tables: tuple[Table, ...]
    pooling: str = "smallest"
    contributors: str = ""
    shares: str = "hidden"
    sensitive_categories: tuple[str, ...] = ()
    audience: str = "public"

    def as_dict(self) -> dict[str, Any]:
        """Give the policy as plain values, as the manifest holds it."""
        plain = {key: value for key, value in asdict(self).items() if key not in _OFF or value != _OFF[key]}
        plain["tables"] = [{"name": t.name, "dimensions": dict(t.dimensions)} for t in self.tables]
        if self.sensitive_categories:
            plain["sensitive_categories"] = list(self.sensitive_categories)
        return plain


def is_internal(policy: Mapping[str, Any]) -> bool:
    """Say of a policy's plain values whether a release under it is for the agencies themselves only.

    One that protects less than the public is owed is internal, whatever it says of itself.
    """
    return policy.get("audience") == "internal" or int(policy.get("threshold", 0)) < PUBLIC_THRESHOLD


def read_policy(name_or_path: str) -> Policy:
    """Read a packaged policy by name, or one from a TOML file.

    Raises
    ------
    PolicyError
        When the file is missing, no TOML, or breaks a rule, or shows the public more than it may see; all faults in
        one message.
    """
    if name_or_path in PACKAGED:
        text = (resources.files("geodata") / "policies" / f"{name_or_path}.toml").read_text(encoding="utf-8")
    else:
        path = Path(name_or_path)
        if not path.is_file():
            expected = f"{' or '.join(PACKAGED)}, or a TOML file"
            msg = f"policy {name_or_path!r}: no such file; expected {expected}. Check the name."
            raise PolicyError(msg)
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            msg = f"policy {name_or_path!r}: not UTF-8; expected TOML in UTF-8. Save the file as that."
            raise PolicyError(msg) from None
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"policy {name_or_path}: not TOML ({error}); expected the keys of the packaged policies. Mend the file."
        raise PolicyError(msg) from None
    return _held_to_audience(policy_from(given, where=f"policy {name_or_path}"), f"policy {name_or_path}")


def _held_to_audience(policy: Policy, where: str) -> Policy:
    """Refuse a policy that shows the public what only agencies may see; one that names no audience is public."""
    faults = []
    if policy.audience == "public" and policy.threshold < PUBLIC_THRESHOLD:
        found = f"threshold is {policy.threshold}"
        faults.append(f"{found}; expected {PUBLIC_THRESHOLD} or more where audience is 'public'")
    if policy.audience == "public" and policy.operations == "named":
        faults.append("operations is 'named'; expected 'hidden' where audience is 'public'")
    if faults:
        msg = f'{where}: {"; ".join(faults)}. Mend the policy, or write audience = "internal" in it.'
        raise PolicyError(msg)
    return policy


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
        **_OFF,
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
    faults += _rule_faults(values) if not faults else []
    faults += _table_faults(values)
    if faults:
        raise PolicyError(f"{where}: " + "; ".join(faults) + ". Mend the policy.")
    tables = tuple(Table(t["name"], dict(sorted(t["dimensions"].items()))) for t in values["tables"])
    sensitive = tuple(sorted(values["sensitive_categories"]))
    return Policy(**{**{k: values[k] for k in defaults}, "tables": tables, "sensitive_categories": sensitive})


def _rule_faults(values: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with the rules that packaged policies leave off."""
    base, k, faults = values["rounding"], values["threshold"], []
    if 0 < base < k:
        faults.append(f"rounding is {base}; expected 0, or {k} (the threshold) or more: a finer one hides too little")
    if base and (values["contributors"] or values["sensitive_categories"] or values["zeros"] == "protected"):
        faults.append("rounding with contributors, sensitive_categories or protected zeros; expected it alone")
    named = values["sensitive_categories"]
    if not isinstance(named, list | tuple) or not all(isinstance(c, str) and c not in _NO_CATEGORY for c in named):
        faults.append(f"sensitive_categories is {named!r}; expected a list of categories other than unknown")
    elif named and not any("category" in _dimensions(t) for t in values["tables"]):
        faults.append("sensitive_categories without a table by category; expected one with category = 'value'")
    return faults


def _dimensions(table: Any) -> Mapping[str, str]:  # noqa: ANN401 -- anything may stand in a file
    found = table.get("dimensions", {}) if isinstance(table, dict) else {}
    return found if isinstance(found, dict) else {}


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
