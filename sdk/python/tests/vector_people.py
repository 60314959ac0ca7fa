"""Cases where a resolution fails in steps 8 to 10: people, policy's allow, halts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata.encoding import sha256
from named_keys import payload_of, uuid
from signed_world import World
from vector_case import Case, allowed, held, refused


def refused_people(w: World) -> Iterator[Case]:
    yield from _people(w)
    yield from _edits(w)
    yield from _allow_and_halts(w)


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


def _edits(w: World) -> Iterator[Case]:
    """An edit is held to what the verdict that it replaces takes, and so is who approves it."""
    takes = {"approvals": 1, "groups": ["finance"], "friction": "none", "blind": False}
    wide = {**takes, "groups": []}
    payments = w.proposal("payments edited", queue="payments", requires=None)
    proposals = {"refunds": w.proposal(), "payments": payments}

    def edited(by: str, named: dict[str, Any], own: dict[str, Any], *more: str, queue: str = "refunds") -> str:
        proposal = proposals[queue]
        verdict = w.verdict(proposal, **named)
        edit = w.decision(by, "edit", proposal, verdict)
        over = w.verdict(proposal, candidate=edit, **own)
        approvals = [w.decision(each, "approve", proposal, over, candidate=edit) for each in more]
        return w.resolution("edited", [proposal, verdict, edit, over, *approvals])

    def rejected(by: str, named: dict[str, Any], own: dict[str, Any]) -> str:
        verdict = w.verdict(payments, **named)
        over = w.verdict(payments, candidate=w.decision("dan", "edit", payments, verdict), **own)
        no = w.decision(by, "reject", payments, over)
        return w.resolution("rejected", [payments, verdict, over, no])

    yield refused(
        w,
        "edit-drops-the-groups",
        "group_missing",
        edited("ann", {"requires": takes}, {"requires": wide}, "bob", queue="payments"),
    )
    yield refused(
        w,
        "edit-moves-the-groups",
        "group_missing",
        edited(
            "dan", {"requires": takes}, {"requires": {**takes, "groups": ["support"]}}, "ann", queue="payments"
        ),
    )
    yield refused(
        w, "edit-lowers-the-risk", "risk_too_high", edited("ann", {"risk": "critical"}, {"risk": "low"})
    )
    yield refused(
        w,
        "edit-lowers-the-approvals",
        "quorum_not_met",
        edited("ann", {"requires": {**wide, "approvals": 2}}, {"requires": wide}),
    )
    yield refused(
        w,
        "rejected-after-an-edit-moved-the-groups",
        "group_missing",
        rejected("ann", {"requires": takes}, {"requires": {**takes, "groups": ["support"]}}),
    )
    yield refused(
        w,
        "rejected-after-an-edit-lowered-the-risk",
        "risk_too_high",
        rejected("ann", {"risk": "critical"}, {"risk": "low"}),
    )


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


def _allow_and_halts(w: World) -> Iterator[Case]:
    yield refused(w, "allow-of-a-risk-above-the-bound", "allow_not_permitted", allowed(w, "refund.create"))
    yield refused(w, "allow-of-a-tool-that-is-not-listed", "allow_not_permitted", allowed(w, "order.tag"))
    inline = w.inline("order.note")
    yield refused(
        w, "allow-of-an-inline-contract", "allow_not_permitted", allowed(w, "order.note", contract=inline)
    )
    good = w.approved("ann")
    for name in ("all", "source", "queue", "esc"):
        yield held(w, f"halted-by-{name}", "halted", good, world=f"halted-{name}")
    agent = w.approved("ann", proposal=w.proposal("agent", run={"agent": "refund-agent"}))
    yield held(w, "halted-by-agent", "halted", agent, world="halted-agent")
    yield held(w, "halted-edit", "halted", w.edited("ann"), world="halted-all")
    yield held(w, "halted-allow", "halted", allowed(w, "order.note"), world="halted-all")


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
