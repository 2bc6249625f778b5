"""How much of a file has been read: a meter that a reader moves and that another thread may look at."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
BUFFER_BYTES: Final = 1 << 18


class Meter:
    """What a reader has read of a file so far.

    Attributes
    ----------
    n_bytes
        Where in the file its reader is; 0 while nobody has it open here, for a library or another process reads it.
    n_rows
        Rows or lines read; 0 until the reader knows.
    """

    def __init__(self) -> None:
        self.n_bytes = 0
        self.n_rows = 0

    def counted(self, items: Iterable[Item], n_rows: Callable[[Item], int] | None) -> Iterator[Item]:
        """Hand items on, and count their rows; without a measure each is one."""
        for item in items:
            self.n_rows += 1 if n_rows is None else n_rows(item)
            yield item

    def opened(self, file: BinaryIO) -> BinaryIO:
        """Hand a file on so that its bytes are metered."""
        return cast("BinaryIO", io.BufferedReader(_Metered(file, self), BUFFER_BYTES))


class _Metered(io.RawIOBase):
    """A file that tells where it is."""

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        self._file, self._meter = file, meter

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 -- a buffer has no name before Python 3.12
        content = memoryview(buffer).cast("B")
        read = self._file.read(len(content))
        content[: len(read)] = read
        self._meter.n_bytes = self._file.tell()
        return len(read)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        self._meter.n_bytes = 0
        super().close()
