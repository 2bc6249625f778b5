"""Who is counted together is named wherever a reader meets the joint figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.snapshot import render_site
from dashboard.views.pooled import pool_of, pools_of
from tests.dashboard import tiny

if TYPE_CHECKING:
    from dashboard.wording import Words

PLACES = {("WORLD", "all"): 60, ("US", "all"): 60, ("US-TX", "all"): 60, ("US-48201", "all"): 40}
PLACES |= {("US-TX/other", "all"): 20}
PLACES |= {(code, "2023"): figure for (code, _), figure in PLACES.items()}
RELEASE = tiny.release(
    tiny.table("places", ["recovery", "period"], PLACES), pools={"US-TX/other": ["US-48301", "US-48269"]},
    policy={"name": "public", "threshold": 11, "operations": "hidden"}, synthetic=False, territories="domestic",
    version=1, dimensions={},
)  # fmt: skip


def test_a_pool_names_its_members_and_how_many_they_are(words: Words) -> None:
    (pool,) = pools_of(RELEASE, "US-TX", words)
    assert pool.code == "US-TX/other"
    assert pool.title == words.say("pool_members", pool=RELEASE.regions.name("US-TX/other", words.language), n=2)
    assert [name in pool.members for name in ("King", "Loving", "Harris")] == [True, True, False]
    assert [own.code for own in pools_of(RELEASE, "US-TX/other", words)] == ["US-TX/other"]
    assert pools_of(RELEASE, "US-OH", words) == pools_of(RELEASE, "nowhere", words) == []
    assert (pool_of(RELEASE, "US-48301"), pool_of(RELEASE, "US-48201")) == ("US-TX/other", None)


def test_the_page_of_a_state_links_its_pool_to_the_names_of_its_members() -> None:
    page = render_site(RELEASE, is_drawn=False)["places/US-TX.html"].decode()
    assert '<a href="#pool-US-TX-other">' in page
    assert page.index('<h3 id="pool-US-TX-other">') < page.index("King County and Loving County.")
