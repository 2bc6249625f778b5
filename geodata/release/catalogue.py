"""What catalogues read: a Frictionless data package and a DCAT-US dataset."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from geodata.policy import is_internal
from geodata.release.publisher import publisher_of
from geodata.release.reading import OPERATION_FACTS, REGIONS
from geodata.release.shelf import is_tables_only

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.release.model import Release
    from geodata.release.publisher import Publisher

TITLE: Final = "Recoveries of missing children"
TERMS: Final = "Do not attempt to identify anyone from these figures, alone or together with other sources."
INTERNAL_TERMS: Final = f"For the agencies concerned only; not to be passed on or published. {TERMS}"
#: Ending of a file → its media type and its name.
FORMATS: Final = {
    "csv": ("text/csv", "CSV"),
    "parquet": ("application/vnd.apache.parquet", "Parquet"),
    "geojson": ("application/geo+json", "GeoJSON"),
}
#: What the columns of the tables mean.
COLUMNS: Final = {
    "origin": "Region the child was missing from",
    "recovery": "Region the child was found in",
    "relation": "How the two regions lie to each other",
    "category": "Category of the case",
    "operation": "Named operation",
    "period": "Year, quarter or month",
    "count": "Number of recoveries (incidents, not persons); empty unless shown",
    "status": "How the number is to be read: one of the words below",
}
#: What the statuses mean: the code list of the column.
STATUS_MEANINGS: Final = {
    "published": "The number counted; a 0 says that there were none",
    "withheld": "Not shown, to protect the children concerned; it may be large",
    "not_reported": "The source gave no number; neither 0 nor withheld",
    "rounded": "The number counted, rounded",
    "at_least": "The sum of the numbers stated; the source masks others in it, so it is at least that",
    "none_stated": "0 stated here, while some that may belong here are not told apart beside it (unspecified, unknown)",
}
_CODE_COLUMNS: Final = {"code": "Code", "parent": "Code above, empty for the root", "label": "Name"}
_REGION_COLUMNS: Final = {
    "code": "Region code",
    "parent": "Region code above, empty for the world",
    "level": "world, country, state or county",
    "name_en": "Name in English",
    "name_es": "Name in Spanish",
    "territory": "true for the territories of the United States",
}


def title(release: Release) -> str:
    """Name a release; invented figures say so, and so do those that are no one else's."""
    invented = ["synthetic: invented figures"] if release.manifest["synthetic"] else []
    marks = [*(["internal"] if is_internal(release.manifest["policy"]) else []), *invented]
    return f"{TITLE} ({'; '.join(marks)})" if marks else TITLE


def terms(release: Release) -> str:
    """Say what a release may be used for, as its policy has it."""
    return INTERNAL_TERMS if is_internal(release.manifest["policy"]) else TERMS


def description(release: Release) -> str:
    """Say in three sentences what a release is."""
    k = release.manifest["policy"]["threshold"]
    return (
        f"Counts of recoveries of missing children by place, period and kind, as of {release.manifest['as_of']}. "
        f"Counts from 1 to {k - 1}, and others that would reveal them, are withheld to protect the children concerned; "
        f"withheld does not mean few or none. {terms(release)}"
    )


def datapackage(release: Release, files: Mapping[str, bytes]) -> bytes:
    """Write datapackage.json (Frictionless Data Package, version 1).

    References
    ----------
    https://specs.frictionlessdata.io/data-package/
    """
    resources = [_resource(path, content, release) for path, content in sorted(files.items()) if path.endswith(".csv")]
    publisher = publisher_of(release.manifest)
    package = {
        "profile": "tabular-data-package",
        "name": f"recovery-atlas-{release.manifest['release'].lower()}",
        "id": release.manifest["release"],
        "title": title(release),
        "description": description(release),
        "version": release.manifest["as_of"],
        "contributors": [{"title": publisher.shown, "role": "publisher"}],
        **_links(publisher, **_front(release, "homepage")),
        "resources": resources,
    }
    return json_bytes(package)


def _resource(path: str, content: bytes, release: Release) -> dict[str, Any]:
    name = path.removesuffix(".csv").replace("/", "-")
    folder, _, file = path.rpartition("/")
    table = release.tables[file.removesuffix(".csv")] if folder == "tables" else None
    if table is not None:
        fields = _fields([*table.dimensions, "count", "status"], COLUMNS)
        schema: dict[str, Any] = {"fields": fields, "primaryKey": list(table.dimensions)}
    elif path == OPERATION_FACTS:
        schema = {"fields": _fields(list(release.operations.columns), {}), "primaryKey": ["operation"]}
    else:
        names = _REGION_COLUMNS if path == REGIONS else _CODE_COLUMNS
        schema = {"fields": _fields(list(names), names), "primaryKey": ["code"]}
    return {
        "profile": "tabular-data-resource", "name": name, "path": path, "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema | {"missingValues": [""]},
    }  # fmt: skip


def _fields(names: Sequence[str], meanings: Mapping[str, str]) -> list[dict[str, Any]]:
    kinds = {"count": "integer", "territory": "boolean"}
    described = {name: {"description": meanings[name]} if name in meanings else {} for name in names}
    listed = {"status": _status_field()} if meanings is COLUMNS else {}
    return [{"name": n, "type": kinds.get(n, "string"), **described[n], **listed.get(n, {})} for n in names]


def _status_field() -> dict[str, Any]:
    """Describe the column of statuses with its code list."""
    told = "; ".join(f"{status}: {meaning}" for status, meaning in STATUS_MEANINGS.items())
    return {"description": told, "constraints": {"enum": list(STATUS_MEANINGS)}}


def data_json(release: Release, files: Mapping[str, bytes]) -> bytes:
    """Write data.json (DCAT-US 1.1) with one dataset.

    Links of a catalogue are whole addresses: without the site's own, files are named and not linked.

    References
    ----------
    https://resources.data.gov/resources/dcat-us/
    """
    publisher, manifest = publisher_of(release.manifest), release.manifest
    dataset = {
        "@type": "dcat:Dataset",
        "identifier": f"recovery-atlas-{manifest['release']}",
        "title": title(release),
        "description": description(release),
        "keyword": ["missing children", "recoveries", *(["synthetic"] if manifest["synthetic"] else [])],
        "modified": manifest["as_of"],
        "publisher": {"@type": "org:Organization", "name": publisher.shown},
        "contactPoint": {"@type": "vcard:Contact", "fn": publisher.shown, **_mail(publisher)},
        "accessLevel": _access(manifest["policy"]),
        "rights": terms(release),
        "language": ["en", "es"],
        **_temporal(release),
        **_links(publisher, **_front(release, "landingPage"), describedBy="datapackage.json"),
        "describedByType": "application/json",
        "distribution": [_distribution(path, publisher) for path in sorted(files)],
    }
    catalogue = {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        **_links(publisher, **{"@id": "data.json"}),
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": [dataset],
    }
    return json_bytes(catalogue)


def _access(policy: Mapping[str, Any]) -> str:
    if is_internal(policy):
        return "non-public"
    return "public" if policy["operations"] == "hidden" else "restricted public"


def _distribution(path: str, publisher: Publisher) -> dict[str, str]:
    form = path.rsplit(".", 1)[-1]
    kind, name = FORMATS[form]
    told = {"@type": "dcat:Distribution", "title": path, "mediaType": kind, "format": name}
    return told | _links(publisher, downloadURL=path)


def _links(publisher: Publisher, **paths: str) -> dict[str, str]:
    """Link to files of the release, where the address of its site is known."""
    found = {name: publisher.url(path) for name, path in paths.items()}
    return {name: url for name, url in found.items() if url is not None}


def _front(release: Release, name: str) -> dict[str, str]:
    """Name the first page, where a release has pages."""
    return {} if is_tables_only(release.manifest) else {name: "index.html"}


def _mail(publisher: Publisher) -> dict[str, str]:
    return {"hasEmail": f"mailto:{publisher.contact}"} if publisher.contact else {}


def _temporal(release: Release) -> dict[str, str]:
    """Say from which day to which the periods of a release reach."""
    codes = release.codes["period"]["code"] if "period" in release.codes else ()  # tables may have no time
    years = sorted(code[:4] for code in codes if code[:4].isdigit())
    return {"temporal": f"{years[0]}-01-01/{years[-1]}-12-31"} if years else {}


def citation(release: Release) -> bytes:
    """Write CITATION.cff (Citation File Format 1.2.0); JSON texts are YAML texts.

    References
    ----------
    https://citation-file-format.github.io
    """
    manifest, publisher = release.manifest, publisher_of(release.manifest)
    told = {
        "cff-version": "1.2.0",
        "message": "Please cite the release with its id and day.",
        "type": "dataset",
        "title": title(release),
        "abstract": description(release),
        "version": str(manifest["release"]),
        "date-released": manifest["as_of"],
        "authors": [{"name": publisher.shown}],
        **_digest(manifest),
        **({"contact": [{"name": publisher.shown, "email": publisher.contact}]} if publisher.contact else {}),
        **_links(publisher, **_front(release, "url")),
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items()).encode()


def _digest(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Name the digest of a release that is written; `verify` says how it is made."""
    told = {"type": "other", "value": f"sha256:{manifest.get('digest')}", "description": "Digest of the release"}
    return {"identifiers": [told]} if "digest" in manifest else {}


def json_bytes(content: object) -> bytes:
    """Write plain values as JSON: UTF-8, readable, one final newline."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
