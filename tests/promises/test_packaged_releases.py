"""The packaged national release is what its example and the rules give today, to the byte.

That of Operation Lost Souls is what the README's commands give: `tests/test_docs.py` runs them.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]


def _packaged() -> ModuleType:
    spec = importlib.util.spec_from_file_location("packaged", Path(__file__).parent / "packaged.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_packaged_release_is_rebuilt_to_the_same_bytes(tmp_path: Path) -> None:
    made = _packaged().build("national-synthetic.zip", tmp_path / "out", tmp_path)
    assert made.read_bytes() == (ROOT / "dashboard" / "releases" / made.name).read_bytes()
