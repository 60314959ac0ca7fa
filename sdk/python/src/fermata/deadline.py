"""Until when a caller waits: handed down to every call that is made on the way, so that none outlasts it."""

from __future__ import annotations

from collections.abc import Callable

# An answer that is on its way when the time is over is waited for so much longer, all in all.
GRACE = 5.0


class Deadline:
    """So many seconds from now, by a clock that never goes back."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._ends = monotonic() + seconds

    def left(self) -> float:
        return max(0.0, self._ends - self._monotonic())

    def left_with_grace(self) -> float:
        return max(0.0, self._ends + GRACE - self._monotonic())
