"""Waiting for a resolution, judging it, and storing what it came to.

Waits run beside each other; judging and committing happen one at a time, under the reader's lock. Nothing is
asked of the gateway while it is held, and nothing for longer than the caller waits. What happens to what was
stored is in `decided`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from .codes import FINAL, Refused
from .deadline import Deadline
from .decided import Decided, proposal_of
from .encoding import read_time
from .gateway import Gateway, GatewayError, Unreachable, backoff
from .reader import StandingReader
from .registry import Registry, Row
from .reporting import Reporting
from .results import RefusedHere, Result, Runs, Unknown
from .verify import AHEAD, Me, verify_resolution

HOLD = 25.0


class Waiting:
    def __init__(
        self,
        me: Me,
        gateway: Gateway,
        registry: Registry,
        reader: StandingReader,
        reporting: Reporting,
        decided: Decided,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
        monotonic: Callable[[], float],
    ) -> None:
        self.last_refusal: Refused | None = None
        self._me = me
        self._gateway = gateway
        self._registry = registry
        self._reader = reader
        self._reporting = reporting
        self._decided = decided
        self._now = now
        self._sleep = sleep
        self._monotonic = monotonic

    def wait(self, esc: str, timeout: float) -> Result | None:
        """A gateway that is away for a while is waited for; one that is away at the end is an error."""
        deadline = Deadline(timeout, self._monotonic)
        attempt = 0
        while True:
            result: Result | None = None
            trouble: Exception | None = None
            try:
                result = self._round(esc, deadline)
            except Unreachable as wrong:
                trouble = wrong
            except GatewayError as wrong:
                if not wrong.temporary:
                    raise
                trouble = wrong
            if result is not None:
                if isinstance(result, RefusedHere | Unknown):
                    self._reporting.flush(deadline)
                return result
            left = deadline.left()
            if not left:
                if trouble:
                    raise trouble
                return None
            self._sleep(min(backoff(attempt), left))
            attempt = min(attempt + 1, 6)

    def _row(self, esc: str) -> Row:
        row = self._registry.by_esc(esc)
        if row is None:
            raise KeyError(f"{esc} was not proposed by this source")
        return row

    def _round(self, esc: str, deadline: Deadline) -> Result | None:
        """What is stored, or one question to the gateway."""
        row = self._row(esc)
        if row.state != "pending":
            return self._decided.stored(row, deadline)
        path, hold = f"/v1/escalations/{esc}/resolution", min(HOLD, deadline.left())
        response = self._gateway.get(path, {"wait": int(hold)}, hold, deadline)
        if response.status_code == 200:
            # Before the lock: the gateway may take its time, and other threads judge meanwhile.
            self._reader.refresh(deadline)
            ended = self._judge(esc, response.content)
            row = self._row(esc)
            # Another thread or process may have taken it since.
            return ended if ended or row.state == "pending" else self._decided.stored(row, deadline)
        if self._now() > read_time(proposal_of(row)["expires_at"]) + AHEAD:
            return self._refuse(row, "expired")
        return None

    def _judge(self, esc: str, body: bytes) -> Result | None:
        """Steps 1 to 11. None: it did not hold, and the row stays pending to be asked for again."""
        with self._reader.lock:
            row = self._row(esc)
            if row.state != "pending":
                return None
            try:
                return self._take(row, body)
            except Refused as refused:
                self.last_refusal = refused
                return self._refuse(row, refused.code) if refused.code in FINAL else None

    def _take(self, row: Row, body: bytes) -> Result:
        result = verify_resolution(
            body,
            me=self._me,
            pending=lambda named: self._registry.pending(named) if named == row.esc else None,
            standing=self._reader.standing,
            answered_at=self._reader.answered_at,
            now=self._now(),
        )
        if isinstance(result, Runs):
            self._decided.take(result, proposal_of(row))
        else:
            self._registry.close_with(result)
        return result

    def _refuse(self, row: Row, code: str) -> RefusedHere:
        esc = str(row.esc)
        self._registry.refuse(esc, code, self._reporting.of_refusal(row, code))
        return RefusedHere(esc, code)
