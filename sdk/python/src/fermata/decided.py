"""What was decided and stored: handed to one runner at a time; and what a restart may do with it.

A row that is decided and has no outcome was taken by this process, or is left over from one that ended. Then
the restart rule applies: it runs again only if twice is once, otherwise nobody knows, and a person has to look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from . import statement as st
from .codes import Refused
from .compact import take_apart
from .contracts import contract_of
from .deadline import Deadline
from .encoding import read_time
from .reader import StandingReader
from .registry import Registry, Row
from .reporting import Reporting
from .results import Finished, RefusedHere, Result, Runs, Unknown
from .strict_json import parse_object
from .verify import Me, check_halts, check_roster


class Decided:
    def __init__(
        self,
        me: Me,
        registry: Registry,
        reader: StandingReader,
        reporting: Reporting,
        now: Callable[[], datetime],
    ) -> None:
        self._me = me
        self._registry = registry
        self._reader = reader
        self._reporting = reporting
        self._now = now
        # Decided by this process: not yet begun, and under way.
        self._taken: set[str] = set()
        self._running: set[str] = set()

    def take(self, result: Runs, proposal: dict[str, Any]) -> None:
        """Step 11, and from here on this process may run it."""
        accepted = self._reporting.of_run(result, "accepted")
        self._registry.decide(result, lambda: self._check_halts(proposal), accepted)
        self._taken.add(result.esc)

    @contextmanager
    def running(self, esc: str) -> Iterator[Runs]:
        """The stored action, for one caller at a time; once begun, only the restart rule gives it out again."""
        with self._reader.lock:
            row = self._registry.by_esc(esc)
            if row is None or not isinstance(row.result, Runs):
                raise Refused("not_pending", f"{esc} was not decided here")
            if row.outcome is not None or esc in self._running or esc not in self._taken:
                raise Refused("already_consumed", f"{esc} runs or ran already")
            self._registry.attempt(esc)
            self._running.add(esc)
            self._taken.discard(esc)
        try:
            yield row.result
        finally:
            self._running.discard(esc)

    def stored(self, row: Row, deadline: Deadline | None = None) -> Result:
        """The ending that this row holds."""
        esc, result = str(row.esc), row.result
        if result is None:
            return RefusedHere(esc, str(row.code))
        if not isinstance(result, Runs):
            return result
        with self._reader.lock:
            known = self._known(result)
        if known is not None:
            return known
        self._reader.refresh(deadline)
        with self._reader.lock:
            return self._known(result) or self._left_over(row, result)

    def _known(self, result: Runs) -> Result | None:
        row = self._registry.by_esc(result.esc)
        if row and row.outcome is not None:
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

    def _may_run_again(self, row: Row) -> bool:
        """The restart rule: only an idempotent tool, and only while steps 5, 6 and 10 still hold."""
        proposal = proposal_of(row)
        try:
            check_roster(self._reader.standing, self._reader.answered_at, self._now())
            if self._now() > read_time(proposal["expires_at"]):
                return False
            self._check_halts(proposal)
            contract = contract_of(proposal, self._reader.standing.contracts)
        except Refused:
            return False
        return bool(contract and contract["idempotent"])

    def _check_halts(self, proposal: dict[str, Any]) -> None:
        check_halts(self._reader.standing, self._me.source, proposal, self._reader.answered_at, self._now())

    def _give_up(self, result: Runs, error: str) -> Unknown:
        self._registry.finish(result.esc, "unknown", self._reporting.of_run(result, "unknown", error=error))
        return Unknown(result.esc)

    def take_up(self) -> tuple[list[str], list[str], list[str]]:
        """What the process before left: what may run again, what is unknown now, what waits for people."""
        run_again: list[str] = []
        unknown: list[str] = []
        waiting: list[str] = []
        for row in self._registry.open_rows():
            esc = str(row.esc)
            if row.state == "pending":
                waiting.append(esc)
            elif esc not in self._running:
                try:
                    (run_again if isinstance(self.stored(row), Runs) else unknown).append(esc)
                except Refused as refused:
                    # Another process has it, and brings it to its end.
                    if refused.code != "already_consumed":
                        raise
        return run_again, unknown, waiting

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


def proposal_of(row: Row) -> dict[str, Any]:
    return parse_object(take_apart(str(row.proposal), st.PROPOSAL).payload)
