"""Who stands on the candidate, and whether that is enough (fold rule 4, as a source applies it)."""

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
    """Distinct people, none an owner, each in the groups and up to the risk, and enough of them."""
    queue = roster.queues.get(proposal["queue"])
    groups = _groups(queue, verdicts)
    owners = roster.sources.get(source, {}).get("owners", [])
    standing = set()
    for decision in decisions:
        person = roster.people[decision.holder.owner]
        if person["id"] in owners:
            raise Refused("own_proposal", f"{person['id']} owns {source}")
        if not groups & set(person["groups"]):
            raise Refused("group_missing", f"{person['id']} is in none of {sorted(groups)}")
        if risk_level(person["max_risk"]) < risk:
            raise Refused(
                "risk_too_high", f"{person['id']} decides up to {person['max_risk']}, not {RISKS[risk]}"
            )
        standing.add(person["id"])
    needed = quorum or _approvals(proposal, queue, verdicts)
    if len(standing) < needed:
        raise Refused("quorum_not_met", f"{len(standing)} of {needed} people")
    return tuple(sorted(standing))


def _groups(queue: dict[str, Any] | None, verdicts: Sequence[Verified]) -> set[str]:
    groups = set(queue["groups"]) if queue else set()
    for verdict in verdicts:
        narrowed = verdict.payload["requires"]["groups"]
        if narrowed:
            groups &= set(narrowed)
    return groups


def _approvals(proposal: dict[str, Any], queue: dict[str, Any] | None, verdicts: Sequence[Verified]) -> int:
    wishes: list[int] = [1, proposal.get("requires", {}).get("approvals", 1)]
    if queue:
        wishes.append(queue.get("requires", {}).get("approvals", 1))
    wishes.extend(verdict.payload["requires"]["approvals"] for verdict in verdicts)
    return max(wishes)
