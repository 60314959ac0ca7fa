"""Cases over several steps that every verifier must accept: the next roster, its roots, people and keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata.encoding import sha256
from named_keys import jwk, kid, to_bytes
from signed_world import World
from vector_case import Case
from vector_states import read_step, resolve_step, roster_signed, runs, state_case

KEPT = ("root-1", "root-2")


class Alone(World):
    """One person who is the only root: what a workspace for oneself is."""

    roots = ("root-1",)

    def roster_payload(self, **changes: Any) -> dict[str, Any]:
        whole = super().roster_payload()
        people = [each for each in whole["people"] if each["id"] == "ann"]
        sources = [{**whole["sources"][0], "owners": []}]
        mine = {"threshold": 1, "roots": [jwk("root-1")], "people": people, "sources": sources}
        return super().roster_payload(**{**mine, **changes})


def good_rosters(w: World) -> Iterator[Case]:
    yield from _roots(w)
    yield from _people(w)
    yield from _devices(w)
    yield from _machines(w)
    yield from _alone()


def _next(w: World, *signers: str, seq: int = 0, **changes: Any) -> dict[str, Any]:
    signed = roster_signed(w.next_roster(**changes), *(signers or KEPT))
    return w.entry(len(w.standing) + 1 + seq, *signed, at=w.issued)


def _roots(w: World) -> Iterator[Case]:
    proposal, good = w.proposal(), w.approved("ann")

    def read(name: str, *signers: str, **changes: Any) -> Case:
        steps = [
            read_step(w.issued, [_next(w, *signers, **changes)], 2),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ]
        return state_case(name, steps, [proposal])

    yield read("a-roster-by-any-two-of-three-roots", "root-3", "root-2")
    yield read("a-roster-by-all-of-its-roots", "root-1", "root-2", "root-3")
    yield read("a-roster-that-one-root-signed-twice-and-another-once", "root-1", "root-1", "root-2")
    yield read("a-roster-of-exactly-thirty-days", expires_at=w.later(days=29))
    more = [jwk(f"root-{n}") for n in (1, 2, 3, 4)]
    yield read("a-root-that-joins-is-one-of-those-who-sign", "root-1", "root-2", "root-4", roots=more)
    fewer = [jwk("root-1"), jwk("root-2")]
    yield read("a-root-that-leaves-need-not-sign", "root-1", "root-2", roots=fewer)
    yield read("a-threshold-raised-by-as-many-as-it-asks-for", "root-1", "root-2", "root-3", threshold=3)
    yield read("a-threshold-lowered-by-as-many-as-there-were", "root-1", "root-3", threshold=1)
    thirty = [f"many {n}" for n in range(30)]
    crowd = {"roots": [jwk(name) for name in thirty], "threshold": 30}
    yield read("a-rotation-with-as-many-signatures-as-there-may-be", *KEPT, *thirty, **crowd)
    two = w.next_roster()
    three = w.next_roster(version=3, prev=sha256(to_bytes(two)))
    seq = len(w.standing) + 1
    entries = [
        w.entry(seq, *roster_signed(two, *KEPT), at=w.issued),
        w.entry(seq + 1, *roster_signed(three, "root-2", "root-3"), at=w.issued),
    ]
    yield state_case(
        "two-rosters-read-at-once-and-none-is-named",
        [
            read_step(w.issued, entries, 3),
            {"do": "restart"},
            read_step(w.issued, [], 3),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )
    yield state_case(
        "a-roster-that-holds-after-one-that-did-not",
        [
            read_step(
                w.issued,
                [w.entry(seq, *roster_signed(two, "root-1"), at=w.issued)],
                1,
                (seq, "roster_threshold"),
            ),
            read_step(w.issued, [w.entry(seq + 1, *roster_signed(two, *KEPT), at=w.issued)], 2),
            resolve_step(w.issued, good, runs(proposal, "ann")),
        ],
        [proposal],
    )


def _people(w: World) -> Iterator[Case]:
    proposal, verdict = w.proposal(), w.verdict(w.proposal())
    people = w.roster_payload()["people"]
    joined = [*people[:3], {**people[3], "groups": ["support"]}, *people[4:]]
    by_dan = w.resolution(
        "approved", [proposal, verdict, w.decision("dan", "approve", proposal, verdict, roster_version=2)]
    )
    yield state_case(
        "approved-by-who-joined-the-group-and-names-that-roster",
        [
            resolve_step(w.issued, by_dan, {"code": "roster_stale", "leaves": "pending"}),
            read_step(w.issued, [_next(w, people=joined)], 2),
            resolve_step(w.issued, by_dan, runs(proposal, "dan")),
        ],
        [proposal],
    )
    owners = [{**each, "owners": ["bob"]} for each in w.roster_payload()["sources"]]
    yield state_case(
        "approved-by-who-was-an-owner-and-is-none-any-more",
        [
            read_step(w.issued, [_next(w, sources=owners)], 2),
            resolve_step(w.issued, w.approved("olga"), runs(proposal, "olga")),
        ],
        [proposal],
    )
    payments = w.proposal("payments", queue="payments")
    rule = {"groups": ["support", "finance"]}
    one = w.approved(
        "dan", proposal=payments, requires={"approvals": 1, **rule, "friction": "none", "blind": False}
    )
    queues = [
        {each: value for each, value in queue.items() if each != "requires"}
        for queue in w.roster_payload()["queues"]
    ]
    yield state_case(
        "approved-by-one-where-the-queue-asked-for-two-before",
        [
            read_step(w.issued, [_next(w, queues=queues)], 2),
            resolve_step(w.issued, one, runs(payments, "dan")),
        ],
        [payments],
    )
    gone = [each for each in people if each["id"] not in ("bob", "cyd")]
    revoked = [*w.roster_payload()["revoked"], {"kid": kid("bob"), "at": w.issued}]
    yield state_case(
        "approved-by-who-stays-when-others-leave",
        [
            read_step(w.issued, [_next(w, people=gone, revoked=revoked)], 2),
            resolve_step(w.issued, w.approved("ann"), runs(proposal, "ann")),
        ],
        [proposal],
    )


def _devices(w: World) -> Iterator[Case]:
    """People sign with any of their devices, and each of them is one person."""
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    people = w.roster_payload()["people"]
    phone = w.person_key("ann-phone", tier="hardware", use=["decide"])
    both = [{**people[0], "keys": [*people[0]["keys"], phone]}, *people[1:]]
    by_phone = w.decision("ann-phone", "approve", proposal, verdict, roster_version=2)
    by_bob = w.decision("bob", "approve", proposal, verdict)
    two = {"approvals": 2, "groups": [], "friction": "none", "blind": False}
    asked = w.verdict(proposal, requires=two)
    each = [w.decision(key, "approve", proposal, asked) for key in ("ann-phone", "bob")]
    read = read_step(w.issued, [_next(w, people=both)], 2)
    for name, statements, who in (
        ("approved-on-a-second-device", [verdict, by_phone], ("ann",)),
        ("approved-by-two-and-one-on-a-second-device", [asked, *each], ("ann", "bob")),
        (
            "approved-on-two-devices-by-one-person-where-one-is-asked",
            [verdict, by_phone, w.decision("ann", "approve", proposal, verdict)],
            ("ann",),
        ),
        (
            "approved-by-one-on-two-devices-and-by-another",
            [verdict, by_phone, w.decision("ann", "approve", proposal, verdict), by_bob],
            ("ann", "bob"),
        ),
    ):
        resolution = w.resolution("approved", [proposal, *statements])
        yield state_case(name, [read, resolve_step(w.issued, resolution, runs(proposal, *who))], [proposal])
    lost = [*w.roster_payload()["revoked"], {"kid": kid("ann"), "at": w.issued}]
    anew = w.resolution("approved", [proposal, verdict, by_phone])
    old = w.approved("ann")
    yield state_case(
        "approved-again-on-a-new-device-after-the-old-one-was-lost",
        [
            read_step(w.issued, [_next(w, people=both, revoked=lost)], 2),
            resolve_step(w.issued, old, {"code": "key_revoked", "leaves": "pending"}),
            resolve_step(w.issued, anew, runs(proposal, "ann")),
        ],
        [proposal],
    )


def _machines(w: World) -> Iterator[Case]:
    """Sources and gateways change their keys too, and what was signed with the old one still holds."""
    signing = World()
    signing.source = "signing-bot"
    before = signing.proposal(by="signing-bot")
    after = signing.proposal("after", by="signing-bot-new")
    sources = w.roster_payload()["sources"]
    sources[2] = {**sources[2], "keys": [signing.key("signing-bot"), signing.key("signing-bot-new")]}
    rotated = state_case(
        "a-source-that-changed-its-key-between-two-proposals",
        [
            read_step(w.issued, [_next(w, sources=sources)], 2),
            resolve_step(w.issued, signing.approved("ann", proposal=before), runs(before, "ann")),
            resolve_step(w.issued, signing.approved("bob", proposal=after), runs(after, "bob")),
        ],
        [before, after],
    )
    yield {**rotated, "world": "signing"}
    proposal, verdict = w.proposal(), w.verdict(w.proposal())
    statements = [proposal, verdict, w.decision("ann", "approve", proposal, verdict)]
    both = [{"id": "gateway-1", "keys": [w.key("gateway-1"), w.key("gateway-new")]}]
    second = [*w.roster_payload()["gateways"], {"id": "gateway-2", "keys": [w.key("gateway-2")]}]
    for name, gateways, key, iss in (
        ("a-gateway-that-changed-its-key-before-its-receipt", both, "gateway-new", "gateway-1"),
        ("a-receipt-by-another-gateway-than-the-verdict", second, "gateway-2", "gateway-2"),
    ):
        receipt = w.receipt(proposal, statements, by=key, iss=iss, status="approved")
        resolution = w.resolution("approved", statements, receipt=receipt)
        steps = [
            read_step(w.issued, [_next(w, gateways=gateways)], 2),
            resolve_step(w.issued, resolution, runs(proposal, "ann")),
        ]
        yield state_case(name, steps, [proposal])


def _alone() -> Iterator[Case]:
    w = Alone()
    proposal, good = w.proposal(), w.approved("ann")
    renewed = w.next_roster(issued_at=w.issued, expires_at=w.later(days=30))
    seq = len(w.standing) + 1
    alone = state_case(
        "a-workspace-of-one-root-and-one-person-renews-itself",
        [
            resolve_step(w.issued, good, runs(proposal, "ann")),
            read_step(w.issued, [w.entry(seq, *roster_signed(renewed, "root-1"), at=w.issued)], 2),
            resolve_step(
                w.issued, w.approved("ann", proposal=w.proposal("next")), runs(w.proposal("next"), "ann")
            ),
        ],
        [proposal, w.proposal("next")],
    )
    yield {**alone, "world": "alone"}
