"""Cases where a resolution fails in steps 1 to 6: form, addresses, roster, time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fermata.encoding import sha256
from named_keys import to_bytes, uuid
from signed_world import World
from vector_case import Case, allowed, held, pending_row, refused

NEW_ESC = uuid("another escalation")


def refused_early(w: World) -> Iterator[Case]:
    yield from _forms(w)
    yield from _addresses(w)
    yield from _roster_and_time(w)


def _forms(w: World) -> Iterator[Case]:
    good = w.approved("ann")
    body = json.loads(good)
    proposal, verdict, decision = body["statements"]

    def outer(name: str, code: str, text: str) -> Case:
        return held(w, name, code, text, stored=proposal)

    yield outer("resolution-not-json", "bad_json", good[:-1])
    yield outer("resolution-duplicate-member", "duplicate_member", good[:-1] + ',"status":"approved"}')
    yield outer("resolution-unknown-member", "unknown_member", good[:-1] + ',"action":{"tool":"x"}}')
    yield outer("resolution-without-receipt", "bad_member", _dump({**body, "receipt": None}))
    yield outer("status-other-than-the-receipt", "bad_member", _dump({**body, "status": "edited"}))
    many = [proposal, verdict, *([decision] * 127)]
    yield outer("resolution-of-too-many-statements", "bad_member", _dump({**body, "statements": many}))
    recorded = w.receipt(proposal, body["statements"], says="recorded")
    yield outer(
        "status-that-is-no-status", "bad_member", _dump({**body, "status": "executed", "receipt": recorded})
    )
    yield outer("resolution-as-a-list", "bad_member", _dump(list(body.values())))
    yield outer("resolution-without-statements", "bad_member", _dump({**body, "statements": []}))
    yield outer("proposal-not-first", "wrong_typ", _dump({**body, "statements": [verdict, proposal, decision]}))
    yield outer(
        "proposal-twice", "wrong_typ", _dump({**body, "statements": [proposal, proposal, verdict, decision]})
    )
    halt = w.halt({"all": True})
    yield outer(
        "a-halt-among-the-statements", "wrong_typ", _dump({**body, "statements": [proposal, verdict, halt]})
    )
    yield outer("receipt-is-a-verdict", "wrong_typ", _dump({**body, "receipt": verdict}))
    header, payload, signature = decision.split(".")
    forged = f"{header}.{payload}.{signature[:10]}{'A' if signature[10] != 'A' else 'B'}{signature[11:]}"
    yield outer(
        "decision-signature-altered",
        "bad_signature",
        _dump({**body, "statements": [proposal, verdict, forged]}),
    )
    yield held(
        w,
        "receipt-of-a-reviewer",
        "wrong_role",
        w.resolution(
            "approved", body["statements"], w.receipt(proposal, body["statements"], by="ann", status="approved")
        ),
    )
    for key, code in (
        ("ann-lost", "key_revoked"),
        ("ann-old", "key_expired"),
        ("ann-next", "key_not_yet_valid"),
    ):
        yield held(w, f"approved-with-{key}", code, w.approved(key))
    yield held(w, "approved-with-a-session-key", "wrong_role", w.approved("ann-session"))
    stranger = w.decision("eve", "approve", proposal, verdict, iss="ann")
    yield held(
        w, "approved-by-a-stranger", "unknown_key", w.resolution("approved", [proposal, verdict, stranger])
    )
    itself = w.decision("gateway-1", "approve", proposal, verdict, iss="ann")
    yield held(
        w, "approved-by-the-gateway", "wrong_role", w.resolution("approved", [proposal, verdict, itself])
    )
    posing = w.decision("bob", "approve", proposal, verdict, iss="ann")
    yield held(
        w, "approved-in-anothers-name", "wrong_role", w.resolution("approved", [proposal, verdict, posing])
    )
    extra = w.decision("ann", "approve", proposal, verdict, approved_for="all")
    yield held(
        w,
        "decision-with-unknown-member",
        "unknown_member",
        w.resolution("approved", [proposal, verdict, extra]),
    )


def _dump(body: dict[str, Any]) -> str:
    return to_bytes(body).decode()


def _addresses(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    verdict = w.verdict(proposal)

    def decided(name: str, code: str, **changes: Any) -> Case:
        decision = w.decision("ann", "approve", proposal, verdict, **changes)
        return held(w, name, code, w.resolution("approved", [proposal, verdict, decision]))

    yield decided("addressed-to-another-source", "wrong_audience", aud="other-bot")
    yield decided("decision-of-another-workspace", "wrong_workspace", ws=uuid("other workspace"))
    yield decided("decision-about-another-escalation", "not_pending", esc=NEW_ESC)
    yield decided("decision-about-another-proposal", "proposal_mismatch", proposal_sha256=sha256("other"))
    yield decided("decision-with-a-later-end", "proposal_mismatch", expires_at=w.later(hours=9))
    foreign = w.proposal(head={"iss": "other-bot"})
    yield held(w, "proposal-of-another-source", "wrong_audience", w.approved("ann", proposal=foreign))
    moved = w.proposal(head={"ws": uuid("other workspace")})
    yield held(w, "proposal-of-another-workspace", "wrong_workspace", w.approved("ann", proposal=moved))
    good = w.approved("ann")
    unknown = held(w, "never-proposed-here", "not_pending", good, leaves="none")
    yield {**unknown, "pending": []}
    for state in ("decided", "refused", "closed"):
        row = [pending_row(proposal, state)]
        yield held(w, f"row-already-{state}", "already_consumed", good, leaves=state, pending=row)
    swapped = w.proposal(arguments={"order_id": "ORD-1", "amount": "9000.00"})
    yield held(
        w, "arguments-swapped", "proposal_mismatch", w.approved("ann", proposal=swapped), stored=proposal
    )
    under = w.resolution("approved", [swapped, verdict, w.decision("ann", "approve", proposal, verdict)])
    yield held(w, "proposal-exchanged-under-good-decisions", "proposal_mismatch", under, stored=proposal)
    tool = w.proposal(tool="order.note")
    yield held(w, "tool-swapped", "proposal_mismatch", w.approved("ann", proposal=tool), stored=proposal)
    other = w.proposal("two", arguments={"order_id": "ORD-2", "amount": "500.00"})
    decision = w.decision("ann", "approve", other, w.verdict(other))
    mixed = w.resolution("approved", [proposal, verdict, decision])
    rows = [pending_row(proposal), pending_row(other)]
    yield held(w, "approval-of-another-escalation", "not_pending", mixed, pending=rows)
    verdict_of_other = w.verdict(other)
    decision = w.decision("ann", "approve", proposal, verdict_of_other)
    mixed = w.resolution("approved", [proposal, verdict_of_other, decision])
    yield held(w, "verdict-of-another-escalation", "not_pending", mixed, pending=rows)


def _roster_and_time(w: World) -> Iterator[Case]:
    good = w.approved("ann")
    proposal, verdict, decision = json.loads(good)["statements"]
    yield held(w, "standing-list-a-minute-old", "roster_stale", good, answered_at=w.later(seconds=-60))
    yield held(w, "standing-list-of-the-future", "roster_stale", good, answered_at=w.later(milliseconds=1))
    yield held(w, "standing-list-a-day-old", "roster_stale", good, answered_at=w.later(days=-1))
    ahead = w.decision("ann", "approve", proposal, verdict, roster_version=2)
    yield held(
        w, "decision-names-a-newer-roster", "roster_stale", w.resolution("approved", [proposal, verdict, ahead])
    )
    late = {"now": w.later(days=21), "answered_at": w.later(days=21)}
    yield held(w, "roster-expired", "roster_expired", good, **late)
    after = {"now": w.later(hours=4, milliseconds=1), "answered_at": w.later(hours=4)}
    yield refused(w, "a-millisecond-too-late", "expired", good, **after)
    yield refused(w, "edited-too-late", "expired", w.edited("ann", "bob"), **after)
    yield refused(w, "allowed-too-late", "expired", allowed(w, "order.note"), **after)
    decision = w.decision("ann", "approve", proposal, verdict, issued_at=w.later(seconds=121))
    yield refused(
        w,
        "decision-from-the-future",
        "from_the_future",
        w.resolution("approved", [proposal, verdict, decision]),
    )
    future = w.proposal(head={"issued_at": w.later(seconds=121)})
    yield refused(w, "proposal-from-the-future", "from_the_future", w.approved("ann", proposal=future))
    statements = json.loads(good)["statements"]
    receipt = w.receipt(proposal, statements, status="approved", issued_at=w.later(hours=1))
    yield refused(
        w, "receipt-from-the-future", "from_the_future", w.resolution("approved", statements, receipt)
    )
