"""Vector cases over several steps: replays, what a long poll brings, restarts, the second look in step 11."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata import statement as st
from fermata.encoding import sha256
from fermata.roster import TYP as ROSTER
from named_keys import jwk, kid, payload_of, sign, to_bytes, uuid
from signed_world import World
from vector_case import pending_row

Case = dict[str, Any]


def state_case(name: str, steps: list[dict[str, Any]], proposals: list[str] | None = None) -> Case:
    rows = [pending_row(proposal) for proposal in proposals or []]
    return {"name": name, "layer": "stateful", "world": "base", "pending": rows, "steps": steps}


def resolve_step(now: str, resolution: str, expect: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"do": "resolve", "now": now, "resolution": resolution, "expect": expect, **more}


def read_step(
    now: str, entries: list[dict[str, Any]], version: int, *marked: tuple[int, str]
) -> dict[str, Any]:
    marks = [{"seq": seq, "code": code} for seq, code in marked]
    return {
        "do": "standing",
        "now": now,
        "entries": entries,
        "expect": {"marked": marks, "roster_version": version},
    }


def roster_signed(payload: dict[str, Any], *roots: str) -> list[str]:
    return [sign(ROSTER, payload, root) for root in roots]


def runs(proposal: str, *people: str) -> dict[str, Any]:
    return {
        "outcome": "approved",
        "leaves": "decided",
        "action": payload_of(proposal)["action"],
        "candidate_sha256": sha256(proposal),
        "people": list(people),
    }


def refused_states(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    good = w.approved("ann")
    now = w.issued
    taken = {"code": "already_consumed", "leaves": "decided"}
    yield state_case(
        "replayed",
        [resolve_step(now, good, runs(proposal, "ann")), resolve_step(now, good, taken)],
        [proposal],
    )
    yield state_case(
        "replayed-after-a-restart",
        [resolve_step(now, good, runs(proposal, "ann")), {"do": "restart"}, resolve_step(now, good, taken)],
        [proposal],
    )
    closed = {"outcome": "rejected", "leaves": "closed", "people": ["bob"]}
    closed["reason"] = {"code": "wrong-amount", "message": "Half of it was used."}
    yield state_case(
        "approved-after-a-reject",
        [
            resolve_step(now, w.closed("bob", "reject"), closed),
            resolve_step(now, good, {"code": "already_consumed", "leaves": "closed"}),
        ],
        [proposal],
    )
    final = {"code": "own_proposal", "leaves": "refused"}
    yield state_case(
        "good-after-a-final-refusal",
        [
            resolve_step(now, w.approved("olga"), final),
            resolve_step(now, good, {"code": "already_consumed", "leaves": "refused"}),
        ],
        [proposal],
    )
    yield from _commits(w, proposal, good)
    yield from _revocations(w, proposal, good)


def _commits(w: World, proposal: str, good: str) -> Iterator[Case]:
    """Step 11 looks at the halts once more, inside the transaction."""
    halt = w.entry(len(w.standing) + 1, w.halt({"all": True}), at=w.issued)
    held = {"code": "halted", "leaves": "pending"}
    late = {"code": "halt_unknown", "leaves": "pending"}
    yield state_case(
        "halted-before-the-commit", [resolve_step(w.issued, good, held, before_commit=[halt])], [proposal]
    )
    slow = resolve_step(w.issued, good, late, commit_now=w.later(seconds=60))
    yield state_case("list-too-old-at-the-commit", [slow], [proposal])
    back = resolve_step(w.issued, good, late, commit_now=w.later(milliseconds=-1))
    yield state_case("clock-set-back-at-the-commit", [back], [proposal])


def _revocations(w: World, proposal: str, good: str) -> Iterator[Case]:
    first = len(w.standing) + 1
    revoked = [{"kid": kid("ann-lost"), "at": w.later(days=-2)}, {"kid": kid("ann"), "at": w.issued}]
    entry = w.entry(first, *roster_signed(w.next_roster(revoked=revoked), "root-1", "root-2"), at=w.issued)
    code = {"code": "key_revoked", "leaves": "pending"}
    yield state_case(
        "revoked-while-waiting",
        [read_step(w.issued, [entry], 2), resolve_step(w.issued, good, code)],
        [proposal],
    )
    people = [each for each in w.roster_payload()["people"] if each["id"] != "ann"]
    both = w.next_roster(people=people, revoked=revoked)
    entry = w.entry(first, *roster_signed(both, "root-1", "root-3"), at=w.issued)
    steps = [read_step(w.issued, [entry], 2), resolve_step(w.issued, good, code)]
    yield state_case("revoked-and-removed-while-waiting", steps, [proposal])
    entry = w.entry(first, *roster_signed(w.next_roster(people=people), "root-2", "root-3"), at=w.issued)
    code = {"code": "unknown_key", "leaves": "pending"}
    yield state_case(
        "removed-while-waiting",
        [read_step(w.issued, [entry], 2), resolve_step(w.issued, good, code)],
        [proposal],
    )


def accepted_states(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    good = w.approved("ann")
    first = len(w.standing) + 1
    halt = w.halt({"queue": "refunds"})
    lift = w.halt({"queue": "refunds"}, name="lift", says="lift", lifts=uuid("halt"))
    yield state_case(
        "approved-after-the-halt-was-lifted",
        [
            read_step(w.issued, [w.entry(first, halt, at=w.issued)], 1),
            resolve_step(w.issued, good, {"code": "halted", "leaves": "pending"}),
            read_step(w.later(minutes=1), [w.entry(first + 1, lift, at=w.later(minutes=1))], 1),
            resolve_step(w.later(minutes=1), good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    people = w.roster_payload()["people"]
    people[3]["rights"] = []
    taken = w.entry(first + 2, *roster_signed(w.next_roster(people=people), "root-1", "root-2"), at=w.issued)
    yield state_case(
        "approved-after-the-right-of-who-lifted-was-taken",
        [
            read_step(w.issued, [w.entry(first, halt, at=w.issued)], 1),
            read_step(w.issued, [w.entry(first + 1, lift, at=w.issued)], 1),
            read_step(w.issued, [taken], 2),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    yield state_case(
        "approved-after-the-list-was-read-again",
        [
            read_step(w.issued, [], 1),
            resolve_step(w.later(seconds=61), good, {"code": "roster_stale", "leaves": "pending"}),
            read_step(w.later(seconds=61), [], 1),
            resolve_step(w.later(seconds=61), good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    rotated = w.next_roster(roots=[jwk("root-4"), jwk("root-5")])
    entry = w.entry(first, *roster_signed(rotated, "root-1", "root-3", "root-4", "root-5"), at=w.issued)
    after = w.next_roster(version=3, prev=sha256(to_bytes(rotated)), roots=[jwk("root-4"), jwk("root-5")])
    old = w.entry(first + 1, *roster_signed(after, "root-1", "root-2"), at=w.issued)
    new = w.entry(first + 2, *roster_signed(after, "root-4", "root-5"), at=w.issued)
    yield state_case(
        "all-roots-change-by-both-thresholds",
        [
            read_step(w.issued, [entry], 2),
            read_step(w.issued, [old], 2, (first + 1, "unknown_key")),
            read_step(w.issued, [new], 3),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    signed = {**payload_of(w.contracts["order.note"]), "jti": uuid("contract by a session key")}
    by_session = sign(st.CONTRACT, signed, "ann-session")
    yield state_case(
        "approved-next-to-entries-that-do-not-hold",
        [
            read_step(w.issued, [w.entry(first, by_session, at=w.issued)], 1, (first, "wrong_role")),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
