"""The manifest of a release: read strictly, checked against a schema, and named by a digest.

The digest covers all that the manifest says and the hashes of the tables and codes. Pages, brief and citation name it,
so it can't cover them; the manifest lists their hashes, and SHA256SUMS and a signature cover the manifest's own bytes.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from jsonschema import Draft202012Validator

from geodata.errors import ReleaseError, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DIGEST: Final = "digest"
LEFT_OUT: Final = "left_out"
VERSION: Final = 1
_TEXT: Final = {"type": "string"}
_HASHES: Final = {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}
_AUDIT: Final = {
    "type": "object",
    "required": ["passed", "complete"],
    "properties": {
        "cells_checked": {"type": "integer"}, "lp_only": {"type": "integer"}, "findings": {"type": "array"},
    },
}  # fmt: skip
#: What any release of version 1 says; keys that it doesn't know are let through.
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["release", "version", "as_of", "policy", "dimensions", "tables", "audit", "files"],
    "properties": {
        "release": {"type": "string", "minLength": 1, "maxLength": 64},
        "as_of": _TEXT,
        "software": _TEXT,
        "territories": _TEXT,
        "synthetic": {"type": "boolean"},
        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "parts": {"type": "array", "items": _TEXT},
        "publisher": {"type": "object", "additionalProperties": _TEXT},
        "coverage": {"type": "object"},
        "basis": {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
        "policy": {
            "type": "object",
            "required": ["threshold"],
            "properties": {
                "name": _TEXT, "threshold": {"type": "integer", "minimum": 2}, "zeros": {"type": "string"},
                "level": _TEXT, "weights": _TEXT,
                "audience": _TEXT, "rounding": {"type": "integer", "minimum": 0}, "operations": _TEXT,
                "sensitive_categories": {"type": "array", "items": _TEXT},
            },
        },
        "dimensions": {
            "type": "object",
            "additionalProperties": {"type": "object", "required": ["codes", "root"],
                                     "properties": {"codes": _TEXT, "root": _TEXT}},
        },
        "tables": {
            "type": "array",
            "items": {
                "type": "object", "required": ["name", "file", "dimensions"],
                "properties": {"name": _TEXT, "file": _TEXT,
                               "dimensions": {"type": "object", "additionalProperties": _TEXT}},
            },
        },
        "audit": _AUDIT,
        "files": _HASHES,
        "left_out": _HASHES,
    },
}  # fmt: skip
_FAULTS_SHOWN: Final = 5


class RepeatedKeyError(ValueError):
    """A JSON text that says something twice: readers differ in which they believe."""


def parsed(content: bytes) -> Any:  # noqa: ANN401 -- any JSON
    """Read JSON in which every key stands once.

    Raises
    ------
    ValueError
        When it is no JSON in UTF-8, or a key stands twice.
    """
    return json.loads(content.decode("utf-8"), object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        names = [name for name, _ in pairs]
        msg = next(name for name in names if names.count(name) > 1)
        raise RepeatedKeyError(msg)
    return told


def read_manifest(where: str, content: bytes | None) -> dict[str, Any]:
    """Read a manifest, or refuse it with all that is wrong with its shape.

    Raises
    ------
    ReleaseError
        When there is none, it is of another version, a key stands twice, or it isn't of the schema's shape.
    """
    shown = f"release {plain(where)}"
    try:
        manifest = parsed(content or b"")
    except RepeatedKeyError as error:
        msg = f"{shown}: manifest.json says {plain(error)!r} twice; expected every key once. Publish it again."
        raise ReleaseError(msg) from None
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        msg = f"{shown}: no manifest.json that lists its files; expected a release. Check the path."
        raise ReleaseError(msg)
    if manifest.get("version") != VERSION:
        msg = f"{shown}: version {manifest.get('version')!r}; expected {VERSION}. Update the software."
        raise ReleaseError(msg)
    if faults := misshapen(manifest):
        more = f" and {len(faults) - _FAULTS_SHOWN} more" if len(faults) > _FAULTS_SHOWN else ""
        told = "; ".join(faults[:_FAULTS_SHOWN]) + more
        msg = f"{shown}: manifest.json is not readable as that of a release: {told}; expected its schema."
        raise ReleaseError(msg + " Publish it again.")
    return manifest


def misshapen(manifest: Mapping[str, Any]) -> list[str]:
    """List where a manifest isn't of the schema's shape, without what stands there."""
    faults = []
    for error in Draft202012Validator(SCHEMA).iter_errors(manifest):
        where = plain("/".join(map(str, error.absolute_path)))
        if error.validator == "required":
            lacking = [name for name in error.validator_value if name not in error.instance]
            faults += [f"it lacks {f'{where}/' if where else ''}{name}" for name in lacking]
        else:
            wanted = (
                error.validator_value if error.validator == "type" else f"{error.validator} {error.validator_value}"
            )
            faults.append(f"{where} is of another kind than {wanted}")
    return sorted(dict.fromkeys(faults))


def is_data(path: str) -> bool:
    """Say whether a file holds tables or codes: all others are functions of these and of the manifest."""
    folder, _, name = path.rpartition("/")
    return (folder == "tables" and name.endswith((".csv", ".parquet"))) or (not folder and name.endswith(".csv"))


def digest(manifest: Mapping[str, Any], hashes: Mapping[str, str]) -> str:
    """Return the digest of a release: SHA-256 of what its manifest says, with the hashes of tables and codes alone.

    Parameters
    ----------
    manifest
        What it says; ``files``, ``left_out`` and ``digest`` in it don't count.
    hashes
        Path → SHA-256 of all files of the release.
    """
    told = {name: value for name, value in manifest.items() if name not in {"files", LEFT_OUT, DIGEST}}
    told["files"] = {path: value for path, value in hashes.items() if is_data(path)}
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hashes_of(files: Mapping[str, bytes], paths: Iterable[str] | None = None) -> dict[str, str]:
    """Return the hashes of files, sorted by path."""
    return {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files if paths is None else paths)}
