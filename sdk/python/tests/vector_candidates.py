"""Cases where a resolution fails in step 7: its status is not proven, or the contract does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata.encoding import sha256
from named_keys import uuid
from signed_world import World
from vector_case import ORDERS, SMALLER, Case, refused


def refused_candidates(w: World) -> Iterator[Case]:
    yield from _candidates(w)
    yield from _contradictions(w)
    yield from _contracts(w)


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


def _contradictions(w: World) -> Iterator[Case]:
    """Every statement in it is good, and one of them does not belong."""
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    approve, reject = (w.decision("ann", verb, proposal, verdict) for verb in ("approve", "reject"))
    respond = w.decision("bob", "respond", proposal, verdict)
    edit = w.decision("ann", "edit", proposal, verdict)
    edited = w.verdict(proposal, candidate=edit)
    note = w.note("gateway-1", "withdrawn", {"reason": "late"}, proposal, iss=w.source)
    comment = w.note("bob", "commented", {"text": "Looking at it."}, proposal)
    expired = w.receipt(proposal, [proposal, verdict], says="expired")
    attempted = w.receipt(proposal, [proposal, verdict], says="attempted")
    allow, deny = w.verdict(proposal, "allow"), w.verdict(proposal, "deny")
    unnamed = w.verdict(proposal, candidate=w.decision("bob", "edit", proposal, verdict))

    def of(name: str, status: str, *statements: str) -> Case:
        return refused(w, name, "candidate_mismatch", w.resolution(status, [proposal, *statements]))

    yield of("approved-with-a-withdrawal-in-it", "approved", verdict, approve, note)
    yield of("approved-with-a-comment-in-it", "approved", verdict, approve, comment)
    yield of("approved-with-an-expiry-in-it", "approved", verdict, approve, expired)
    yield of("approved-with-an-attempt-in-it", "approved", verdict, approve, attempted)
    yield of("edited-with-a-withdrawal-in-it", "edited", verdict, edit, edited, note)
    yield of("allowed-with-an-approval-in-it", "allowed", w.verdict(proposal, "allow"), approve)
    yield of("allowed-with-a-withdrawal-in-it", "allowed", w.verdict(proposal, "allow"), note)
    yield of("expired-with-an-approval-in-it", "expired", verdict, approve, expired)
    yield of("expired-with-two-receipts", "expired", verdict, expired, attempted)
    yield of("withdrawn-with-an-approval-in-it", "withdrawn", verdict, approve, note)
    yield of("withdrawn-with-an-expiry-in-it", "withdrawn", verdict, note, expired)
    yield of("rejected-with-an-approval-in-it", "rejected", verdict, approve, reject)
    yield of("rejected-with-a-response-in-it", "rejected", verdict, reject, respond)
    yield of("rejected-with-a-withdrawal-in-it", "rejected", verdict, reject, note)
    yield of("responded-with-an-expiry-in-it", "responded", verdict, respond, expired)
    yield of("denied-with-a-reject-in-it", "denied", deny, reject)
    yield of("still-open", "open", verdict)
    yield of("rejected-without-the-verdict", "rejected", reject)
    yield of("withdrawn-without-the-verdict", "withdrawn", note)
    yield of("expired-without-the-verdict", "expired", expired)
    yield of("edited-without-the-proposals-verdict", "edited", edit, edited)
    for status, *rest in (
        ("approved", w.decision("ann", "approve", proposal, allow)),
        ("rejected", w.decision("ann", "reject", proposal, allow)),
        ("withdrawn", note),
        ("expired", expired),
    ):
        yield of(f"{status}-although-policy-allowed", status, allow, *rest)
    over_allow = w.decision("ann", "edit", proposal, allow)
    again = w.verdict(proposal, candidate=over_allow)
    yield of("edited-although-policy-allowed", "edited", allow, over_allow, again)
    yield of("rejected-although-policy-denied", "rejected", deny, w.decision("ann", "reject", proposal, deny))
    yield of("approved-with-the-verdict-over-an-edit", "approved", verdict, unnamed, approve)
    yield of("approved-twice-by-one-statement", "approved", verdict, approve, approve)
    other = w.verdict(proposal, jti=uuid("another verdict"))
    yield of("rejected-with-two-verdicts-over-the-proposal", "rejected", verdict, other, reject)


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
    question = w.proposal("question", kind="question", action=None, question={"text": "Which order?"})
    yield refused(w, "question-approved", "closed_without_approval", w.approved("ann", proposal=question))
    for name, schema, answer in (
        ("is-no-json", ORDERS, "ORD-1"),
        ("has-another-form", ORDERS, '["order 1"]'),
        ("ends-with-a-line-feed", ORDERS, '["ORD-1\\n"]'),
        ("has-a-member-twice", {"type": "object"}, '{"a": 1, "a": 2}'),
        ("is-no-multiple", {"multipleOf": 0.01}, "19.995"),
        ("meets-a-schema-that-is-none", {"type": "order"}, '"ORD-1"'),
        ("meets-a-schema-that-points-out", {"$ref": "https://example.org/order"}, '"ORD-1"'),
        ("meets-a-pattern-that-looks-ahead", {"pattern": "(?=ORD)"}, '"ORD-1"'),
    ):
        asked = {"text": "Which orders?", "answer_schema": schema}
        typed = w.proposal(name, kind="question", action=None, question=asked, allowed=["respond"])
        closed = w.closed("ann", "respond", proposal=typed, answer=answer)
        yield refused(w, f"answer-{name}", "schema_violation", closed)
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
