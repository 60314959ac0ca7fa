"""Vector cases about the chain of rosters: thresholds, rotation, rollback, weak keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fermata import statement as st
from fermata.encoding import b64url, sha256
from named_keys import jwk, sign, to_bytes, uuid
from signed_world import World
from vector_states import Case, read_step, roster_signed, state_case


def refused_rosters(w: World) -> Iterator[Case]:
    first = len(w.standing) + 1
    two = w.next_roster(expires_at=w.later(days=25))
    kept = ("root-1", "root-2")

    def entry(seq: int, *statements: str) -> dict[str, Any]:
        return w.entry(seq, *statements, at=w.issued)

    def one(name: str, code: str, *statements: str) -> Case:
        return state_case(name, [read_step(w.issued, [entry(first, *statements)], 1, (first, code))])

    yield one("roster-signed-by-one-root-of-two", "roster_threshold", *roster_signed(two, "root-1"))
    yield one("roster-signed-twice-by-one-root", "roster_threshold", *roster_signed(two, "root-1", "root-1"))
    stranger = w.next_roster(roots=[jwk("root-1"), jwk("eve")], threshold=1)
    yield one("roster-signed-by-a-stranger", "unknown_key", *roster_signed(two, "root-1", "eve"))
    yield one("roster-brings-its-own-root", "roster_threshold", *roster_signed(stranger, "root-1", "eve"))
    other = w.next_roster(expires_at=w.later(days=26))
    yield one(
        "roster-signatures-over-different-bytes",
        "roster_threshold",
        *roster_signed(two, "root-1"),
        *roster_signed(other, "root-2"),
    )
    header, payload, signature = roster_signed(two, "root-2")[0].split(".")
    bad = f"{header}.{payload}.{'B' if signature[0] != 'B' else 'C'}{signature[1:]}"
    yield one("roster-with-a-bad-signature", "bad_signature", *roster_signed(two, "root-1"), bad)
    again = w.roster_payload(jti=uuid("roster again"), expires_at=w.later(days=29))
    yield one("roster-of-the-same-version", "roster_rollback", *roster_signed(again, *kept))
    yield one("roster-skips-a-version", "roster_rollback", *roster_signed(w.next_roster(version=3), *kept))
    forked = w.next_roster(prev=sha256("another roster"))
    yield one("roster-of-another-chain", "roster_rollback", *roster_signed(forked, *kept))
    rotated = w.next_roster(roots=[jwk("root-4"), jwk("root-5")])
    yield one("rotation-without-the-new-roots", "roster_threshold", *roster_signed(rotated, *kept))
    yield one("rotation-with-one-new-root-of-two", "roster_threshold", *roster_signed(rotated, *kept, "root-4"))
    yield one("roster-with-unknown-member", "unknown_member", *roster_signed(w.next_roster(admin="eve"), *kept))
    for name, raw in (
        ("zero", bytes(32)),
        ("identity", bytes([1, *bytes(31)])),
        ("order-two", bytes.fromhex("ec" + "ff" * 30 + "7f")),
        ("order-eight", bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
        ("not-canonical", bytes.fromhex("f0" + "ff" * 30 + "7f")),
    ):
        people = w.roster_payload()["people"]
        people[1]["keys"][0]["jwk"] = {"kty": "OKP", "crv": "Ed25519", "x": b64url(raw)}
        yield one(f"weak-key-{name}", "weak_key", *roster_signed(w.next_roster(people=people), *kept))
    yield from _forms(w, one)
    weak = {"kty": "OKP", "crv": "Ed25519", "x": b64url(bytes(32))}
    roots = [jwk("root-1"), jwk("root-2"), weak]
    yield one("weak-root", "weak_key", *roster_signed(w.next_roster(roots=roots), *kept))
    session = sign(st.SESSION, {**w.head("session", "ann"), "expires_at": w.later(minutes=4)}, "ann")
    yield one("a-session-in-the-standing-list", "wrong_typ", session)
    yield one(
        "contract-by-who-may-not",
        "wrong_role",
        w.contract("order.tag", "low", by="bob", jti=uuid("contract by bob")),
    )
    twice = w.roster_payload()["people"]
    twice[1]["keys"].append(twice[0]["keys"][0])
    yield one(
        "roster-with-one-key-of-two-people", "bad_member", *roster_signed(w.next_roster(people=twice), *kept)
    )
    moved = w.next_roster(ws=uuid("other workspace"))
    yield one("roster-of-another-workspace", "wrong_workspace", *roster_signed(moved, *kept))
    yield one("roster-with-too-many-signatures", "malformed", *roster_signed(two, *(["root-1"] * 33)))
    own = w.roster_payload(roots=[jwk("eve"), jwk("mallory")])
    entries = [
        w.entry(1, *roster_signed(own, "eve", "mallory"), at=w.issued),
        w.entry(2, *roster_signed(w.roster_payload(), "root-1"), at=w.issued),
        w.entry(3, *roster_signed(w.roster_payload(), *kept), at=w.issued),
    ]
    marked = ((1, "roster_threshold"), (2, "roster_threshold"))
    first_read = state_case(
        "first-roster-that-is-not-the-pinned-one", [read_step(w.issued, entries, 1, *marked)]
    )
    yield {**first_read, "world": "unread"}
    third = w.next_roster(version=3, prev=sha256(to_bytes(two)))
    yield state_case(
        "an-old-roster-after-a-new-one",
        [
            read_step(w.issued, [entry(first, *roster_signed(two, *kept))], 2),
            {"do": "restart"},
            read_step(w.issued, [entry(first + 1, *roster_signed(w.roster_payload(), *kept))], 2),
            read_step(
                w.issued, [entry(first + 2, *roster_signed(again, *kept))], 2, (first + 2, "roster_rollback")
            ),
            read_step(w.issued, [entry(first + 3, *roster_signed(third, *kept))], 3),
            read_step(w.issued, [entry(first + 4, *roster_signed(two, *kept))], 3),
        ],
    )


def _forms(w: World, one: Callable[..., Case]) -> Iterator[Case]:
    """What every reader would have to index in the same way."""

    def of(name: str, code: str, **changes: Any) -> Case:
        return one(f"roster-with-{name}", code, *roster_signed(w.next_roster(**changes), "root-1", "root-2"))

    base = w.roster_payload()
    for member in ("people", "sources", "gateways", "queues"):
        again = {**base[member][0], "keys": []} if "keys" in base[member][0] else base[member][0]
        yield of(f"one-of-{member}-twice", "bad_member", **{member: [*base[member], again]})
    off = {"kty": "OKP", "crv": "Ed25519", "x": b64url((7).to_bytes(32, "little"))}
    short = {"kty": "OKP", "crv": "Ed25519", "x": b64url(bytes(31))}

    def person(**changes: Any) -> list[dict[str, Any]]:
        found = {**base["people"][1], **changes}
        return [{name: value for name, value in found.items() if value is not ...}]

    def key(**changes: Any) -> list[dict[str, Any]]:
        return person(keys=[w.person_key("bob", **changes)])

    def source(**changes: Any) -> list[dict[str, Any]]:
        found = {**base["sources"][2], **changes}
        return [{name: value for name, value in found.items() if value is not ...}]

    yield of("a-key-off-the-curve", "weak_key", people=key(jwk=off))
    yield of("a-root-off-the-curve", "weak_key", roots=[*base["roots"], off])
    yield of("a-key-of-31-bytes", "bad_member", people=key(jwk=short))
    yield of("a-key-as-a-list", "bad_member", people=key(jwk=list(off.values())))
    yield of("a-key-of-another-curve", "bad_member", people=key(jwk={**off, "crv": "X25519"}))
    yield of("a-use-twice", "bad_member", people=key(use=["decide", "decide"]))
    yield of("a-person-without-email", "bad_member", people=person(email=...))
    yield of("a-root-twice", "bad_member", roots=[*base["roots"], base["roots"][0]])
    turned = dict(reversed(base["roots"][0].items()))
    yield of("a-root-twice-in-another-order", "bad_member", roots=[*base["roots"], turned])
    yield of("too-many-roots", "bad_member", roots=[jwk(f"many {n}") for n in range(33)])
    yield of("keys-and-vouched", "bad_member", sources=source(vouched=True))
    yield of("keys-and-not-vouched", "bad_member", sources=source(vouched=False))
    yield of("neither-keys-nor-vouched", "bad_member", sources=source(keys=...))
    queue = {**base["queues"][0], "requires": {"approvals": 0}}
    yield of("a-queue-that-asks-for-nobody", "bad_member", queues=[queue])
    yield of("a-threshold-above-the-roots", "bad_member", threshold=4)
    yield of("more-than-thirty-days", "bad_member", expires_at=w.later(days=30))
