"""Kept answers: asked once for each release and choice, gone with the release, never more than a set number."""

from __future__ import annotations

import gc
import weakref

from dashboard import view_cache
from tests.dashboard import tiny

RELEASES = [tiny.release(tiny.table("places", ["period"], {("all",): 20})) for _ in range(2)]


def test_a_view_is_asked_once_for_each_release_and_choice() -> None:
    asked: list[tuple[int, str, str]] = []

    @view_cache.kept
    def view(release: object, /, period: str, *, side: str = "recovery") -> str:
        asked.append((RELEASES.index(release), period, side))  # type: ignore[arg-type]
        return f"{period} {side}"

    for _ in range(2):
        assert view(RELEASES[0], "2022") == "2022 recovery"
        assert view(RELEASES[0], "2022", side="origin") == "2022 origin"
        assert view(RELEASES[1], "2022") == "2022 recovery"
    assert asked == [(0, "2022", "recovery"), (0, "2022", "origin"), (1, "2022", "recovery")]


def test_answers_go_with_their_release_and_are_not_kept_without_end() -> None:
    made: list[weakref.ref[set[int]]] = []

    @view_cache.kept_up_to(3)
    def view(_: object, /, n: int) -> set[int]:
        answer = {n}
        made.append(weakref.ref(answer))
        return answer

    release = tiny.release(tiny.table("places", ["period"], {("all",): 20}))
    for n in range(10):
        view(release, n)
    gc.collect()
    assert sum(answer() is not None for answer in made) <= 3
    del release
    gc.collect()
    assert all(answer() is None for answer in made)
