"""Who publishes a release, and where its site will stand: only the publisher knows, and catalogues ask."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from geodata.errors import ReleaseError

LONGEST: Final = 200
UNNAMED: Final = "Publisher of this release"
_MAIL: Final = re.compile(r"[\w~!$&'*+=.-]+@[\w-]+([.][\w-]+)+", re.ASCII)
_ADDRESS: Final = re.compile(r"https?://[\w.-]+(:[0-9]+)?(/[\w.~%-]+)*/", re.ASCII)


@dataclass(frozen=True)
class Publisher:
    """Who publishes a release; what is not given is not said.

    Attributes
    ----------
    name
        The agency's name.
    contact
        An e-mail address of the agency that readers may write to.
    address
        Where the site of the release will stand: ``https://example.gov/recoveries/``.

    Raises
    ------
    ReleaseError
        When any of them is not of its kind; all faults in one message.
    """

    name: str | None = None
    contact: str | None = None
    address: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is not of its kind."""
        faults = [
            fault
            for given, is_good, fault in (
                (self.name, _is_name, f"publisher: {self.name!r}; expected a name of {LONGEST} characters at most"),
                (self.contact, _is_mail, f"contact: {self.contact!r}; expected an address such as data@example.gov"),
                (self.address, _is_address, f"address: {self.address!r}; expected one like https://example.gov/data/"),
            )
            if given is not None and not is_good(given)
        ]
        if faults:
            raise ReleaseError("\n".join(f"{fault}. Correct it, or leave it out." for fault in faults))

    def as_dict(self) -> dict[str, str]:
        """Give what is known, as the manifest holds it."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @property
    def shown(self) -> str:
        """What the publisher is called, known or not."""
        return self.name or UNNAMED

    def url(self, path: str) -> str | None:
        """Return the address of a file of the release, where the site's own is known."""
        return None if self.address is None else self.address + path


def publisher_of(manifest: dict[str, Any]) -> Publisher:
    """Read the publisher from a manifest; those of older releases name none."""
    told = manifest.get("publisher", {})
    return Publisher(**{name: str(told[name]) for name in ("name", "contact", "address") if name in told})


def _is_name(text: str) -> bool:
    return 0 < len(text.strip()) == len(text) <= LONGEST and text.isprintable()


def _is_mail(text: str) -> bool:
    return len(text) <= LONGEST and _MAIL.fullmatch(text) is not None


def _is_address(text: str) -> bool:
    return len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None and bool(urlsplit(text).hostname)
