"""What it takes to decide: groups, risk and approvals in one place (fold rule 4, as a source applies it).

Which verdicts go in is the caller's to know; each can only raise what is asked and narrow who may.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .codes import Refused
from .payloads import RISKS
from .roster import Roster, risk_level
from .statement import Verified


def candidate_risk(
    proposal: dict[str, Any], held: dict[str, dict[str, Any]], verdicts: Sequence[Verified]
) -> int:
    """The highest of contract and verdicts; a contract that nobody reviewed, or held, is high."""
    named = proposal["contract"]
    own = risk_level(held[named]["risk"] if isinstance(named, str) and named in held else "high")
    return max([own, *(risk_level(verdict.payload["risk"]) for verdict in verdicts)])


class Scrutiny:
    """What these verdicts take, over a proposal, under one roster."""

    def __init__(
        self, proposal: dict[str, Any], source: str, roster: Roster, verdicts: Sequence[Verified], risk: int
    ) -> None:
        self._roster = roster
        self._source = source
        self._owners = roster.sources.get(source, {}).get("owners", [])
        self._risk = risk
        queue = roster.queues.get(proposal["queue"])
        self._groups = set(queue["groups"]) if queue else set()
        wishes: list[int] = [1, proposal.get("requires", {}).get("approvals", 1)]
        if queue:
            wishes.append(queue.get("requires", {}).get("approvals", 1))
        for verdict in verdicts:
            requires = verdict.payload["requires"]
            wishes.append(requires["approvals"])
            if requires["groups"]:
                self._groups &= set(requires["groups"])
        self.approvals = max(wishes)

    def admit(self, person: str) -> None:
        """`own_proposal`, `group_missing` or `risk_too_high`, in this order, for who may not decide."""
        entry = self._roster.people[person]
        if person in self._owners:
            raise Refused("own_proposal", f"{person} owns {self._source}")
        if not self._groups & set(entry["groups"]):
            raise Refused("group_missing", f"{person} is in none of {sorted(self._groups)}")
        if risk_level(entry["max_risk"]) < self._risk:
            raise Refused(
                "risk_too_high", f"{person} decides up to {entry['max_risk']}, not {RISKS[self._risk]}"
            )


def check_people(
    decisions: Sequence[Verified],
    *,
    source: str,
    proposal: dict[str, Any],
    verdicts: Sequence[Verified],
    risk: int,
    roster: Roster,
    quorum: int | None = None,
) -> tuple[str, ...]:
    """Distinct people, each of whom may decide, and enough of them."""
    takes = Scrutiny(proposal, source, roster, verdicts, risk)
    standing = set()
    for decision in decisions:
        takes.admit(decision.holder.owner)
        standing.add(decision.holder.owner)
    needed = quorum or takes.approvals
    if len(standing) < needed:
        raise Refused("quorum_not_met", f"{len(standing)} of {needed} people")
    return tuple(sorted(standing))
