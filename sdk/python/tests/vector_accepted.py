"""Cases of resolutions that every verifier must accept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fermata.encoding import sha256
from named_keys import payload_of
from signed_world import World
from vector_case import ORDERS, Case, allowed, resolution_case


def accepted_resolutions(w: World) -> Iterator[Case]:
    def good(name: str, resolution: str, outcome: str, leaves: str, **expect: Any) -> Case:
        changes = {key: expect.pop(key) for key in ("world", "now", "answered_at") if key in expect}
        return resolution_case(
            w, f"good-{name}", resolution, {"outcome": outcome, "leaves": leaves, **expect}, **changes
        )

    def runs(name: str, resolution: str, outcome: str, people: list[str], **expect: Any) -> Case:
        statements = json.loads(resolution)["statements"]
        action = payload_of(statements[0])["action"]
        candidate = statements[0]
        if outcome == "edited":
            candidate = [each for each in statements if payload_of(each).get("decision") == "edit"][-1]
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
    yield runs("edit-of-an-edit", _edit_of_an_edit(w), "edited", ["bob"])
    yield runs("allowed", allowed(w, "order.note"), "allowed", [])
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
    asked = {"text": "Which orders?", "answer_schema": ORDERS}
    typed = w.proposal("typed", kind="question", action=None, question=asked, allowed=["respond"])
    fits = '["ORD-1", "ORD-22"]'
    yield good(
        "question-answered-as-its-schema-asks",
        w.closed("ann", "respond", proposal=typed, answer=fits),
        "responded",
        "closed",
        people=["ann"],
        answer=fits,
    )
    proposal = w.proposal()
    verdict, deny = w.verdict(proposal), w.verdict(proposal, "deny")
    yield good("denied", w.resolution("denied", [proposal, deny]), "denied", "closed")
    closing = w.receipt(proposal, [proposal, verdict], says="expired")
    yield good("expired", w.resolution("expired", [proposal, verdict, closing]), "expired", "closed", **late)
    note = w.note("gateway-1", "withdrawn", {"reason": "The customer called back."}, proposal, iss=w.source)
    yield good("withdrawn", w.resolution("withdrawn", [proposal, verdict, note]), "withdrawn", "closed")


def _edit_of_an_edit(w: World) -> str:
    """The second edit names the verdict over the first; that edit itself no longer counts and is left out."""
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    first = w.decision("ann", "edit", proposal, verdict)
    over_first = w.verdict(proposal, candidate=first)
    arguments = {"order_id": "ORD-1", "amount": "3.00"}
    second = w.decision("bob", "edit", proposal, over_first, arguments=arguments)
    over_second = w.verdict(proposal, candidate=second)
    return w.resolution("edited", [proposal, verdict, over_first, second, over_second])
