"""Waiting for a resolution, judging it, and the one step that lets something run; then what a restart may do.

Waits run beside each other; judging and committing happen one at a time, under the reader's lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from . import statement as st
from .codes import FINAL, Refused
from .compact import take_apart
from .contracts import contract_of
from .encoding import read_time
from .gateway import Gateway, backoff
from .reader import StandingReader
from .registry import Registry, Row
from .reporting import Reporting
from .results import Finished, RefusedHere, Result, Runs, Unknown
from .strict_json import parse_object
from .verify import AHEAD, Me, check_halts, check_roster, verify_resolution

HOLD = 25.0


class Waiting:
    def __init__(
        self,
        me: Me,
        gateway: Gateway,
        registry: Registry,
        reader: StandingReader,
        reporting: Reporting,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self.last_refusal: Refused | None = None
        self._me = me
        self._gateway = gateway
        self._registry = registry
        self._reader = reader
        self._reporting = reporting
        self._now = now
        self._sleep = sleep
        # Decided by this process: not yet begun, and under way.
        self._taken: set[str] = set()
        self._running: set[str] = set()

    def wait(self, esc: str, timeout: float) -> Result | None:
        deadline = time.monotonic() + timeout
        attempt = 0
        while True:
            row = self.row(esc)
            if row.state != "pending":
                return self._stored(row)
            left = max(0.0, deadline - time.monotonic())
            result = self._ask(row, min(HOLD, left))
            if result is not None:
                return result
            if time.monotonic() >= deadline:
                return None
            self._sleep(min(backoff(attempt), left))
            attempt = min(attempt + 1, 6)

    @contextmanager
    def running(self, esc: str) -> Iterator[Runs]:
        """The stored action, for one caller at a time; once begun, only the restart rule gives it out again."""
        with self._reader.lock:
            row = self.row(esc)
            if not isinstance(row.result, Runs):
                raise Refused("not_pending", f"{esc} was not decided here")
            if row.outcome is not None or esc in self._running or esc not in self._taken:
                raise Refused("already_consumed", f"{esc} runs or ran already")
            self._running.add(esc)
            self._taken.discard(esc)
        try:
            yield row.result
        finally:
            self._running.discard(esc)

    def row(self, esc: str) -> Row:
        row = self._registry.by_esc(esc)
        if row is None:
            raise KeyError(f"{esc} was not proposed by this source")
        return row

    def _ask(self, row: Row, hold: float) -> Result | None:
        path = f"/v1/escalations/{row.esc}/resolution"
        response = self._gateway.get(path, {"wait": int(hold)}, wait=hold)
        if response.status_code == 200:
            return self._judge(str(row.esc), response.content)
        if self._now() > read_time(_proposal(row)["expires_at"]) + AHEAD:
            return self._refuse(row, "expired")
        return None

    def _judge(self, esc: str, body: bytes) -> Result | None:
        """Steps 1 to 11. None: it did not hold, and the row stays pending to be asked for again."""
        with self._reader.lock:
            row = self.row(esc)
            if row.state != "pending":
                return self._stored(row)
            self._reader.refresh()
            try:
                result = verify_resolution(
                    body,
                    me=self._me,
                    pending=lambda named: self._registry.pending(named) if named == esc else None,
                    standing=self._reader.standing,
                    answered_at=self._reader.answered_at,
                    now=self._now(),
                )
                if isinstance(result, Runs):
                    proposal = _proposal(row)
                    accepted = self._reporting.of_run(result, "accepted")
                    self._registry.decide(result, lambda: self._check_halts(proposal), accepted)
                    self._taken.add(esc)
                else:
                    self._registry.close_with(result)
                return result
            except Refused as refused:
                self.last_refusal = refused
                return self._refuse(row, refused.code) if refused.code in FINAL else None

    def _check_halts(self, proposal: dict[str, Any]) -> None:
        check_halts(self._reader.standing, self._me.source, proposal, self._reader.answered_at, self._now())

    def _refuse(self, row: Row, code: str) -> RefusedHere:
        esc = str(row.esc)
        self._registry.refuse(esc, code, self._reporting.of_refusal(row, code))
        self._reporting.flush()
        return RefusedHere(esc, code)

    # What was decided before, also before this process began

    def _stored(self, row: Row) -> Result:
        esc, result = str(row.esc), row.result
        if result is None:
            return RefusedHere(esc, str(row.code))
        if not isinstance(result, Runs):
            return result
        with self._reader.lock:
            return self._begun(self.row(esc), result)

    def _begun(self, row: Row, result: Runs) -> Result:
        """Decided: by this process just now, or by one that ended. Then the restart rule applies."""
        esc = result.esc
        if row.outcome is not None:
            return Finished(esc, row.outcome, result.action)
        if esc in self._taken | self._running:
            return result
        if not self._registry.is_alone():
            raise Refused("already_consumed", f"another process of this source has {esc}; wait for it to end")
        if self._may_run_again(row):
            self._taken.add(esc)
            return result
        return self._give_up(result, "the process ended while this was about to run")

    def _give_up(self, result: Runs, error: str) -> Unknown:
        self._registry.finish(result.esc, "unknown", self._reporting.of_run(result, "unknown", error=error))
        self._reporting.flush()
        return Unknown(result.esc)

    def close_open(self) -> None:
        """End everything that is open here: pending is withdrawn, decided without an outcome is unknown."""
        why = "the source's registry was restored from a backup"
        for row in self._registry.open_rows():
            if isinstance(row.result, Runs):
                self._give_up(row.result, why)
            else:
                esc = str(row.esc)
                self._registry.refuse(esc, "not_pending", self._reporting.of_withdrawal(esc, why))
        self._reporting.flush()

    def _may_run_again(self, row: Row) -> bool:
        """The restart rule: only an idempotent tool, and only while steps 5, 6 and 10 still hold."""
        proposal = _proposal(row)
        self._reader.refresh()
        try:
            check_roster(self._reader.standing, self._reader.answered_at, self._now())
            if self._now() > read_time(proposal["expires_at"]):
                return False
            self._check_halts(proposal)
            contract = contract_of(proposal, self._reader.standing.contracts)
        except Refused:
            return False
        return bool(contract and contract["idempotent"])


def _proposal(row: Row) -> dict[str, Any]:
    return parse_object(take_apart(str(row.proposal), st.PROPOSAL).payload)
