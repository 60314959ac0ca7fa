"""Vector cases over several steps: replays, what a long poll brings, restarts, the second look in step 11."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata import statement as st
from fermata.encoding import b64url, sha256
from fermata.roster import TYP as ROSTER
from signed_world import World, jwk, kid, payload_of, sign, to_bytes, uuid
from vector_resolutions import pending_row

Case = dict[str, Any]


def _case(name: str, steps: list[dict[str, Any]], proposals: list[str] | None = None) -> Case:
    rows = [pending_row(proposal) for proposal in proposals or []]
    return {"name": name, "layer": "stateful", "world": "base", "pending": rows, "steps": steps}


def _resolve(now: str, resolution: str, expect: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"do": "resolve", "now": now, "resolution": resolution, "expect": expect, **more}


def _read(now: str, entries: list[dict[str, Any]], version: int, *marked: tuple[int, str]) -> dict[str, Any]:
    marks = [{"seq": seq, "code": code} for seq, code in marked]
    return {
        "do": "standing",
        "now": now,
        "entries": entries,
        "expect": {"marked": marks, "roster_version": version},
    }


def _signed(payload: dict[str, Any], *roots: str) -> list[str]:
    return [sign(ROSTER, payload, root) for root in roots]


def _runs(proposal: str, *people: str) -> dict[str, Any]:
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
    yield _case(
        "replayed", [_resolve(now, good, _runs(proposal, "ann")), _resolve(now, good, taken)], [proposal]
    )
    yield _case(
        "replayed-after-a-restart",
        [_resolve(now, good, _runs(proposal, "ann")), {"do": "restart"}, _resolve(now, good, taken)],
        [proposal],
    )
    closed = {"outcome": "rejected", "leaves": "closed", "people": ["bob"]}
    closed["reason"] = {"code": "wrong-amount", "message": "Half of it was used."}
    yield _case(
        "approved-after-a-reject",
        [
            _resolve(now, w.closed("bob", "reject"), closed),
            _resolve(now, good, {"code": "already_consumed", "leaves": "closed"}),
        ],
        [proposal],
    )
    final = {"code": "own_proposal", "leaves": "refused"}
    yield _case(
        "good-after-a-final-refusal",
        [
            _resolve(now, w.approved("olga"), final),
            _resolve(now, good, {"code": "already_consumed", "leaves": "refused"}),
        ],
        [proposal],
    )
    yield from _commits(w, proposal, good)
    yield from _halts(w, proposal, good)
    yield from _revocations(w, proposal, good)
    yield from _rosters(w)


def _commits(w: World, proposal: str, good: str) -> Iterator[Case]:
    """Step 11 looks at the halts once more, inside the transaction."""
    halt = w.entry(len(w.standing) + 1, w.halt({"all": True}), at=w.issued)
    held = {"code": "halted", "leaves": "pending"}
    late = {"code": "halt_unknown", "leaves": "pending"}
    yield _case("halted-before-the-commit", [_resolve(w.issued, good, held, before_commit=[halt])], [proposal])
    slow = _resolve(w.issued, good, late, commit_now=w.later(seconds=60))
    yield _case("list-too-old-at-the-commit", [slow], [proposal])


def _halts(w: World, proposal: str, good: str) -> Iterator[Case]:
    first = len(w.standing) + 1
    halt = w.halt({"all": True})
    halted = {"code": "halted", "leaves": "pending"}
    by_bob = w.halt({"all": True}, by="bob", name="wide halt without the right")
    foreign = w.halt({"all": True}, name="halt of another workspace", ws=uuid("other workspace"))
    no_lift = w.halt({"all": True}, by="bob", name="lift without the right", says="lift", lifts=uuid("halt"))
    other = w.halt({"all": True}, name="lift of another", says="lift", lifts=uuid("another halt"))
    yield _case(
        "halts-and-lifts-without-the-right",
        [
            _read(w.issued, [w.entry(first, by_bob, at=w.issued)], 1, (first, "wrong_role")),
            _read(w.issued, [w.entry(first + 1, foreign, at=w.issued)], 1, (first + 1, "wrong_workspace")),
            _read(w.issued, [w.entry(first + 2, halt, at=w.issued)], 1),
            _read(w.issued, [w.entry(first + 3, no_lift, at=w.issued)], 1, (first + 3, "wrong_role")),
            _read(w.issued, [w.entry(first + 4, other, at=w.issued)], 1),
            _resolve(w.issued, good, halted),
            {"do": "restart"},
            _read(w.issued, [], 1),
            _resolve(w.issued, good, halted),
        ],
        [proposal],
    )


def _revocations(w: World, proposal: str, good: str) -> Iterator[Case]:
    first = len(w.standing) + 1
    revoked = [{"kid": kid("ann-lost"), "at": w.later(days=-2)}, {"kid": kid("ann"), "at": w.issued}]
    entry = w.entry(first, *_signed(w.next_roster(revoked=revoked), "root-1", "root-2"), at=w.issued)
    code = {"code": "key_revoked", "leaves": "pending"}
    yield _case(
        "revoked-while-waiting", [_read(w.issued, [entry], 2), _resolve(w.issued, good, code)], [proposal]
    )
    people = [each for each in w.roster_payload()["people"] if each["id"] != "ann"]
    entry = w.entry(first, *_signed(w.next_roster(people=people), "root-2", "root-3"), at=w.issued)
    code = {"code": "unknown_key", "leaves": "pending"}
    yield _case(
        "removed-while-waiting", [_read(w.issued, [entry], 2), _resolve(w.issued, good, code)], [proposal]
    )


def _rosters(w: World) -> Iterator[Case]:
    first = len(w.standing) + 1
    two = w.next_roster(expires_at=w.later(days=25))
    kept = ("root-1", "root-2")

    def entry(seq: int, *statements: str) -> dict[str, Any]:
        return w.entry(seq, *statements, at=w.issued)

    def one(name: str, code: str, *statements: str) -> Case:
        return _case(name, [_read(w.issued, [entry(first, *statements)], 1, (first, code))])

    yield one("roster-signed-by-one-root-of-two", "roster_threshold", *_signed(two, "root-1"))
    yield one("roster-signed-twice-by-one-root", "roster_threshold", *_signed(two, "root-1", "root-1"))
    stranger = w.next_roster(roots=[jwk("root-1"), jwk("eve")], threshold=1)
    yield one("roster-signed-by-a-stranger", "unknown_key", *_signed(two, "root-1", "eve"))
    yield one("roster-brings-its-own-root", "roster_threshold", *_signed(stranger, "root-1", "eve"))
    other = w.next_roster(expires_at=w.later(days=26))
    yield one(
        "roster-signatures-over-different-bytes",
        "roster_threshold",
        *_signed(two, "root-1"),
        *_signed(other, "root-2"),
    )
    header, payload, signature = _signed(two, "root-2")[0].split(".")
    bad = f"{header}.{payload}.{'B' if signature[0] != 'B' else 'C'}{signature[1:]}"
    yield one("roster-with-a-bad-signature", "bad_signature", *_signed(two, "root-1"), bad)
    again = w.roster_payload(jti=uuid("roster again"), expires_at=w.later(days=29))
    yield one("roster-of-the-same-version", "roster_rollback", *_signed(again, *kept))
    yield one("roster-skips-a-version", "roster_rollback", *_signed(w.next_roster(version=3), *kept))
    forked = w.next_roster(prev=sha256("another roster"))
    yield one("roster-of-another-chain", "roster_rollback", *_signed(forked, *kept))
    rotated = w.next_roster(roots=[jwk("root-4"), jwk("root-5")])
    yield one("rotation-without-the-new-roots", "roster_threshold", *_signed(rotated, *kept))
    yield one("rotation-with-one-new-root-of-two", "roster_threshold", *_signed(rotated, *kept, "root-4"))
    yield one("roster-with-unknown-member", "unknown_member", *_signed(w.next_roster(admin="eve"), *kept))
    for name, raw in (
        ("zero", bytes(32)),
        ("identity", bytes([1, *bytes(31)])),
        ("order-two", bytes.fromhex("ec" + "ff" * 30 + "7f")),
        ("order-eight", bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
        ("not-canonical", bytes.fromhex("f0" + "ff" * 30 + "7f")),
    ):
        people = w.roster_payload()["people"]
        people[1]["keys"][0]["jwk"] = {"kty": "OKP", "crv": "Ed25519", "x": b64url(raw)}
        yield one(f"weak-key-{name}", "weak_key", *_signed(w.next_roster(people=people), *kept))
    weak = {"kty": "OKP", "crv": "Ed25519", "x": b64url(bytes(32))}
    roots = [jwk("root-1"), jwk("root-2"), weak]
    yield one("weak-root", "weak_key", *_signed(w.next_roster(roots=roots), *kept))
    session = sign(st.SESSION, {**w.head("session", "ann"), "expires_at": w.later(minutes=4)}, "ann")
    yield one("a-session-in-the-standing-list", "wrong_typ", session)
    yield one("contract-by-who-may-not", "wrong_role", w.contract("order.tag", "low", by="bob"))
    third = w.next_roster(version=3, prev=sha256(to_bytes(two)))
    yield _case(
        "an-old-roster-after-a-new-one",
        [
            _read(w.issued, [entry(first, *_signed(two, *kept))], 2),
            {"do": "restart"},
            _read(
                w.issued,
                [entry(first + 1, *_signed(w.roster_payload(), *kept))],
                2,
                (first + 1, "roster_rollback"),
            ),
            _read(w.issued, [entry(first + 2, *_signed(third, *kept))], 3),
            _read(w.issued, [entry(first + 3, *_signed(two, *kept))], 3, (first + 3, "roster_rollback")),
        ],
    )


def accepted_states(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    good = w.approved("ann")
    first = len(w.standing) + 1
    halt = w.halt({"queue": "refunds"})
    lift = w.halt({"queue": "refunds"}, name="lift", says="lift", lifts=uuid("halt"))
    yield _case(
        "good-after-the-halt-was-lifted",
        [
            _read(w.issued, [w.entry(first, halt, at=w.issued)], 1),
            _resolve(w.issued, good, {"code": "halted", "leaves": "pending"}),
            _read(w.later(minutes=1), [w.entry(first + 1, lift, at=w.later(minutes=1))], 1),
            _resolve(w.later(minutes=1), good, _runs(proposal, "ann")),
        ],
        [proposal],
    )
    yield _case(
        "good-after-the-list-was-read-again",
        [
            _read(w.issued, [], 1),
            _resolve(w.later(seconds=61), good, {"code": "roster_stale", "leaves": "pending"}),
            _read(w.later(seconds=61), [], 1),
            _resolve(w.later(seconds=61), good, _runs(proposal, "ann")),
        ],
        [proposal],
    )
    rotated = w.next_roster(roots=[jwk("root-4"), jwk("root-5")])
    entry = w.entry(first, *_signed(rotated, "root-1", "root-3", "root-4", "root-5"), at=w.issued)
    after = w.next_roster(version=3, prev=sha256(to_bytes(rotated)), roots=[jwk("root-4"), jwk("root-5")])
    old = w.entry(first + 1, *_signed(after, "root-1", "root-2"), at=w.issued)
    new = w.entry(first + 2, *_signed(after, "root-4", "root-5"), at=w.issued)
    yield _case(
        "good-root-rotation",
        [
            _read(w.issued, [entry], 2),
            _read(w.issued, [old], 2, (first + 1, "unknown_key")),
            _read(w.issued, [new], 3),
            _resolve(w.issued, good, _runs(proposal, "ann")),
        ],
        [proposal],
    )
    signed = {**payload_of(w.contracts["order.note"]), "jti": uuid("contract by a session key")}
    by_session = sign(st.CONTRACT, signed, "ann-session")
    yield _case(
        "good-next-to-entries-that-do-not-hold",
        [
            _read(w.issued, [w.entry(first, by_session, at=w.issued)], 1, (first, "wrong_role")),
            _resolve(w.issued, good, _runs(proposal, "ann")),
        ],
        [proposal],
    )
