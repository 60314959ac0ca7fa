"""Cases where a resolution fails in step 7: its status is not proven, or the contract does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata.encoding import sha256
from signed_world import World
from vector_case import SMALLER, Case, refused


def refused_candidates(w: World) -> Iterator[Case]:
    yield from _candidates(w)
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
