"""Processes that are killed and started again, and one stream of everything that they say."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Said:
    """One line of a process, and when it was read, in milliseconds since 1970."""

    who: str
    at: int
    line: dict[str, Any]

    @property
    def word(self) -> str:
        return str(self.line.get("event") or self.line.get("step") or "error")


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Stream:
    """What all processes said, in the order in which it was read."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Said] = queue.Queue()
        self.all: list[Said] = []

    def put(self, said: Said) -> None:
        self.all.append(said)
        self._queue.put(said)

    def forget(self) -> None:
        """From now on only what is said from now on is waited for."""
        while not self._queue.empty():
            self._queue.get()

    def wait(self, what: str, wanted: Callable[[Said], bool], seconds: float, alive: Callable[[], None]) -> Said:
        """The next line that is wanted; `alive` may end the wait with a reason."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")
            try:
                said = self._queue.get(timeout=min(left, 1.0))
            except queue.Empty:
                alive()
                continue
            if wanted(said):
                return said


@dataclass
class Process:
    """One program, in as many lives as it takes. Its errors go to `errors`."""

    name: str
    command: list[str]
    stream: Stream
    errors: Path
    environment: dict[str, str] = field(default_factory=dict)
    lives: int = 0
    last: dict[str, Any] = field(default_factory=dict)
    """What it said last in this life."""
    _process: subprocess.Popen[str] | None = None
    _reader: threading.Thread | None = None

    def start(self) -> None:
        self.lives += 1
        self.last = {}
        with self.errors.open("a") as errors:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, **self.environment},
            )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                # A line that a kill cut off says nothing; whatever else is no event is for a person to read.
                said = None
            if isinstance(said, dict):
                self.last = said
                self.stream.put(Said(self.name, now_ms(), said))
            else:
                with self.errors.open("a") as errors:
                    errors.write(line)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def must_run(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            raise AssertionError(f"{self.name} ended by itself with {self._process.returncode}:\n{self.tail()}")

    def tail(self) -> str:
        text = self.errors.read_text(errors="replace") if self.errors.exists() else ""
        return "\n".join(text.splitlines()[-15:])

    def say(self, line: str) -> None:
        assert self._process and self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def kill(self) -> int | None:
        """SIGKILL, by process id; returns when, or None when it had ended well before.

        Everything that it had said is read before this returns.
        """
        assert self._process
        self._process.kill()
        at = now_ms()
        self._ended()
        if self._process.returncode not in (0, -signal.SIGKILL):
            self.must_run()
        return at if self._process.returncode else None

    def end(self, by: signal.Signals | None = None, seconds: float = 20) -> int:
        """Closes its input, or sends a signal, and waits for it to end by itself."""
        assert self._process and self._process.stdin
        if by is not None:
            self._process.send_signal(by)
        else:
            self._process.stdin.close()
        self._process.wait(seconds)
        self._ended()
        return self._process.returncode

    def wait(self, seconds: float) -> int:
        assert self._process
        self._process.wait(seconds)
        self._ended()
        return self._process.returncode

    def discard(self) -> None:
        """After a failure: nothing is left running."""
        if self.running:
            self.kill()

    def _ended(self) -> None:
        assert self._process and self._reader
        self._process.wait()
        self._reader.join()
