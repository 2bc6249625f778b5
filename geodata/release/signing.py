"""Signatures: who published a release, by an Ed25519 key that never lies in it.

The signature is detached: `manifest.json.sig` holds 64 bytes over the bytes of the manifest, which lists all other
files. OpenSSL checks it too:
``openssl pkeyutl -verify -pubin -inkey KEY -rawin -in manifest.json -sigfile manifest.json.sig``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from geodata.errors import ReleaseError, plain
from geodata.release.shelf import MANIFEST, SIGNATURE

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES: Final = 100_000


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """Read the key that signs.

    Raises
    ------
    ReleaseError
        When the file is no private Ed25519 key in PEM without a password.
    """
    found = "no private Ed25519 key in PEM without a password"
    try:
        key = load_pem_private_key(_content(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        msg = f"--sign {plain(path)}: {found}; expected one. Make it: openssl genpkey -algorithm ed25519 -out FILE."
        raise ReleaseError(msg)
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Read the key that signatures are checked with.

    Raises
    ------
    ReleaseError
        When the file is no Ed25519 key in PEM.
    """
    content = _content(path)
    try:
        key = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        msg = f"--key {plain(path)}: no public Ed25519 key in PEM; expected one. Make it: openssl pkey -pubout."
        raise ReleaseError(msg)
    return key


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def signature_faults(path: Path, key: Ed25519PublicKey) -> list[str]:
    """Say what is wrong with the signature of a release; nothing when the key's owner signed this manifest."""
    file = path / SIGNATURE
    if file.is_symlink() or not file.is_file():
        return [f"{SIGNATURE} is missing: the release is not signed"]
    try:
        key.verify(file.read_bytes(), (path / MANIFEST).read_bytes())
    except InvalidSignature:
        return [f"{SIGNATURE} is no signature of {MANIFEST} by the owner of the key"]
    return []
