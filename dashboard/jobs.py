"""A run of a command in a process of its own, watched and stopped from the app."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: What `publish` says when it needs its files no more.
ALL_READ: Final = "read the records"
LISTENING_S: Final = 5.0  # that a command has to end by itself


class Job:
    """One run of a command: its lines of progress while it goes on, its answer when it has ended.

    It runs in a group of its own, on a leash (`dashboard.leash`): it ends with this process, whatever ends this. What
    it reads is removed as soon as it has been read.

    Parameters
    ----------
    command, arguments
        The command and its options.
    files
        The uploads that it reads.
    others
        Uploads among the arguments.
    """

    def __init__(
        self, command: str, arguments: Sequence[str], files: Sequence[Path], others: Sequence[Path] = ()
    ) -> None:
        self.command, self.progress, self.out, self.is_stopped = command, list[str](), "", False
        self._uploads = (*files, *others)
        self._process = subprocess.Popen(  # noqa: S603 -- our own command; files come as paths that we named
            [sys.executable, "-m", "dashboard.leash", command, "--format", "json", *arguments, "--", *map(str, files)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            start_new_session=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._read_out, self._read_progress)]
        for reader in self._readers:
            reader.start()

    def _read_out(self) -> None:
        if self._process.stdout:
            with self._process.stdout as answers:
                self.out = answers.read()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()  # the leash
        self._forget_uploads()

    def _read_progress(self) -> None:
        if self._process.stderr:
            with self._process.stderr as lines:
                for line in lines:
                    self.progress.append(line.strip())
                    if line.strip() == ALL_READ:
                        self._forget_uploads()

    def _forget_uploads(self) -> None:
        for path in self._uploads:
            path.unlink(missing_ok=True)

    @property
    def is_running(self) -> bool:
        """Whether the command goes on."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the command; it leaves nothing behind. Where it doesn't listen for a while, its group is ended."""
        self.is_stopped = True
        self._process.terminate()
        threading.Thread(target=self._insist, daemon=True).start()

    def _insist(self) -> None:
        try:
            self._process.wait(timeout=LISTENING_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the command and its children at once."""
        self.is_stopped = True
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()
        self._forget_uploads()

    def answer(self) -> Mapping[str, Any]:
        """Return the answer of an ended command; a command that gave none was refused."""
        for reader in self._readers:
            reader.join(timeout=5)
        try:
            told: dict[str, Any] = json.loads(self.out)
        except ValueError:
            told = {"refused": [line for line in self.progress if line.startswith("refused")] or self.progress[-1:]}
        return told
