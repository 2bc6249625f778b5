"""The rules of a release in plain words, from its own manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.views.cells import is_synthetic, threshold
from geodata.policy import is_internal
from geodata.regions import is_pool

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.release import Release

TERMS: Final = ("recovery", "origin", "in_state", "out", "cross", "unknown", "withheld", "not_reported", "pool")


def rule_lines(release: Release, words: Words) -> list[str]:
    """Return one sentence per rule of the release's policy."""
    policy = release.manifest["policy"]
    k = threshold(release)
    floor = int(policy.get("population_floor", 0))
    lines = [words.say("rule_threshold", k=k, last=k - 1)]
    if policy.get("rounding"):
        lines += [words.say("rule_rounding", n=int(policy["rounding"])), *_pooled(release, words)]
    else:
        lines += [words["rule_secondary"], *_pooled(release, words)]
        lines.append(words[f"rule_zeros_{policy.get('zeros', 'published')}"])
        if policy.get("level") == "exact":
            lines.append(words["rule_exact"])
    if is_masked(release):
        lines.append(words.say("rule_at_least", k=k))
    if policy.get("contributors"):
        lines.append(words["rule_contributors"])
    if policy.get("sensitive_categories"):
        lines.append(words["rule_sensitive"])
    if policy.get("shares") == "banded":
        lines.append(words["rule_shares"])
    if floor and any("county" in entry["dimensions"].values() for entry in release.manifest["tables"]):
        lines.append(words.say("rule_population", n=floor))
    lines.append(words.say("rule_period", period=words[f"period_{policy.get('finest_period', 'year')}"]))
    lines.append(words[f"rule_territories_{release.manifest.get('territories', 'domestic')}"])
    return lines


def _pooled(release: Release, words: Words) -> list[str]:
    """Say how small places are joined, where any are."""
    return [words["rule_pool"]] if release.regions.frame["code"].map(is_pool).any() else []


def withheld_line(release: Release, words: Words) -> str:
    """Say in a sentence which figures aren't shown as they are."""
    policy, k = release.manifest["policy"], threshold(release)
    if policy.get("rounding"):
        return words.say("rounded_line", n=int(policy["rounding"]))
    if policy.get("zeros") == "protected":
        return words.say("withheld_line_zeros", k=k)
    return words.say("withheld_line", last=k - 1)


def audit_line(release: Release, words: Words) -> str:
    """Return the audit's answer in a sentence."""
    audit = release.manifest["audit"]
    if not (audit.get("passed") and audit.get("complete")):
        return words["audit_failed"]
    policy = release.manifest["policy"]
    exact = "audit_passed_exact" if policy.get("level") == "exact" else "audit_passed"
    answer = "audit_passed_rounded" if policy.get("rounding") else exact
    k = threshold(release)
    told = words.say(answer, n=int(audit.get("cells_checked", 0)), k=k, last=k - 1)
    fractions = int(audit.get("lp_only", 0))
    return f"{told} {words.say('audit_fractions', n=fractions)}" if fractions else told


def glossary(words: Words) -> list[tuple[str, str]]:
    """Return terms and what they mean here."""
    return [(words[f"term_{term}"], words[f"term_{term}_text"]) for term in TERMS]


def is_for_the_public(release: Release) -> bool:
    """Say whether a release protects as strictly as the public is owed; others are for the agencies themselves."""
    return not is_internal(release.manifest["policy"])


def is_masked(release: Release) -> bool:
    """Say whether the source masks some of its numbers; how many rows may be withheld."""
    return bool(release.manifest.get("coverage", {}).get("masked", 0) != 0)


def marks(release: Release, words: Words) -> list[str]:
    """Return what must be known before any figure is read: internal, invented, or with masked numbers."""
    holds = {
        "internal": not is_for_the_public(release), "synthetic": is_synthetic(release),
        "masked": is_masked(release),
    }  # fmt: skip
    return [words[name] for name, is_so in holds.items() if is_so]


def short_marks(release: Release, words: Words) -> str:
    """Return the marks in a word each, where there is no room for sentences."""
    holds = {"mark_internal": not is_for_the_public(release), "mark_synthetic": is_synthetic(release)}
    return " · ".join(words[name] for name, is_so in holds.items() if is_so)


def terms(release: Release, words: Words) -> list[str]:
    """Return what the figures may be used for, by the audience that the policy names."""
    more = "terms_more" if is_for_the_public(release) else "terms_internal"
    return [words["terms_text"], words[more]]
