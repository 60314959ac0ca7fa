"""Reading the standing list from the gateway, and how fresh it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime

from .gateway import Gateway, read
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

    def refresh(self) -> None:
        """Read what is new; only an answer counts as fresh, and from the moment it was asked for."""
        self._registry.check_process()
        with self.lock:
            asked_at = self._now()
            answer = read(self._gateway.get("/v1/standing", {"after": self.standing.seq}))
            entries = [
                Entry(each["seq"], each["at"], each["id"], tuple(each["statements"]))
                for each in answer["entries"]
            ]
            if entries:
                # Stored before it is believed: what was believed once must not be forgotten.
                standing = deepcopy(self.standing)
                standing.apply(entries)
                self._registry.store_standing(entries, standing.roster)
                self.standing = standing
            self.answered_at = asked_at

    def roster(self) -> Roster:
        return self.standing.in_force()
