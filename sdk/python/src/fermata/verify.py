"""What a source checks before it acts: protocol section 8, steps 1 to 10, in that order.

Step 11 is the registry's transaction, which calls `check_halts` again. Nothing here does I/O or reads a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from . import statement as st
from .codes import Refused
from .compact import take_apart
from .encoding import read_time
from .payloads import STATUSES
from .proof import Proof, prove
from .quorum import candidate_risk, check_people
from .results import (
    Action,
    Allowed,
    Approved,
    Denied,
    Edited,
    Expired,
    Rejected,
    Resolution,
    Responded,
    Withdrawn,
)
from .roster import risk_level
from .shapes import list_of, obj, one_of, text, uuid7
from .standing import Standing
from .statement import Checked, Verified
from .strict_json import parse_object

FRESH = timedelta(seconds=60)
AHEAD = timedelta(seconds=120)

_resolution = obj(
    {"esc": uuid7, "status": one_of(*STATUSES), "statements": list_of(text, least=1, most=128), "receipt": text}
)
_IN_RESOLUTION = (st.PROPOSAL, st.VERDICT, st.DECISION, st.RECEIPT, st.NOTE)


@dataclass(frozen=True)
class Pending:
    """What my own table says about an escalation."""

    esc: str
    proposal: str
    proposal_sha256: str
    state: str


@dataclass(frozen=True)
class Me:
    source: str
    workspace: str


def verify_resolution(
    body: bytes,
    *,
    me: Me,
    pending: Callable[[str], Pending | None],
    standing: Standing,
    answered_at: datetime | None,
    now: datetime,
) -> Resolution:
    """The proven ending, or `Refused` with the one code of the first step that fails."""
    outer = parse_object(body)
    _resolution(outer)
    esc: str = outer["esc"]
    statements = _check_forms(outer, standing, now)
    verified = [st.read(each, standing.in_force()) for each in statements]
    receipt = verified[-1]
    says = receipt.payload.get("status", outer["status"])
    if (receipt.payload["esc"], says) != (esc, outer["status"]):
        raise Refused("bad_member", "esc and status must be those of the receipt")
    row = _check_address(verified, esc, me, pending)
    _check_proposal(verified, row)
    check_roster(standing, answered_at, now)
    for each in verified:
        named = each.payload["roster_version"] if each.typ == st.DECISION else 0
        if named > standing.in_force().version:
            raise Refused("roster_stale", f"a decision names roster version {named}")
    status = outer["status"]
    _check_time(verified, status, now)
    proof = prove(verified, status, standing)
    return _judge(proof, me, standing, answered_at, now)


def _check_forms(outer: dict[str, Any], standing: Standing, now: datetime) -> list[Checked]:
    roster = standing.in_force()
    checked = []
    for index, compact in enumerate(outer["statements"]):
        typ = take_apart(compact).typ
        if typ not in _IN_RESOLUTION or (index == 0) != (typ == st.PROPOSAL):
            raise Refused("wrong_typ", f"{typ} at place {index} of a resolution")
        checked.append(st.check(compact, typ, roster, now))
    checked.append(st.check(outer["receipt"], st.RECEIPT, roster, now))
    return checked


def _check_address(
    verified: list[Verified], esc: str, me: Me, pending: Callable[[str], Pending | None]
) -> Pending:
    for each in verified:
        payload = each.payload
        audience = {st.DECISION: "aud", st.PROPOSAL: "iss"}.get(each.typ)
        if audience and payload[audience] != me.source:
            raise Refused("wrong_audience", f"addressed to {payload[audience]}, I am {me.source}")
        if payload["ws"] != me.workspace:
            raise Refused("wrong_workspace", payload["ws"])
        if payload["jti" if each.typ == st.PROPOSAL else "esc"] != esc:
            raise Refused("not_pending", "a statement about another escalation")
    row = pending(esc)
    if row is None or row.state == "proposing":
        raise Refused("not_pending", esc)
    if row.state != "pending":
        raise Refused("already_consumed", f"{esc} is {row.state}")
    return row


def _check_proposal(verified: list[Verified], row: Pending) -> None:
    proposal = verified[0]
    if proposal.sha256 != row.proposal_sha256:
        raise Refused("proposal_mismatch", "not the proposal that is stored here")
    for each in verified[1:]:
        if each.payload.get("proposal_sha256", row.proposal_sha256) != row.proposal_sha256:
            raise Refused("proposal_mismatch", f"a {each.typ} names another proposal")
        if each.typ == st.DECISION and each.payload["expires_at"] != proposal.payload["expires_at"]:
            raise Refused("proposal_mismatch", "a decision with another expires_at")


def _is_stale(answered_at: datetime | None, now: datetime) -> bool:
    """An answer of the future is of a clock that was set back since: how old it is nobody knows."""
    return answered_at is None or not timedelta(0) <= now - answered_at < FRESH


def check_roster(standing: Standing, answered_at: datetime | None, now: datetime) -> None:
    """Step 5: a standing list of the last minute, and a roster that has not expired."""
    if _is_stale(answered_at, now):
        raise Refused("roster_stale", "the standing list was not answered within the last 60 s")
    if now > standing.in_force().expires_at:
        raise Refused("roster_expired", f"version {standing.in_force().version}")


def _check_time(verified: list[Verified], status: str, now: datetime) -> None:
    expires_at = verified[0].payload["expires_at"]
    if status in ("approved", "edited", "allowed") and now > read_time(expires_at):
        raise Refused("expired", f"its time was over at {expires_at}")
    for each in verified:
        if read_time(each.payload["issued_at"]) > now + AHEAD:
            raise Refused("from_the_future", f"a {each.typ} was issued at {each.payload['issued_at']}")


def check_halts(
    standing: Standing, source: str, proposal: dict[str, Any], answered_at: datetime | None, now: datetime
) -> None:
    """Step 10, and once more inside step 11."""
    if _is_stale(answered_at, now):
        raise Refused("halt_unknown", "the standing list was not answered within the last 60 s")
    halt = standing.halted(source, proposal)
    if halt is not None:
        raise Refused("halted", f"{halt.payload['reason']} (lift {halt.payload['jti']})")


def _judge(proof: Proof, me: Me, standing: Standing, answered_at: datetime | None, now: datetime) -> Resolution:
    """Steps 8 to 10, and the ending as its own type."""
    roster, proposal, status = standing.in_force(), proof.proposal.payload, proof.status
    esc: str = proposal["jti"]
    if status == "expired":
        return Expired(esc)
    if status == "withdrawn":
        return Withdrawn(esc, proof.closing.payload["body"]["reason"] if proof.closing else "")
    if status == "denied":
        said = proof.closing.payload["reasons"] if proof.closing else []
        return Denied(esc, tuple(reason["text"] for reason in said))
    people: tuple[str, ...] = ()
    if status != "allowed":
        people = check_people(
            proof.decisions,
            source=me.source,
            proposal=proposal,
            verdicts=proof.verdicts,
            risk=candidate_risk(proposal, standing.contracts, proof.verdicts),
            roster=roster,
            quorum=1 if status in ("rejected", "responded") else None,
        )
    if status == "rejected":
        reason = proof.decisions[0].payload["reason"]
        return Rejected(esc, people, reason["code"], reason.get("message", ""))
    if status == "responded":
        return Responded(esc, people, proof.decisions[0].payload["answer"])
    if status == "allowed":
        _check_allow(proof, roster.allow)
    check_halts(standing, me.source, proposal, answered_at, now)
    proposed = proposal["action"]
    proven = (proof.candidate.sha256, proof.proposal.sha256, people)
    if status == "edited":
        action = Action(proposed["tool"], proof.candidate.payload["arguments"])
        return Edited(esc, action, *proven, proposed=proposed["arguments"])
    action = Action(proposed["tool"], proposed["arguments"])
    return Allowed(esc, action, *proven) if status == "allowed" else Approved(esc, action, *proven)


def _check_allow(proof: Proof, allow: dict[str, Any]) -> None:
    """Step 9: what no person saw stays within the roster's bound."""
    contract = proof.contract
    if contract is None:
        raise Refused("allow_not_permitted", "an inline contract is never allowed")
    if risk_level(contract["risk"]) > risk_level(allow["max_risk"]):
        raise Refused("allow_not_permitted", f"risk {contract['risk']} is above {allow['max_risk']}")
    if contract["tool"] not in allow["tools"]:
        raise Refused("allow_not_permitted", f"{contract['tool']} is not in the roster's list")
