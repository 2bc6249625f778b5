"""What someone changes in a release is found: links, strangers, doubled keys, fields, signatures."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from dashboard import cli
from dashboard.snapshot import render_site
from geodata.release import Publisher, ReleaseError, read_release, verify_folder, write_release
from geodata.release.manifest import misshapen, parsed, read_manifest
from geodata.release.signing import read_public_key
from tests.geodata import journeys, released

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = partial(render_site, is_drawn=False)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sealed") / "release"
    write_release(released.release(publisher=Publisher("Agency")), out, SITE)
    return out


@pytest.fixture
def out(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "copy", symlinks=True)


def said(out: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((out / "manifest.json").read_bytes())
    return told


def test_a_sealed_release_is_verified_and_every_page_and_the_citation_name_its_digest(original: Path) -> None:
    assert verify_folder(original, site=SITE) == ()
    digest = said(original)["digest"].encode()
    pages = list(original.rglob("*.html"))
    assert len(pages) > 100
    assert [path for path in pages if digest not in path.read_bytes()] == []
    assert digest in (original / "CITATION.cff").read_bytes()
    assert read_release(original).manifest["digest"] == digest.decode()


def test_the_digest_is_in_the_brief(original: Path) -> None:
    from dashboard import pictures  # noqa: PLC0415
    from dashboard.wording import Words  # noqa: PLC0415

    release = read_release(original)
    with_it = pictures.one_page(release, Words("en"), period="2021", level="country")
    del release.manifest["digest"]
    assert with_it != pictures.one_page(release, Words("en"), period="2021", level="country")


def _linked(out: Path) -> None:
    (out / "index.html").rename(out.parent / "elsewhere.html")
    (out / "index.html").symlink_to(out.parent / "elsewhere.html")


def _linked_folder(out: Path) -> None:
    (out / "tables").rename(out.parent / "tables")
    (out / "tables").symlink_to(out.parent / "tables")


def _dangling(out: Path) -> None:
    (out / "assets" / "x.js").symlink_to("nowhere")


def _empty_folder(out: Path) -> None:
    (out / "drafts" / "old").mkdir(parents=True)


def _hidden(out: Path) -> None:
    (out / ".htaccess").write_bytes(b"")


def _doubled(out: Path) -> None:
    content = (out / "manifest.json").read_bytes()
    (out / "manifest.json").write_bytes(content.replace(b'"as_of"', b'"as_of": "1999-01-01",\n "as_of"', 1))


def _doubled_below(out: Path) -> None:
    content = (out / "manifest.json").read_bytes()
    (out / "manifest.json").write_bytes(content.replace(b'"threshold": 5', b'"threshold": 11, "threshold": 5', 1))


def _spaced(out: Path) -> None:
    (out / "manifest.json").write_bytes((out / "manifest.json").read_bytes() + b"\n")


def _no_sums(out: Path) -> None:
    (out / "SHA256SUMS").unlink()


def _other_sums(out: Path) -> None:
    text = (out / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    (out / "SHA256SUMS").write_text("\n".join(text[1:]) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_linked, "index.html is a link"), (_linked_folder, "tables is a link"), (_dangling, "assets/x.js is a link"),
        (_empty_folder, "drafts is a folder of no file"), (_hidden, ".htaccess is not listed"),
        (_doubled, "says 'as_of' twice"), (_doubled_below, "says 'threshold' twice"), (_spaced, "is not written as"),
        (_no_sums, "SHA256SUMS is missing"), (_other_sums, "SHA256SUMS doesn't list the files as they are"),
    ],
)  # fmt: skip
def test_what_does_not_belong_there_is_found(out: Path, spoil: Callable[[Path], None], fault: str) -> None:
    spoil(out)
    try:
        told = verify_folder(out)
    except ReleaseError as error:
        told = (str(error),)
    assert any(fault in line for line in told), told


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("software", "recovery-atlas 99"), ("software", "other"), ("publisher", {"name": "Somebody"}),
        ("publisher", {}), ("as_of", "2020-01-01"), ("release", "another"), ("synthetic", True),
        ("coverage", {"read": "all"}), ("territories", "abroad"), ("extra", 1),
    ],
)  # fmt: skip
def test_a_field_that_was_altered_is_found(out: Path, key: str, value: Any) -> None:  # noqa: ANN401
    altered = said(out) | {key: value}
    text = json.dumps(altered, ensure_ascii=False, indent=1) + "\n"
    (out / "manifest.json").write_text(text, encoding="utf-8")
    told = verify_folder(out)
    assert "manifest.json says other things than its digest covers" in told
    assert "SHA256SUMS doesn't list the files as they are" in told


def test_a_field_altered_with_the_digest_is_at_odds_with_every_page(out: Path) -> None:
    from geodata.release.catalogue import json_bytes  # noqa: PLC0415
    from geodata.release.manifest import digest  # noqa: PLC0415
    from geodata.release.writing import sums  # noqa: PLC0415

    altered = said(out) | {"software": "recovery-atlas 99"}
    altered["digest"] = digest(altered, altered["files"])
    (out / "manifest.json").write_bytes(json_bytes(altered))
    (out / "SHA256SUMS").write_bytes(sums(altered["files"], json_bytes(altered)))
    told = verify_folder(out)
    assert "CITATION.cff names the digest of another manifest" in told
    assert "places/US.html names the digest of another manifest" in told


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a pair of keys, a stranger's public one, and files that are no such keys."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("own", "strange"):
        key = Ed25519PrivateKey.generate()
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / f"{name}.pem").write_bytes(private)
        (folder / f"{name}.pub").write_bytes(public)
    rsa = generate_private_key(65537, 2048)
    (folder / "rsa.pem").write_bytes(rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "text.pem").write_bytes(b"no key\xff")
    return folder


def test_a_release_is_signed_and_the_signature_checked(
    tmp_path: Path, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, policy, out = journeys.records(tmp_path / "a.csv"), tmp_path / "small.toml", tmp_path / "r"
    policy.write_text(journeys.SMALL_TOML, encoding="utf-8")
    publish = ["publish", str(source), "--policy", str(policy), "--tables-only", "--out", str(out)]
    assert cli.run([*publish, "--sign", str(keys / "own.pem")]) == 0
    secret = (keys / "own.pem").read_bytes().splitlines()[1]
    assert all(secret not in content for content in released.files_of(out).values())
    assert len((out / "manifest.json.sig").read_bytes()) == 64
    assert cli.run(["verify", str(out), "--key", str(keys / "own.pub")]) == 0
    assert cli.run(["verify", str(out)]) == 0
    capsys.readouterr()
    assert cli.run(["verify", str(out), "--key", str(keys / "strange.pub")]) == 1
    assert "no signature of manifest.json by the owner of the key" in capsys.readouterr().out
    if shutil.which("openssl"):
        checked = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(keys / "own.pub"), "-rawin", "-in",
                   str(out / "manifest.json"), "-sigfile", str(out / "manifest.json.sig")]  # fmt: skip
        assert subprocess.run(checked, check=False, capture_output=True).returncode == 0
    altered = said(out) | {"publisher": {"name": "Somebody"}}
    released.reseal(out, altered)  # everything put right, but for the signature
    assert cli.run(["verify", str(out), "--key", str(keys / "own.pub")]) == 1
    (out / "manifest.json.sig").unlink()
    assert cli.run(["verify", str(out), "--key", str(keys / "own.pub")]) == 1
    assert "the release is not signed" in capsys.readouterr().out
    assert cli.run(publish) == 0, "a signed release is replaced by one that isn't"


@pytest.mark.parametrize("name", ["rsa.pem", "text.pem", "own.pub", "nowhere.pem"])
def test_what_is_no_key_is_refused_before_the_work(
    tmp_path: Path, keys: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = journeys.records(tmp_path / "a.csv")
    told = ["publish", str(source), "--out", str(tmp_path / "r"), "--sign", str(keys / name)]
    assert cli.run(told) == 2
    assert "expected" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    wrong = "own.pem" if name == "own.pub" else name
    with pytest.raises((ReleaseError, OSError)):
        read_public_key(keys / wrong)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("policy",), []), (("policy", "threshold"), "k918"), (("policy", "threshold"), None), (("tables",), {}),
        (("tables", 0, "dimensions"), "x"), (("tables", 0, "file"), 1), (("dimensions", "period"), None),
        (("audit",), True), (("files", "index.html"), 7), (("files", "index.html"), "A" * 64), (("as_of",), 2021),
        (("release",), ""), (("publisher",), {"name": []}), (("parts",), 5), (("left_out",), []),
    ],
)  # fmt: skip
def test_a_misshapen_manifest_is_one_clear_refusal(
    out: Path, path: tuple[str | int, ...], value: Any, capsys: pytest.CaptureFixture[str]  # noqa: ANN401
) -> None:  # fmt: skip
    manifest = said(out)
    inner: Any = manifest
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert misshapen(manifest)
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for command in (["verify", str(out)], ["serve", "--release", str(out)]):
        assert cli.run(command) == 2
        told = capsys.readouterr().err.splitlines()
        assert len(told) == 1
        assert "manifest.json" in told[0]
        assert "defect" not in told[0]
        assert "k918" not in told[0]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"nul", b"\xff\xfe{", b"{" * 100_000, b'{"files": 1}', b'{"files": {}, "files": {}}']
)
def test_what_is_no_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(ReleaseError, match="expected"):
        read_manifest("r", content)


def test_json_is_read_once() -> None:
    assert parsed(b'{"a": {"b": 1}, "c": [{"b": 2}]}') == {"a": {"b": 1}, "c": [{"b": 2}]}
