"""The clock of the tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from fermata.encoding import utc_now


class Clock:
    """The source's clock, moved by hand. Sleeping moves nothing and takes no time."""

    def __init__(self) -> None:
        self.offset = timedelta()
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return utc_now() + self.offset

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
