"""Cases over several steps that every verifier must accept: halts, contracts, the list read again, starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata import statement as st
from fermata.encoding import sha256
from named_keys import payload_of, sign, uuid
from signed_world import World
from vector_case import allowed
from vector_states import Case, read_step, resolve_step, roster_signed, runs, state_case

RESTART = {"do": "restart"}


def good_standing(w: World) -> Iterator[Case]:
    proposal, good = w.proposal(), w.approved("ann")
    yield from _halts(w, proposal, good)
    yield from _contracts(w, proposal, good)
    yield from _reading(w, proposal, good)
    yield from _starts(w, proposal, good)


def _halts(w: World, proposal: str, good: str) -> Iterator[Case]:
    first = len(w.standing) + 1

    def halt(place: int, scope: dict[str, Any], **changes: Any) -> dict[str, Any]:
        changes = {"name": f"halt {place}", **changes}
        return w.entry(first + place, w.halt(scope, **changes), at=w.issued)

    elsewhere = [
        halt(0, {"queue": "payments"}),
        halt(1, {"source": "other-bot"}),
        halt(2, {"agent": "other-agent"}),
        halt(3, {"esc": uuid("another escalation")}, by="bob"),
    ]
    yield state_case(
        "halts-of-everything-but-this",
        [read_step(w.issued, elsewhere, 1), resolve_step(w.issued, good, runs(proposal, "ann"))],
        [proposal],
    )
    both = [halt(0, {"queue": "refunds"}), halt(1, {"all": True}, by="ann")]
    lifts = [
        halt(2, {"all": True}, says="lift", lifts=uuid("halt 1")),
        halt(3, {"queue": "refunds"}, by="ann", says="lift", lifts=uuid("halt 0")),
    ]
    held = {"code": "halted", "leaves": "pending"}
    yield state_case(
        "two-halts-that-were-both-lifted",
        [
            read_step(w.issued, both, 1),
            resolve_step(w.issued, good, held),
            read_step(w.issued, lifts[:1], 1),
            resolve_step(w.issued, good, held),
            read_step(w.issued, lifts[1:], 1),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    unknown = halt(0, {"all": True}, says="lift", lifts=uuid("no halt at all"))
    yield state_case(
        "a-lift-of-a-halt-that-nobody-knows",
        [read_step(w.issued, [unknown], 1), resolve_step(w.issued, good, runs(proposal, "ann"))],
        [proposal],
    )
    mine = halt(0, {"esc": payload_of(proposal)["jti"]}, by="bob")
    lift = halt(1, {"esc": payload_of(proposal)["jti"]}, says="lift", lifts=uuid("halt 0"))
    yield state_case(
        "lifted-before-a-start-and-still-lifted-after-it",
        [
            read_step(w.issued, [mine, lift], 1),
            RESTART,
            read_step(w.issued, [], 1),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    closed = {"outcome": "rejected", "leaves": "closed", "people": ["bob"]}
    closed["reason"] = {"code": "wrong-amount", "message": "Half of it was used."}
    yield state_case(
        "a-no-needs-no-lift",
        [read_step(w.issued, [both[1]], 1), resolve_step(w.issued, w.closed("bob", "reject"), closed)],
        [proposal],
    )


def _contracts(w: World, proposal: str, good: str) -> Iterator[Case]:
    first = len(w.standing) + 1
    newer = w.contract("refund.create", "critical", jti=uuid("newer contract"), version=2)
    published = w.entry(first, newer, at=w.issued)
    yield state_case(
        "approved-under-the-contract-that-it-names-although-there-is-a-newer-one",
        [read_step(w.issued, [published], 1), resolve_step(w.issued, good, runs(proposal, "ann"))],
        [proposal],
    )
    tool = w.contract("order.merge", "low")
    merging = w.proposal("merge", tool="order.merge", contract=sha256(tool))
    resolution = w.approved("bob", proposal=merging)
    missing = {"code": "tool_changed", "leaves": "refused"}
    yield state_case(
        "approved-under-a-contract-that-came-while-it-waited",
        [
            read_step(w.issued, [w.entry(first, tool, at=w.issued)], 1),
            resolve_step(w.issued, resolution, runs(merging, "bob")),
        ],
        [merging],
    )
    other = w.proposal("unheld", tool="order.split", contract=sha256("not published yet"))
    yield state_case(
        "one-that-can-not-be-judged-does-not-touch-the-next",
        [
            resolve_step(w.issued, w.approved("ann", proposal=other), missing),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [other, proposal],
    )
    people = [each for each in w.roster_payload()["people"] if each["id"] != "ann"]
    left = w.entry(first, *roster_signed(w.next_roster(people=people), "root-1", "root-2"), at=w.issued)
    yield state_case(
        "approved-under-a-contract-of-somebody-who-has-left",
        [read_step(w.issued, [left], 2), resolve_step(w.issued, w.approved("bob"), runs(proposal, "bob"))],
        [proposal],
    )
    field = {"pointer": "/order_id", "label": "Größe (é) №", "format": "text", "currency": "CHF"}
    for name, changes in (
        ("as-many-fields-as-there-may-be", {"fields": [field] * 256}),
        ("a-title-of-nothing-but-words", {"title": "Send it — now, Ω"}),
        ("no-way-back-named", {"reversible": {}}),
        (
            "a-schema-that-names-its-dialect",
            _schema(**{"$schema": "https://json-schema.org/draft/2020-12/schema"}),
        ),
        ("a-schema-with-a-pattern-of-unicode", _schema(properties={"a": {"pattern": "^[\\p{L}\\d_-]{1,9}$"}})),
        ("a-schema-with-a-format-that-nobody-knows", _schema(properties={"a": {"format": "order-number"}})),
        ("a-schema-with-words-that-nobody-knows", _schema(**{"x-order": [1], "title": "Order"})),
        ("a-schema-that-takes-nothing-else", _schema(properties={"a": False}, unevaluatedProperties=False)),
    ):
        contract = w.contract("order.refund", "low", jti=uuid(name), version=2, **changes)
        read = read_step(w.issued, [w.entry(first, contract, at=w.issued)], 1)
        yield state_case(f"a-contract-with-{name}", [read])


def _schema(**changes: Any) -> dict[str, Any]:
    return {"input_schema": {"type": "object", **changes}}


def _reading(w: World, proposal: str, good: str) -> Iterator[Case]:
    """What the standing list may look like."""
    first = len(w.standing) + 1
    policy = {**w.head("policy 2", "ann"), "version": 2, "files": []}
    after_a_gap = w.entry(first + 4711, sign(st.POLICY, policy, "ann"), at=w.issued)
    yield state_case(
        "a-list-with-gaps-between-its-entries",
        [read_step(w.issued, [after_a_gap], 1), resolve_step(w.issued, good, runs(proposal, "ann"))],
        [proposal],
    )
    again = {**w.standing[1], "seq": first}
    yield state_case(
        "a-list-that-repeats-what-it-said",
        [
            read_step(w.issued, w.standing, 1),
            read_step(w.issued, [again], 1),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    late = w.halt({"queue": "payments"}, name="between")
    slow = resolve_step(
        w.issued,
        good,
        runs(proposal, "ann"),
        before_commit=[w.entry(first, late, at=w.issued)],
        commit_now=w.later(milliseconds=59_999),
    )
    yield state_case("a-slow-commit-next-to-a-halt-of-something-else", [slow], [proposal])
    halt = w.entry(first, w.halt({"all": True}), at=w.issued)
    lift = w.entry(first + 1, w.halt({"all": True}, name="lift", says="lift", lifts=uuid("halt")), at=w.issued)
    quick = resolve_step(w.issued, good, runs(proposal, "ann"), before_commit=[halt, lift])
    yield state_case("a-halt-that-came-and-went-before-the-commit", [quick], [proposal])


def _starts(w: World, proposal: str, good: str) -> Iterator[Case]:
    stale = {"code": "roster_stale", "leaves": "pending"}
    yield state_case(
        "approved-after-a-start-once-the-list-was-read",
        [
            read_step(w.issued, [], 1),
            RESTART,
            resolve_step(w.issued, good, stale),
            read_step(w.issued, [], 1),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    head, payload, signature = good.split('"receipt":"')[1].split(".")
    forged = good.replace(signature, f"{'B' if signature[0] == 'A' else 'A'}{signature[1:]}")
    assert head and payload and forged != good
    yield state_case(
        "approved-after-rubbish-came-first",
        [
            resolve_step(w.issued, forged, {"code": "bad_signature", "leaves": "pending"}),
            resolve_step(w.issued, w.approved("eve-unknown"), {"code": "unknown_key", "leaves": "pending"}),
            resolve_step(w.issued, "{}", {"code": "bad_member", "leaves": "pending"}),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    other = w.proposal("second")
    note = allowed(w, "order.note")
    noted = w.proposal("allowed order.note", tool="order.note")
    allow = {**runs(noted), "outcome": "allowed"}
    del allow["people"]
    yield state_case(
        "three-that-end-one-after-another",
        [
            resolve_step(w.issued, good, runs(proposal, "ann")),
            resolve_step(w.issued, note, allow),
            RESTART,
            read_step(w.issued, [], 1),
            resolve_step(w.issued, w.approved("bob", proposal=other), runs(other, "bob")),
        ],
        [proposal, noted, other],
    )
