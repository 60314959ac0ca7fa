"""Vector cases over several steps about halts: who may, for how long, and under which id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata.encoding import sha256
from named_keys import payload_of, to_bytes, uuid
from signed_world import World
from vector_states import Case, read_step, resolve_step, roster_signed, runs, state_case


def refused_halts(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    good = w.approved("ann")
    yield from _halts(w, proposal, good)
    yield from _halts_and_rosters(w, proposal, good)
    yield from _repeated(w, proposal, good)


def _halts(w: World, proposal: str, good: str) -> Iterator[Case]:
    first = len(w.standing) + 1
    halt = w.halt({"all": True})
    halted = {"code": "halted", "leaves": "pending"}
    by_bob = w.halt({"all": True}, by="bob", name="wide halt without the right")
    foreign = w.halt({"all": True}, name="halt of another workspace", ws=uuid("other workspace"))
    no_lift = w.halt({"all": True}, by="bob", name="lift without the right", says="lift", lifts=uuid("halt"))
    other = w.halt({"all": True}, name="lift of another", says="lift", lifts=uuid("another halt"))
    yield state_case(
        "halts-and-lifts-without-the-right",
        [
            read_step(w.issued, [w.entry(first, by_bob, at=w.issued)], 1, (first, "wrong_role")),
            read_step(w.issued, [w.entry(first + 1, foreign, at=w.issued)], 1, (first + 1, "wrong_workspace")),
            read_step(w.issued, [w.entry(first + 2, halt, at=w.issued)], 1),
            read_step(w.issued, [w.entry(first + 3, no_lift, at=w.issued)], 1, (first + 3, "wrong_role")),
            read_step(w.issued, [w.entry(first + 4, other, at=w.issued)], 1),
            resolve_step(w.issued, good, halted),
            {"do": "restart"},
            read_step(w.issued, [], 1),
            resolve_step(w.issued, good, halted),
        ],
        [proposal],
    )


def _halts_and_rosters(w: World, proposal: str, good: str) -> Iterator[Case]:
    """Who may halt is asked of the roster before the halt's entry, and never again: only its lift ends it."""
    first = len(w.standing) + 1
    halted = {"code": "halted", "leaves": "pending"}
    esc = {"esc": payload_of(proposal)["jti"]}

    def without(*gone: str) -> dict[str, Any]:
        people = [each for each in w.roster_payload()["people"] if each["id"] not in gone]
        signed = roster_signed(w.next_roster(people=people), "root-1", "root-2")
        return w.entry(first + 1, *signed, at=w.issued)

    lifted = w.halt(esc, name="lift", says="lift", lifts=uuid("halt"))
    for name, scope, by in (("one-escalation", esc, "bob"), ("everything", {"all": True}, "ann")):
        halt = w.halt(scope, by=by)
        lift = w.entry(first + 2, lifted, at=w.issued)
        approved = w.approved("ann" if by == "bob" else "bob")
        yield state_case(
            f"halt-of-{name}-outlives-its-halter",
            [
                read_step(w.issued, [w.entry(first, halt, at=w.issued)], 1),
                read_step(w.issued, [without(by)], 2),
                resolve_step(w.issued, approved, halted),
                {"do": "restart"},
                read_step(w.issued, [], 2),
                resolve_step(w.issued, approved, halted),
                read_step(w.issued, [lift], 2),
                resolve_step(w.issued, approved, runs(proposal, "ann" if by == "bob" else "bob")),
            ],
            [proposal],
        )
    for name, by in (("an-owner", "olga"), ("too-low-a-risk", "cyd")):
        # Whoever may not decide it may not halt it: the entry holds, and stops nothing.
        yield state_case(
            f"halt-of-one-escalation-by-{name}",
            [
                read_step(w.issued, [w.entry(first, w.halt(esc, by=by), at=w.issued)], 1),
                resolve_step(w.issued, good, runs(proposal, "ann")),
            ],
            [proposal],
        )
    moved = w.roster_payload()["people"]
    moved[1]["groups"] = ["finance"]
    signed = roster_signed(w.next_roster(people=moved), "root-1", "root-2")
    away = w.entry(first, *signed, at=w.issued)
    joined = w.next_roster(version=3, prev=sha256(to_bytes(w.next_roster(people=moved))))
    yield state_case(
        "halt-of-one-escalation-by-who-joins-the-group-later",
        [
            read_step(w.issued, [away], 2),
            read_step(w.issued, [w.entry(first + 1, w.halt(esc, by="bob"), at=w.issued)], 2),
            read_step(
                w.issued, [w.entry(first + 2, *roster_signed(joined, "root-1", "root-2"), at=w.issued)], 3
            ),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    yield state_case(
        "halt-of-one-escalation-by-who-leaves-the-group-later",
        [
            read_step(w.issued, [w.entry(first, w.halt(esc, by="bob"), at=w.issued)], 1),
            read_step(w.issued, [w.entry(first + 1, *signed, at=w.issued)], 2),
            resolve_step(w.issued, good, halted),
        ],
        [proposal],
    )


def _repeated(w: World, proposal: str, good: str) -> Iterator[Case]:
    """An id takes effect once, and only as the id of its own first statement."""
    first = len(w.standing) + 1
    halt, halted = w.halt({"all": True}), {"code": "halted", "leaves": "pending"}
    other = w.halt({"esc": uuid("another escalation")}, by="bob")
    yield state_case(
        "a-halt-under-the-id-of-another",
        [
            read_step(w.issued, [w.entry(first, halt, at=w.issued)], 1),
            read_step(w.issued, [w.entry(first + 1, other, at=w.issued)], 1),
            read_step(
                w.issued,
                [{**w.entry(first + 2, other, at=w.issued), "id": uuid("free")}],
                1,
                (first + 2, "bad_member"),
            ),
            resolve_step(w.issued, good, halted),
            {"do": "restart"},
            read_step(w.issued, [], 1),
            resolve_step(w.issued, good, halted),
        ],
        [proposal],
    )
    lift = w.halt({"all": True}, name="lift", says="lift", lifts=uuid("halt"))
    yield state_case(
        "a-halt-that-was-lifted-again",
        [
            read_step(w.issued, [w.entry(first, halt, at=w.issued)], 1),
            read_step(w.issued, [w.entry(first + 1, lift, at=w.issued)], 1),
            read_step(w.issued, [w.entry(first + 2, halt, at=w.issued)], 1),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    contract, policy = w.contract("new.tool", "low"), w.policy
    for name, statements in (
        ("halts", (halt, other)),
        ("contracts", (contract, contract)),
        ("policies", (policy, policy)),
    ):
        entry = {**w.entry(first, *statements, at=w.issued), "id": uuid("free")}
        yield state_case(
            f"two-{name}-in-one-entry",
            [
                read_step(w.issued, [entry], 1, (first, "malformed")),
                resolve_step(w.issued, good, runs(proposal, "ann")),
            ],
            [proposal],
        )
