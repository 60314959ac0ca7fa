"""Cases of resolutions that every verifier must accept: the plain ones, each ending once."""

from __future__ import annotations

from collections.abc import Iterator

from signed_world import World
from vector_case import ORDERS, Case, allowed, ended, runs

REASON = {"reason": {"code": "wrong-amount", "message": "Half of it was used."}}
ANSWER = "Ask the customer for the receipt."


def accepted_resolutions(w: World) -> Iterator[Case]:
    yield from _that_run(w)
    yield from _that_close(w)
    yield from _that_answer(w)


def _that_run(w: World) -> Iterator[Case]:
    two = {"approvals": 2, "groups": ["support"], "friction": "hold", "blind": True}
    yield runs(w, "one-person-approves", w.approved("ann"), "approved", "ann")
    yield runs(
        w,
        "two-people-approve-where-two-are-asked",
        w.approved("bob", "ann", requires=two),
        "approved",
        "ann",
        "bob",
    )
    payments = w.proposal("payments", queue="payments")
    by_two = w.approved("ann", "dan", proposal=payments, requires={**two, "groups": ["support", "finance"]})
    yield runs(w, "two-people-of-two-groups-approve", by_two, "approved", "ann", "dan")
    none = {**two, "approvals": 1, "groups": []}
    yield runs(
        w,
        "a-verdict-that-names-no-group-leaves-the-queues",
        w.approved("bob", requires=none),
        "approved",
        "bob",
    )
    yield runs(w, "one-person-edits", w.edited("ann"), "edited", "ann")
    both = w.edited("ann", "bob", requires=two)
    yield runs(w, "one-person-edits-and-another-approves-it", both, "edited", "ann", "bob")
    yield runs(w, "an-edit-that-policy-would-allow", w.edited("bob", word="allow"), "edited", "bob")
    yield runs(w, "an-edit-of-an-edit", _edit_of_an_edit(w), "edited", "bob")
    yield runs(w, "policy-allows", allowed(w, "order.note"), "allowed")
    inline = w.proposal("inline", contract=w.inline("refund.create"))
    high = w.approved("ann", proposal=inline, risk="high")
    yield runs(w, "approved-under-a-contract-that-the-proposal-brought", high, "approved", "ann")
    last = {"now": w.later(hours=4), "answered_at": w.later(hours=4, seconds=-59)}
    yield runs(w, "an-approval-in-the-last-millisecond", w.approved("ann"), "approved", "ann", **last)
    ahead = w.proposal("ahead", head={"issued_at": w.later(seconds=120)})
    yield runs(
        w, "a-source-whose-clock-is-two-minutes-ahead", w.approved("ann", proposal=ahead), "approved", "ann"
    )
    other = w.approved("ann", proposal=w.proposal("agent", run={"agent": "other-agent"}))
    yield runs(w, "a-halt-of-another-agent", other, "approved", "ann", world="halted-agent")


def _that_close(w: World) -> Iterator[Case]:
    late = {"now": w.later(hours=5), "answered_at": w.later(hours=5)}
    rejected = w.closed("bob", "reject")
    yield ended(w, "one-person-rejects", rejected, "rejected", "bob", expect=REASON)
    yield ended(w, "rejected-and-read-after-its-time", rejected, "rejected", "bob", expect=REASON, **late)
    yield ended(
        w, "rejected-while-everything-is-halted", rejected, "rejected", "bob", expect=REASON, world="halted-all"
    )
    proposal = w.proposal()
    verdict, deny = w.verdict(proposal), w.verdict(proposal, "deny")
    yield ended(w, "policy-denies", w.resolution("denied", [proposal, deny]), "denied")
    closing = w.receipt(proposal, [proposal, verdict], says="expired")
    yield ended(
        w, "nobody-decided-in-time", w.resolution("expired", [proposal, verdict, closing]), "expired", **late
    )
    note = w.note("gateway-1", "withdrawn", {"reason": "The customer called back."}, proposal, iss=w.source)
    yield ended(w, "the-source-withdraws", w.resolution("withdrawn", [proposal, verdict, note]), "withdrawn")


def _that_answer(w: World) -> Iterator[Case]:
    responded = w.closed("ann", "respond")
    yield ended(w, "one-person-answers-instead", responded, "responded", "ann", expect={"answer": ANSWER})
    question = w.proposal(
        "question", kind="question", action=None, question={"text": "Which order?"}, allowed=["respond"]
    )
    answered = w.closed("ann", "respond", proposal=question)
    yield ended(w, "a-question-is-answered", answered, "responded", "ann", expect={"answer": ANSWER})
    asked = {"text": "Which orders?", "answer_schema": ORDERS}
    typed = w.proposal("typed", kind="question", action=None, question=asked, allowed=["respond"])
    fits = '["ORD-1", "ORD-22"]'
    answered = w.closed("ann", "respond", proposal=typed, answer=fits)
    yield ended(
        w, "a-question-is-answered-as-its-schema-asks", answered, "responded", "ann", expect={"answer": fits}
    )


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
