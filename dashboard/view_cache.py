"""Answers kept for all visitors: a view is a pure function of a release and codes, so the next visitor gets the same.

Only what a release shows goes in, and it goes with its release.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.release import Release

P = ParamSpec("P")
R = TypeVar("R")
MOST_KEPT: Final = 2_000


def kept_up_to(
    most: int,
) -> Callable[[Callable[Concatenate[Release, P], R]], Callable[Concatenate[Release, P], R]]:
    """Ask a view once for each release and choice; what it answers is shared, so nobody may change it.

    Parameters
    ----------
    most
        Answers that are kept for a release; then it starts anew.
    """

    def keep(view: Callable[Concatenate[Release, P], R]) -> Callable[Concatenate[Release, P], R]:
        answers: WeakKeyDictionary[Release, dict[Any, R]] = WeakKeyDictionary()

        @wraps(view)
        def ask(release: Release, /, *args: P.args, **kwargs: P.kwargs) -> R:
            known = answers.setdefault(release, {})
            asked = (*args, *sorted(kwargs.items()))
            if asked not in known:
                if len(known) >= most:
                    known = answers[release] = {}
                known[asked] = view(release, *args, **kwargs)
            return known[asked]

        return ask

    return keep


def kept(view: Callable[Concatenate[Release, P], R]) -> Callable[Concatenate[Release, P], R]:
    """Keep a view's answers, up to a number that no visitor reaches."""
    return kept_up_to(MOST_KEPT)(view)
