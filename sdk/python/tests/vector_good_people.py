"""Cases of resolutions that every verifier must accept: quorums, groups, edits, keys and clocks at edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata.encoding import sha256
from named_keys import uuid
from signed_world import World
from vector_case import SMALLER, Case, allowed, runs

TAKES = {"approvals": 1, "groups": ["support"], "friction": "none", "blind": False}


def good_people(w: World) -> Iterator[Case]:
    yield from _quorums(w)
    yield from _edits(w)
    yield from _arguments(w)
    yield from _clocks(w)
    yield from _sources(w)


def _quorums(w: World) -> Iterator[Case]:
    note = w.proposal("by three", tool="order.note")
    by_three = w.approved("cyd", "bob", "ann", proposal=note, risk="low", requires={**TAKES, "approvals": 3})
    yield runs(w, "three-people-approve-where-three-are-asked", by_three, "approved", "ann", "bob", "cyd")
    more = w.approved("ann", "bob")
    yield runs(w, "two-people-approve-where-one-is-asked", more, "approved", "ann", "bob")
    wish = w.proposal("wish for two", requires={"approvals": 2})
    wished = w.approved("ann", "bob", proposal=wish)
    yield runs(w, "two-people-approve-as-the-proposal-wishes", wished, "approved", "ann", "bob")
    none = w.approved("ann", requires={**TAKES, "approvals": 0})
    yield runs(w, "one-person-approves-where-the-verdict-asks-for-none", none, "approved", "ann")
    payments = w.proposal("payments", queue="payments")
    narrowed = w.approved("ann", "bob", proposal=payments, requires={**TAKES, "groups": ["support"]})
    yield runs(w, "both-are-of-the-one-group-that-the-verdict-leaves", narrowed, "approved", "ann", "bob")
    odd = w.approved("ann", "bob", proposal=payments, requires={**TAKES, "groups": ["legal", "support"]})
    yield runs(w, "a-group-that-the-queue-does-not-have-leaves-the-others", odd, "approved", "ann", "bob")
    low = w.approved("cyd", proposal=w.proposal("low", tool="order.note"), risk="low")
    yield runs(w, "a-person-decides-up-to-exactly-their-risk", low, "approved", "cyd")
    high = w.approved("bob", risk="high")
    yield runs(w, "a-verdict-raises-the-risk-to-exactly-the-persons", high, "approved", "bob")
    hold = {**TAKES, "friction": "type", "blind": True}
    yield runs(
        w, "a-blind-look-with-friction-counts-as-any", w.approved("ann", requires=hold), "approved", "ann"
    )
    yield runs(w, "policy-allows-and-asks-for-nobody", _allowed_by_none(w), "allowed")
    only = w.approved("ann", proposal=w.proposal("only approve", allowed=["approve"]))
    yield runs(w, "an-approval-where-nothing-else-is-offered", only, "approved", "ann")


def _allowed_by_none(w: World) -> str:
    proposal = w.proposal("allowed by none", tool="order.note", requires={"friction": "hold"})
    verdict = w.verdict(proposal, "allow", risk="low", requires={**TAKES, "approvals": 0}, reasons=[])
    return w.resolution("allowed", [proposal, verdict])


def _edits(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    verdict = w.verdict(proposal)

    def second(edit: str, by: str, over: str, again: str = "again", **changes: Any) -> str:
        """What somebody decides who has decided before."""
        chain = {"seq": 2, "prev": sha256(edit), "jti": uuid(f"{by} {again}")}
        return w.decision(by, "approve", proposal, over, candidate=edit, **chain, **changes)

    edit = w.decision("ann", "edit", proposal, verdict)
    over = w.verdict(proposal, candidate=edit)
    own = w.resolution("edited", [proposal, verdict, edit, over, second(edit, "ann", over)])
    yield runs(w, "who-edited-may-approve-their-edit-too", own, "edited", "ann")
    by_two = w.verdict(proposal, candidate=edit, requires={**TAKES, "approvals": 2})
    bob = w.decision("bob", "approve", proposal, by_two, candidate=edit)
    both = w.resolution("edited", [proposal, verdict, edit, by_two, second(edit, "ann", by_two), bob])
    yield runs(w, "who-edited-approves-it-and-so-does-a-second-person", both, "edited", "ann", "bob")
    yield runs(w, "an-edit-that-changes-nothing", w.edited("bob", arguments=_proposed()), "edited", "bob")
    least = {"order_id": "", "amount": "0.00"}
    yield runs(
        w, "an-edit-to-the-least-that-the-schema-takes", w.edited("ann", arguments=least), "edited", "ann"
    )
    most = {"order_id": "😀" * 32, "amount": "9999.99", "notify": False}
    longest = w.edited("ann", arguments=most)
    yield runs(w, "an-edit-to-the-most-that-the-schema-takes-in-characters", longest, "edited", "ann")
    inline = w.proposal("inline edited", contract=w.inline("refund.create"))
    first = w.verdict(inline, risk="high")
    changed = w.decision("ann", "edit", inline, first)
    high = w.verdict(inline, candidate=changed, risk="high")
    brought = w.resolution("edited", [inline, first, changed, high])
    yield runs(w, "an-edit-under-a-contract-that-the-proposal-brought", brought, "edited", "ann")
    moved = w.edited("bob", "ann", requires={**TAKES, "groups": [], "approvals": 2}, risk="high")
    yield runs(w, "an-edit-that-takes-more-people-and-a-higher-risk", moved, "edited", "ann", "bob")
    yield runs(w, "the-third-edit-of-one-person-is-the-one-that-runs", _third_edit(w), "edited", "ann")


def _proposed() -> dict[str, str]:
    return {"order_id": "ORD-1", "amount": "12.50"}


def _third_edit(w: World) -> str:
    """Each names the verdict over the one before; of the earlier ones only the last one's verdict is left."""
    proposal = w.proposal()
    over, verdicts, prev = w.verdict(proposal), [], None
    for seq, amount in enumerate(("9.00", "8.00", "7.00"), 1):
        verdicts.append(over)
        chain = {"seq": seq, "prev": prev, "jti": uuid(f"edit {seq}")}
        arguments = {**SMALLER, "amount": amount}
        edit = w.decision("ann", "edit", proposal, over, arguments=arguments, **chain)
        over, prev = w.verdict(proposal, candidate=edit), sha256(edit)
    return w.resolution("edited", [proposal, verdicts[0], verdicts[2], edit, over])


def _arguments(w: World) -> Iterator[Case]:
    """What runs is what was signed, whatever it holds."""
    terms = {**w.inline("refund.create")["inline"], "input_schema": {"type": "object"}}
    for name, arguments in (
        ("numbers-at-the-edges", {"n": [2**53 - 1, 1 - 2**53, 0.1, -0.5, 1e-7, 5e-324, 1e15, 100.0, -0.0]}),
        ("texts-in-many-scripts", {"t": "ไทย עברית 😀 e\u0301 \u202eolleh \u0000\u001f\u007f\u2028"}),
        ("members-named-like-what-objects-inherit", {"__proto__": {"a": 1}, "constructor": None, "": []}),
        ("nothing-in-them", {}),
        ("as-many-levels-as-there-may-be", {"a": _levels(29)}),
    ):
        action = {"tool": "refund.create", "arguments": arguments}
        proposal = w.proposal(f"arguments with {name}", action=action, contract={"inline": terms})
        approved = w.approved("ann", proposal=proposal, risk="high")
        yield runs(w, f"arguments-with-{name}-run-as-signed", approved, "approved", "ann")


def _levels(levels: int) -> Any:
    value: Any = "here"
    for _ in range(levels):
        value = [value]
    return value


def _clocks(w: World) -> Iterator[Case]:
    long = w.proposal("of two days", expires_at=w.later(days=2))
    tomorrow = {"now": w.later(days=1), "answered_at": w.later(days=1)}
    yield runs(
        w,
        "a-new-key-counts-from-its-first-millisecond-on",
        w.approved("ann-next", proposal=long),
        "approved",
        "ann",
        **tomorrow,
    )
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    ahead = w.decision("ann", "approve", proposal, verdict, issued_at=w.later(seconds=119))
    statements = [proposal, verdict, ahead]
    receipt = w.receipt(proposal, statements, status="approved", issued_at=w.later(seconds=120))
    fast = w.resolution("approved", statements, receipt=receipt)
    yield runs(w, "clocks-of-a-desk-and-a-gateway-that-are-ahead", fast, "approved", "ann")
    last = {"now": w.later(days=20), "answered_at": w.later(days=20, milliseconds=-59_999)}
    old = w.approved("ann", proposal=w.proposal("of thirty days", expires_at=w.later(days=30)))
    yield runs(w, "a-roster-and-a-list-in-their-last-millisecond", old, "approved", "ann", **last)
    ends = {"now": w.later(hours=4), "answered_at": w.later(hours=4)}
    yield runs(w, "an-edit-in-the-last-millisecond", w.edited("ann"), "edited", "ann", **ends)
    yield runs(w, "an-allow-in-the-last-millisecond", allowed(w, "order.note"), "allowed", **ends)


def _sources(w: World) -> Iterator[Case]:
    signing = World()
    signing.source = "signing-bot"
    own = signing.proposal(by="signing-bot")
    approved = signing.approved("ann", proposal=own)
    yield runs(w, "a-source-with-a-key-of-its-own-is-approved", approved, "approved", "ann", world="signing")
    edited = signing.edited("bob", proposal=own)
    yield runs(w, "a-source-with-a-key-of-its-own-is-edited", edited, "edited", "bob", world="signing")
    noted = signing.proposal("allowed", by="signing-bot", tool="order.note")
    verdict = signing.verdict(noted, "allow", risk="low")
    allow = signing.resolution("allowed", [noted, verdict])
    yield runs(w, "a-source-with-a-key-of-its-own-is-allowed", allow, "allowed", world="signing")
    payments = w.approved(
        "ann", "dan", proposal=w.proposal("payments", queue="payments"), requires={**TAKES, "groups": []}
    )
    yield runs(w, "a-halt-of-another-queue", payments, "approved", "ann", "dan", world="halted-queue")
    other = w.approved("ann", proposal=w.proposal("not halted"))
    yield runs(w, "a-halt-of-another-escalation", other, "approved", "ann", world="halted-esc")
    yield runs(
        w, "a-halt-of-an-agent-where-none-is-named", w.approved("ann"), "approved", "ann", world="halted-agent"
    )
    yield runs(
        w, "an-allow-next-to-a-halt-of-an-agent", allowed(w, "order.note"), "allowed", world="halted-agent"
    )
