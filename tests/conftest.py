"""How the tests are shared out: files stay whole, those that need a browser stay together, the longest come first."""

from __future__ import annotations

from typing import Any, Final

import pytest
from xdist.scheduler import LoadScopeScheduling

#: One worker starts the app and the browser for all of these.
TOGETHER: Final = "tests/browser/"
#: Begun first, so that no worker is left alone with a long one at the end.
LONGEST: Final = (
    TOGETHER, "tests/test_docs.py", "tests/promises/", "tests/geodata/disclosure/", "tests/benchmarks/",
    "tests/test_wheel.py",
)  # fmt: skip


class FilesAndRooms(LoadScopeScheduling):
    """Gives a worker a whole file, and the browser's files as if they were one."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesAndRooms:  # noqa: ANN401
    """Share the tests out by file, in the order given below."""
    config.option.loadscopereorder = False
    return FilesAndRooms(config, log)


def _turn(item: pytest.Item) -> int:
    return next((i for i, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest; within one turn the order stays."""
    items.sort(key=_turn)
