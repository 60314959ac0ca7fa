"""Vector cases about a resolution: addresses, roster, time, candidate, people, policy's allow, halts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fermata.encoding import sha256
from signed_world import World, payload_of, to_bytes, uuid

Case = dict[str, Any]
NEW_ESC = uuid("another escalation")
SMALLER = {"order_id": "ORD-1", "amount": "9.00"}


def pending_row(proposal: str, state: str = "pending") -> dict[str, str]:
    return {"esc": payload_of(proposal)["jti"], "proposal": proposal, "state": state}


def _case(w: World, name: str, resolution: str, expect: dict[str, Any], **changes: Any) -> Case:
    stored = changes.pop("stored", None) or json.loads(resolution)["statements"][0]
    return {
        "name": name,
        "layer": "resolution",
        "world": "base",
        "now": w.issued,
        "answered_at": w.later(seconds=-5),
        "pending": [pending_row(stored)],
        "resolution": resolution,
        "expect": expect,
        **changes,
    }


def refused(w: World, name: str, code: str, resolution: str, **changes: Any) -> Case:
    """A case whose code is final."""
    return _case(w, name, resolution, {"code": code, "leaves": "refused"}, **changes)


def held(w: World, name: str, code: str, resolution: str, leaves: str = "pending", **changes: Any) -> Case:
    """A case that leaves the row as it was."""
    return _case(w, name, resolution, {"code": code, "leaves": leaves}, **changes)


def refused_resolutions(w: World) -> Iterator[Case]:
    yield from _forms(w)
    yield from _addresses(w)
    yield from _roster_and_time(w)
    yield from _candidates(w)
    yield from _contracts(w)
    yield from _people(w)
    yield from _allow_and_halts(w)


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
    yield refused(w, "allowed-too-late", "expired", _allowed(w, "order.note"), **after)
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


def _candidates(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    approve = w.decision("ann", "approve", proposal, verdict)
    edit = w.decision("ann", "edit", proposal, verdict)
    edited = w.verdict(proposal, candidate=edit)

    def of(name: str, code: str, status: str, *statements: str, **changes: Any) -> Case:
        return refused(w, name, code, w.resolution(status, [proposal, *statements], **changes))

    statements = [proposal, verdict, approve]
    for says in ("recorded", "attempted", "expired"):
        receipt = w.receipt(proposal, statements, says=says)
        yield of(f"receipt-says-{says}", "candidate_mismatch", "approved", verdict, approve, receipt=receipt)
    receipt = w.receipt(proposal, statements[:-1], status="approved")
    yield of(
        "receipt-over-fewer-statements", "candidate_mismatch", "approved", verdict, approve, receipt=receipt
    )
    receipt = w.receipt(proposal, [*statements, edit], status="approved")
    yield of(
        "receipt-over-more-statements", "candidate_mismatch", "approved", verdict, approve, receipt=receipt
    )
    yield of("verdict-missing", "candidate_mismatch", "approved", approve)
    yield of("approved-without-decision", "quorum_not_met", "approved", verdict)
    yield of("edited-without-edit", "candidate_mismatch", "edited", verdict, approve)
    yield of("edit-passed-off-as-approval", "candidate_mismatch", "approved", verdict, edit)
    yield of("edit-without-its-verdict", "candidate_mismatch", "edited", verdict, edit)
    second = w.decision("bob", "edit", proposal, verdict, arguments={"order_id": "ORD-1", "amount": "8.00"})
    again = w.verdict(proposal, candidate=second)
    yield of("two-edits", "candidate_mismatch", "edited", verdict, edit, edited, second, again)
    stale = w.decision("bob", "approve", proposal, verdict)
    yield of("approval-of-what-an-edit-retired", "candidate_mismatch", "edited", verdict, edit, edited, stale)
    wrong = w.decision("bob", "approve", proposal, verdict, candidate=edit)
    yield of("approval-names-the-old-verdict", "candidate_mismatch", "edited", verdict, edit, edited, wrong)
    unseen = w.decision("bob", "approve", proposal, edited, candidate=edit)
    yield of("approval-of-an-edit-that-is-not-there", "candidate_mismatch", "approved", verdict, unseen)
    strange = w.decision("ann", "approve", proposal, verdict, candidate_sha256=sha256("candidate"))
    yield of("approval-of-nothing-known", "candidate_mismatch", "approved", verdict, strange)
    unnamed = w.decision("ann", "edit", proposal, verdict, verdict_sha256=sha256("verdict"))
    over = w.verdict(proposal, candidate=unnamed)
    yield of("edit-names-a-verdict-that-is-not-there", "candidate_mismatch", "edited", verdict, unnamed, over)
    yield of(
        "two-verdicts-over-one-candidate",
        "candidate_mismatch",
        "approved",
        verdict,
        w.verdict(proposal, risk="low"),
        approve,
    )
    reject = w.decision("bob", "reject", proposal, verdict)
    yield of("a-reject-in-an-approval", "closed_without_approval", "approved", verdict, approve, reject)
    yield of("a-reject-alone-called-approved", "closed_without_approval", "approved", verdict, reject)
    respond = w.decision("bob", "respond", proposal, verdict)
    yield of("a-response-called-approved", "closed_without_approval", "approved", verdict, respond)
    deny = w.verdict(proposal, "deny")
    denied = w.decision("ann", "approve", proposal, deny)
    yield of("approved-although-denied", "closed_without_approval", "approved", deny, denied)
    yield of("allowed-although-denied", "closed_without_approval", "allowed", deny)
    edit_denied = w.verdict(proposal, "deny", candidate=edit)
    yield of("edit-that-policy-denied", "closed_without_approval", "edited", verdict, edit, edit_denied)
    yield of("allowed-without-an-allow", "quorum_not_met", "allowed", verdict)
    yield of("rejected-without-a-reject", "quorum_not_met", "rejected", verdict)
    yield of("rejected-by-an-approval", "quorum_not_met", "rejected", verdict, approve)
    yield of("expired-without-the-receipt", "candidate_mismatch", "expired", verdict)
    yield of("denied-without-a-deny", "candidate_mismatch", "denied", verdict)
    note = w.note("bob", "withdrawn", {"reason": "not mine to withdraw"}, proposal)
    yield of("withdrawn-by-a-reviewer", "candidate_mismatch", "withdrawn", verdict, note)
    comment = w.note("gateway-1", "commented", {"text": "withdrawn"}, proposal, iss=w.source)
    yield of("withdrawn-by-a-comment", "candidate_mismatch", "withdrawn", verdict, comment)


def _contracts(w: World) -> Iterator[Case]:
    for verb, status in (
        ("approve", "approved"),
        ("reject", "rejected"),
        ("respond", "responded"),
        ("edit", "edited"),
    ):
        allowed = [each for each in ("approve", "edit", "reject", "respond") if each != verb]
        proposal = w.proposal(f"without {verb}", allowed=allowed)
        if verb == "edit":
            resolution = w.edited("ann", proposal=proposal)
        elif verb == "approve":
            resolution = w.approved("ann", proposal=proposal)
        else:
            resolution = w.closed("ann", verb, proposal=proposal)
        yield refused(w, f"{status}-where-{verb}-is-not-offered", "not_allowed", resolution)
    yield refused(
        w, "verdict-over-another-contract", "tool_changed", w.approved("ann", contract_sha256=sha256("other"))
    )
    yield refused(w, "verdict-without-the-contract", "tool_changed", w.approved("ann", contract_sha256=None))
    unheld = w.proposal("unheld", contract=sha256("contract that nobody published"))
    yield refused(w, "contract-not-in-the-standing-list", "tool_changed", w.approved("ann", proposal=unheld))
    crossed = w.proposal("crossed", contract=sha256(w.contracts["order.note"]))
    yield refused(w, "contract-of-another-tool", "tool_changed", w.approved("ann", proposal=crossed))
    for name, arguments in (
        ("adds-a-member", {**SMALLER, "account": "DE00"}),
        ("drops-a-required-member", {"order_id": "ORD-1"}),
        ("breaks-a-pattern", {**SMALLER, "amount": "99999.00"}),
        ("changes-a-type", {**SMALLER, "notify": "yes"}),
        ("is-too-long", {**SMALLER, "order_id": "x" * 33}),
        ("is-empty", {}),
    ):
        yield refused(w, f"edit-{name}", "schema_violation", w.edited("ann", arguments=arguments))
    yield refused(
        w,
        "verdict-over-edit-has-another-contract",
        "tool_changed",
        w.edited("ann", contract_sha256=sha256("other")),
    )


def _people(w: World) -> Iterator[Case]:
    two = {"approvals": 2, "groups": ["support"], "friction": "none", "blind": False}
    yield refused(w, "approved-by-the-owner", "own_proposal", w.approved("olga"))
    yield refused(w, "one-of-two-is-the-owner", "own_proposal", w.approved("ann", "olga", requires=two))
    yield refused(w, "edited-by-the-owner", "own_proposal", w.edited("olga"))
    yield refused(w, "rejected-by-the-owner", "own_proposal", w.closed("olga", "reject"))
    yield refused(w, "approved-from-another-group", "group_missing", w.approved("dan"))
    narrowed = {**two, "approvals": 1, "groups": ["finance"]}
    yield refused(w, "verdict-narrows-to-nobody", "group_missing", w.approved("ann", requires=narrowed))
    yield refused(w, "verdict-can-not-widen-the-groups", "group_missing", w.approved("dan", requires=narrowed))
    yield refused(w, "responded-from-another-group", "group_missing", w.closed("dan", "respond"))
    yield refused(w, "risk-above-the-person", "risk_too_high", w.approved("cyd"))
    yield refused(w, "verdict-raises-the-risk", "risk_too_high", w.approved("ann", risk="critical"))
    yield refused(w, "verdict-can-not-lower-the-risk", "risk_too_high", w.approved("cyd", risk="low"))
    override = w.proposal("override", tool="fare.override")
    yield refused(w, "contract-risk-above-the-person", "risk_too_high", w.approved("bob", proposal=override))
    inline = w.proposal("inline", contract=w.inline("refund.create"))
    yield refused(w, "inline-contract-is-high", "risk_too_high", w.approved("cyd", proposal=inline, risk="low"))
    yield refused(w, "rejected-above-the-person", "risk_too_high", w.closed("cyd", "reject"))
    yield refused(w, "edit-verdict-raises-the-risk", "risk_too_high", w.edited("ann", risk="critical"))
    yield refused(w, "one-of-two", "quorum_not_met", w.approved("ann", requires=two))
    yield refused(w, "the-same-person-twice", "quorum_not_met", _twice(w, two))
    wish = w.proposal("wish", requires={"approvals": 2})
    yield refused(w, "proposal-wishes-for-two", "quorum_not_met", w.approved("ann", proposal=wish))
    queue = w.proposal("payments", queue="payments")
    yield refused(w, "queue-requires-two", "quorum_not_met", w.approved("ann", proposal=queue))
    yield refused(w, "author-of-an-edit-counts-once", "quorum_not_met", _own_edit(w, two))
    yield refused(w, "edit-verdict-requires-two", "quorum_not_met", w.edited("ann", requires=two))
    unknown = w.proposal("nowhere", queue="nowhere")
    yield refused(w, "queue-that-is-not-there", "group_missing", w.approved("ann", proposal=unknown))


def _twice(w: World, requires: dict[str, Any]) -> str:
    proposal = w.proposal()
    verdict = w.verdict(proposal, requires=requires)
    first = w.decision("ann", "approve", proposal, verdict)
    second = w.decision("ann", "approve", proposal, verdict, seq=2, prev=sha256(first), jti=uuid("ann again"))
    return w.resolution("approved", [proposal, verdict, first, second])


def _own_edit(w: World, requires: dict[str, Any]) -> str:
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    edit = w.decision("ann", "edit", proposal, verdict)
    over = w.verdict(proposal, candidate=edit, requires=requires)
    own = w.decision("ann", "approve", proposal, over, candidate=edit, seq=2, prev=sha256(edit))
    return w.resolution("edited", [proposal, verdict, edit, over, own])


def _allowed(w: World, tool: str, **draft: Any) -> str:
    proposal = w.proposal(f"allowed {tool}", tool=tool, **draft)
    contract = w.contracts.get(tool)
    verdict = w.verdict(proposal, "allow", risk="low" if contract else "high")
    return w.resolution("allowed", [proposal, verdict])


def _allow_and_halts(w: World) -> Iterator[Case]:
    yield refused(w, "allow-of-a-risk-above-the-bound", "allow_not_permitted", _allowed(w, "refund.create"))
    yield refused(w, "allow-of-a-tool-that-is-not-listed", "allow_not_permitted", _allowed(w, "order.tag"))
    inline = w.inline("order.note")
    yield refused(
        w, "allow-of-an-inline-contract", "allow_not_permitted", _allowed(w, "order.note", contract=inline)
    )
    good = w.approved("ann")
    for name in ("all", "source", "queue", "esc"):
        yield held(w, f"halted-by-{name}", "halted", good, world=f"halted-{name}")
    agent = w.approved("ann", proposal=w.proposal("agent", run={"agent": "refund-agent"}))
    yield held(w, "halted-by-agent", "halted", agent, world="halted-agent")
    yield held(w, "halted-edit", "halted", w.edited("ann"), world="halted-all")
    yield held(w, "halted-allow", "halted", _allowed(w, "order.note"), world="halted-all")


def halted_worlds() -> dict[str, World]:
    """The base world with one halt more."""
    base = World()
    scopes: dict[str, dict[str, Any]] = {
        "all": {"all": True},
        "source": {"source": base.source},
        "queue": {"queue": "refunds"},
        "agent": {"agent": "refund-agent"},
        "esc": {"esc": payload_of(base.proposal())["jti"]},
    }
    made = {}
    for name, scope in scopes.items():
        world = World()
        # One escalation may be halted by whoever may decide it; bob has no right to halt more.
        world.add_standing(world.halt(scope, by="bob" if name == "esc" else "dan", name=f"halt {name}"))
        made[f"halted-{name}"] = world
    return made


def accepted_resolutions(w: World) -> Iterator[Case]:
    def good(name: str, resolution: str, outcome: str, leaves: str, **expect: Any) -> Case:
        changes = {key: expect.pop(key) for key in ("world", "now", "answered_at") if key in expect}
        return _case(w, f"good-{name}", resolution, {"outcome": outcome, "leaves": leaves, **expect}, **changes)

    def runs(name: str, resolution: str, outcome: str, people: list[str], **expect: Any) -> Case:
        statements = json.loads(resolution)["statements"]
        action = payload_of(statements[0])["action"]
        candidate = statements[0]
        if outcome == "edited":
            candidate = next(each for each in statements if payload_of(each).get("decision") == "edit")
            action = {"tool": action["tool"], "arguments": payload_of(candidate)["arguments"]}
        found = {"action": action, "candidate_sha256": sha256(candidate), "people": people}
        if outcome == "allowed":
            del found["people"]
        return good(name, resolution, outcome, "decided", **found, **expect)

    two = {"approvals": 2, "groups": ["support"], "friction": "hold", "blind": True}
    yield runs("approved", w.approved("ann"), "approved", ["ann"])
    yield runs("approved-by-two", w.approved("bob", "ann", requires=two), "approved", ["ann", "bob"])
    payments = w.proposal("payments", queue="payments")
    by_two = w.approved("ann", "dan", proposal=payments, requires={**two, "groups": ["support", "finance"]})
    yield runs("approved-by-two-groups", by_two, "approved", ["ann", "dan"])
    none = {**two, "approvals": 1, "groups": []}
    yield runs("verdict-that-names-no-group", w.approved("bob", requires=none), "approved", ["bob"])
    yield runs("edited", w.edited("ann"), "edited", ["ann"])
    yield runs("edited-and-approved-by-another", w.edited("ann", "bob", requires=two), "edited", ["ann", "bob"])
    yield runs("edit-that-policy-would-allow", w.edited("bob", word="allow"), "edited", ["bob"])
    yield runs("allowed", _allowed(w, "order.note"), "allowed", [])
    inline = w.proposal("inline", contract=w.inline("refund.create"))
    yield runs(
        "approved-with-inline-contract", w.approved("ann", proposal=inline, risk="high"), "approved", ["ann"]
    )
    last = {"now": w.later(hours=4), "answered_at": w.later(hours=4, seconds=-59)}
    yield runs("approved-in-the-last-millisecond", w.approved("ann"), "approved", ["ann"], **last)
    ahead = w.proposal("ahead", head={"issued_at": w.later(seconds=120)})
    yield runs("clock-two-minutes-ahead", w.approved("ann", proposal=ahead), "approved", ["ann"])
    other = w.approved("ann", proposal=w.proposal("agent", run={"agent": "other-agent"}))
    yield runs("halt-of-another-agent", other, "approved", ["ann"], world="halted-agent")
    reason = {"code": "wrong-amount", "message": "Half of it was used."}
    late = {"now": w.later(hours=5), "answered_at": w.later(hours=5)}
    yield good("rejected", w.closed("bob", "reject"), "rejected", "closed", people=["bob"], reason=reason)
    yield good(
        "rejected-and-read-late",
        w.closed("bob", "reject"),
        "rejected",
        "closed",
        people=["bob"],
        reason=reason,
        **late,
    )
    halted = w.closed("bob", "reject")
    yield good(
        "rejected-while-halted", halted, "rejected", "closed", people=["bob"], reason=reason, world="halted-all"
    )
    answer = "Ask the customer for the receipt."
    yield good("responded", w.closed("ann", "respond"), "responded", "closed", people=["ann"], answer=answer)
    question = w.proposal(
        "question",
        kind="question",
        action=None,
        question={"text": "Which order?"},
        allowed=["respond"],
    )
    yield good(
        "question-answered",
        w.closed("ann", "respond", proposal=question),
        "responded",
        "closed",
        people=["ann"],
        answer=answer,
    )
    proposal = w.proposal()
    verdict, deny = w.verdict(proposal), w.verdict(proposal, "deny")
    yield good("denied", w.resolution("denied", [proposal, deny]), "denied", "closed")
    closing = w.receipt(proposal, [proposal, verdict], says="expired")
    yield good("expired", w.resolution("expired", [proposal, verdict, closing]), "expired", "closed", **late)
    note = w.note("gateway-1", "withdrawn", {"reason": "The customer called back."}, proposal, iss=w.source)
    yield good("withdrawn", w.resolution("withdrawn", [proposal, verdict, note]), "withdrawn", "closed")
