"""The standing list: rosters, contracts and halts, folded in log order.

Each entry is verified with the roster in force before it, at the entry's own time. One that does not hold is
marked and skipped; what was in force stays in force. No clock is read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .codes import Refused
from .compact import take_apart
from .encoding import read_time
from .quorum import Scrutiny, candidate_risk
from .roster import TYP as ROSTER
from .roster import Roster, accept
from .statement import CONTRACT, HALT, POLICY, Verified, verify
from .terms import check_terms


@dataclass(frozen=True)
class Entry:
    """One entry of the log, as the gateway hands it out."""

    seq: int
    at: str
    id: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class ActiveHalt:
    """A halt in force, and the roster before its entry: by that one its halter is judged, once and for all."""

    statement: Verified
    roster: Roster

    def stops(self, source: str, proposal: dict[str, Any], contracts: dict[str, dict[str, Any]]) -> bool:
        ((scope, value),) = self.statement.payload["scope"].items()
        mine = {
            "all": True,
            "source": source,
            "queue": proposal["queue"],
            "agent": proposal.get("run", {}).get("agent"),
            "esc": proposal["jti"],
        }
        if mine[scope] != value:
            return False
        holder = self.statement.holder
        return scope != "esc" or "halt" in holder.rights or self._decides(source, proposal, contracts)

    def _decides(self, source: str, proposal: dict[str, Any], contracts: dict[str, dict[str, Any]]) -> bool:
        risk = candidate_risk(proposal, contracts, ())
        try:
            Scrutiny(proposal, source, self.roster, (), risk).admit(self.statement.holder.owner)
        except Refused:
            return False
        return True


@dataclass
class Standing:
    """What is in force after the entries read so far."""

    workspace: str
    pin: str
    roster: Roster | None = None
    contracts: dict[str, dict[str, Any]] = field(default_factory=dict)
    halts: dict[str, ActiveHalt] = field(default_factory=dict)
    marked: list[tuple[int, str]] = field(default_factory=list)
    # Ids of entries that took effect: each does so once.
    taken: set[str] = field(default_factory=set)
    seq: int = 0

    def apply(self, entries: Sequence[Entry]) -> list[tuple[int, str]]:
        """Fold these in; the marks that they brought."""
        before = len(self.marked)
        for entry in entries:
            if entry.seq <= self.seq:
                continue
            self.seq = entry.seq
            if entry.id in self.taken:
                continue
            try:
                self._apply(entry)
                self.taken.add(entry.id)
            except Refused as refused:
                self.marked.append((entry.seq, refused.code))
        return self.marked[before:]

    def in_force(self) -> Roster:
        if self.roster is None:
            raise Refused("roster_stale", "no roster has been read yet")
        return self.roster

    def _apply(self, entry: Entry) -> None:
        if not entry.statements:
            raise Refused("malformed", "an entry without statements")
        typ = take_apart(entry.statements[0]).typ
        if typ == ROSTER:
            self._apply_roster(entry)
            return
        if typ not in (CONTRACT, POLICY, HALT):
            raise Refused("wrong_typ", f"{typ} is not a standing statement")
        if len(entry.statements) != 1:
            raise Refused("malformed", "one statement expected")
        if self.roster is None:
            raise Refused("unknown_key", "no roster stands before it")
        statement = verify(entry.statements[0], typ, self.roster, read_time(entry.at))
        if statement.payload["ws"] != self.workspace:
            raise Refused("wrong_workspace", statement.payload["ws"])
        _check_id(entry, statement.payload["jti"])
        if typ == CONTRACT:
            check_terms(statement.payload)
            self.contracts[statement.sha256] = statement.payload
        elif typ == HALT:
            self._apply_halt(statement, self.roster)

    def _apply_roster(self, entry: Entry) -> None:
        roster = accept(self.roster, entry.statements, self.pin)
        if roster.workspace != self.workspace:
            raise Refused("wrong_workspace", roster.workspace)
        _check_id(entry, roster.jti)
        self.roster = roster

    def _apply_halt(self, statement: Verified, roster: Roster) -> None:
        """Judged once, by the roster before this entry: from here on only a lift ends it.

        Whether a person without the right may halt the one escalation that they name shows once that is known.
        """
        payload = statement.payload
        wide = "esc" not in payload["scope"]
        if (wide or payload["says"] == "lift") and "halt" not in statement.holder.rights:
            raise Refused("wrong_role", f"{statement.holder.owner} does not have the right halt")
        if payload["says"] == "lift":
            self.halts.pop(payload["lifts"], None)
        else:
            self.halts[payload["jti"]] = ActiveHalt(statement, roster)

    def halted(self, source: str, proposal: dict[str, Any]) -> Verified | None:
        """The halt that holds this proposal, if any."""
        for halt in self.halts.values():
            if halt.stops(source, proposal, self.contracts):
                return halt.statement
        return None


def _check_id(entry: Entry, jti: str) -> None:
    if entry.id != jti:
        raise Refused("bad_member", "the entry's id is not its statement's")
