"""Waiting for a resolution, judging it, and the one step that lets something run; then what a restart may do.

Waits run beside each other; judging and committing happen one at a time, under the reader's lock. Nothing is
asked of the gateway while it is held, and nothing for longer than the caller waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from . import statement as st
from .codes import FINAL, Refused
from .compact import take_apart
from .contracts import contract_of
from .deadline import Deadline
from .encoding import read_time
from .gateway import Gateway, GatewayError, Unreachable, backoff
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
        monotonic: Callable[[], float],
    ) -> None:
        self.last_refusal: Refused | None = None
        self._me = me
        self._gateway = gateway
        self._registry = registry
        self._reader = reader
        self._reporting = reporting
        self._now = now
        self._sleep = sleep
        self._monotonic = monotonic
        # Decided by this process: not yet begun, and under way.
        self._taken: set[str] = set()
        self._running: set[str] = set()

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

    def _round(self, esc: str, deadline: Deadline) -> Result | None:
        """What is stored, or one question to the gateway."""
        row = self.row(esc)
        if row.state != "pending":
            return self.stored(row, deadline)
        path, hold = f"/v1/escalations/{esc}/resolution", min(HOLD, deadline.left())
        response = self._gateway.get(path, {"wait": int(hold)}, hold, deadline)
        if response.status_code == 200:
            # Before the lock: the gateway may take its time, and other threads judge meanwhile.
            self._reader.refresh(deadline)
            ended = self._judge(esc, response.content)
            row = self.row(esc)
            # Another thread or process may have taken it since.
            return ended if ended or row.state == "pending" else self.stored(row, deadline)
        if self._now() > read_time(_proposal(row)["expires_at"]) + AHEAD:
            return self._refuse(row, "expired")
        return None

    def _judge(self, esc: str, body: bytes) -> Result | None:
        """Steps 1 to 11. None: it did not hold, and the row stays pending to be asked for again."""
        with self._reader.lock:
            row = self.row(esc)
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
            proposal = _proposal(row)
            accepted = self._reporting.of_run(result, "accepted")
            self._registry.decide(result, lambda: self._check_halts(proposal), accepted)
            self._taken.add(result.esc)
        else:
            self._registry.close_with(result)
        return result

    def _check_halts(self, proposal: dict[str, Any]) -> None:
        check_halts(self._reader.standing, self._me.source, proposal, self._reader.answered_at, self._now())

    def _refuse(self, row: Row, code: str) -> RefusedHere:
        esc = str(row.esc)
        self._registry.refuse(esc, code, self._reporting.of_refusal(row, code))
        return RefusedHere(esc, code)

    # What was decided before, also before this process began

    def stored(self, row: Row, deadline: Deadline | None = None) -> Result:
        """Decided: by this process just now, or by one that ended. Then the restart rule applies."""
        esc, result = str(row.esc), row.result
        if result is None:
            return RefusedHere(esc, str(row.code))
        if not isinstance(result, Runs):
            return result
        with self._reader.lock:
            known = self._known(self.row(esc), result)
        if known is not None:
            return known
        self._reader.refresh(deadline)
        with self._reader.lock:
            row = self.row(esc)
            return self._known(row, result) or self._left_over(row, result)

    def _known(self, row: Row, result: Runs) -> Result | None:
        if row.outcome is not None:
            return Finished(result.esc, row.outcome, result.action)
        return result if result.esc in self._taken | self._running else None

    def _left_over(self, row: Row, result: Runs) -> Result:
        if not self._registry.is_alone():
            esc = result.esc
            raise Refused("already_consumed", f"another process of this source has {esc}; wait for it to end")
        if self._may_run_again(row):
            self._taken.add(result.esc)
            return result
        return self._give_up(result, "the process ended while this was about to run")

    def _give_up(self, result: Runs, error: str) -> Unknown:
        self._registry.finish(result.esc, "unknown", self._reporting.of_run(result, "unknown", error=error))
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
