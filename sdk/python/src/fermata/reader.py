"""Reading the standing list from the gateway, and how fresh it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

from .deadline import Deadline
from .gateway import Gateway, foreign, read
from .registry import Registry
from .roster import Roster
from .standing import Entry, Standing


class StandingReader:
    """The list as folded so far. Whoever judges by it holds `lock`, so that it does not change underneath."""

    def __init__(
        self, gateway: Gateway, registry: Registry, standing: Standing, now: Callable[[], datetime]
    ) -> None:
        self.standing = standing
        self.answered_at: datetime | None = None
        self.lock = threading.RLock()
        self._gateway = gateway
        self._registry = registry
        self._now = now

    def refresh(self, deadline: Deadline | None = None) -> None:
        """Read what is new; only an answer counts as fresh, and from the moment it was asked for.

        The gateway is asked without the lock: one that does not answer must not stop whoever judges.
        """
        self._registry.check_process()
        asked_at = self._now()
        after = {"after": self.standing.seq}
        entries = _entries(read(self._gateway.get("/v1/standing", after, deadline=deadline)))
        with self.lock:
            self._take(entries, asked_at)

    def _take(self, entries: list[Entry], asked_at: datetime) -> None:
        """Of two answers at once the later one is taken on top of the first; what is known is skipped."""
        if entries:
            # Stored before it is believed: what was believed once must not be forgotten.
            standing = deepcopy(self.standing)
            standing.apply(entries)
            self._registry.store_standing(entries, standing.roster)
            self.standing = standing
        self.answered_at = asked_at

    def roster(self) -> Roster:
        return self.standing.in_force()


def _entries(answer: dict[str, Any]) -> list[Entry]:
    try:
        return [
            Entry(each["seq"], each["at"], each["id"], tuple(each["statements"])) for each in answer["entries"]
        ]
    except (KeyError, TypeError) as wrong:
        raise foreign(200, wrong) from wrong
