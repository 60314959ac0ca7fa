"""Vector cases about forms and bounds: objects and words as the protocol writes them, numbers, lists, ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fermata import statement as st
from fermata.compact import take_apart
from fermata.encoding import sha256
from named_keys import payload_of, sign, to_bytes, uuid
from signed_world import World
from vector_statements import Case, case

COUNT = 2**32 - 1
MAKERS: dict[str, tuple[str, str, Callable[[World], str]]] = {
    "proposal": (st.PROPOSAL, "gateway-1", lambda w: w.proposal()),
    "verdict": (st.VERDICT, "gateway-1", lambda w: w.verdict(w.proposal())),
    "decision": (st.DECISION, "ann", lambda w: _decision(w, "approve")),
    "reject": (st.DECISION, "ann", lambda w: _decision(w, "reject")),
    "note": (st.NOTE, "bob", lambda w: w.note("bob", "claimed", {"lease_s": 900}, w.proposal())),
    "receipt": (st.RECEIPT, "gateway-1", lambda w: w.receipt(w.proposal(), [w.proposal()], status="approved")),
    "contract": (st.CONTRACT, "ann", lambda w: w.contracts["order.note"]),
    "policy": (st.POLICY, "ann", lambda w: w.policy),
    "halt": (st.HALT, "dan", lambda w: w.halt({"all": True})),
    "outcome": (st.OUTCOME, "gateway-1", lambda w: _outcome(w)),
    "session": (st.SESSION, "ann", lambda w: _session(w)),
}
Path = tuple[str, ...]


def _decision(w: World, verb: str) -> str:
    proposal = w.proposal()
    return w.decision("ann", verb, proposal, w.verdict(proposal))


def _outcome(w: World) -> str:
    payload = {
        **w.about("outcome", w.source, w.proposal()),
        "proposal_sha256": sha256(w.proposal()),
        "status": "accepted",
        "attempt": 1,
    }
    return sign(st.OUTCOME, payload, "gateway-1")


def _session(w: World) -> str:
    return sign(st.SESSION, {**w.head("session", "ann"), "expires_at": w.later(minutes=5)}, "ann")


def changed(w: World, of: str, path: Path, value: Any) -> str:
    """The statement with one member set, or taken away by `...`."""
    typ, key, make = MAKERS[of]
    payload: Any = payload_of(make(w))
    at = payload
    for step in path[:-1]:
        at = at.setdefault(step, {})
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return sign(typ, payload, key)


def refused_bounds(w: World) -> Iterator[Case]:
    def of(name: str, kind: str, path: Path, value: Any, code: str = "bad_member") -> Case:
        statement = changed(w, kind, path, value)
        return case(name, code, MAKERS[kind][0], statement, layer="payload")

    for kind, (typ, key, make) in MAKERS.items():
        payload = payload_of(make(w))
        as_list = sign(typ, to_bytes(list(payload.values())), key)
        yield case(f"{kind}-as-a-list", "bad_member", typ, as_list, layer="payload")
    decision = payload_of(MAKERS["decision"][2](w))
    proposal = payload_of(w.proposal())
    for member in ("view", "saw"):
        yield of(f"{member}-as-a-list", "decision", (member,), list(decision[member].values()))
    yield of("reason-as-a-list", "reject", ("reason",), ["wrong-amount"])
    yield of("action-as-a-list", "proposal", ("action",), list(proposal["action"].values()))
    yield of("deliver-as-a-list", "proposal", ("deliver",), ["poll"])
    yield of("inline-contract-as-a-list", "proposal", ("contract",), list(w.inline("order.note").values()))
    yield of("inline-terms-as-a-list", "proposal", ("contract",), {"inline": ["order.note"]})
    yield of("requires-as-a-list", "verdict", ("requires",), [1, [], "none", False])
    yield of("body-as-a-list", "note", ("body",), [900])
    yield of("scope-as-a-text", "halt", ("scope",), "all")
    yield of("scope-as-a-list", "halt", ("scope",), [True])
    yield of("scope-of-nothing", "halt", ("scope",), {})
    yield of("scope-of-two", "halt", ("scope",), {"all": True, "queue": "refunds"})
    yield of("scope-that-is-unknown", "halt", ("scope",), {"team": "refunds"}, "unknown_member")
    yield of("scope-that-is-false", "halt", ("scope",), {"all": False})
    yield of(
        "inline-terms-with-an-unknown-member", "proposal", ("contract",), {"inline": {"x": 1}}, "unknown_member"
    )
    for kind, member in (
        ("decision", "decision"),
        ("verdict", "verdict"),
        ("verdict", "risk"),
        ("note", "type"),
        ("receipt", "says"),
        ("receipt", "status"),
        ("halt", "says"),
        ("outcome", "status"),
        ("proposal", "kind"),
        ("contract", "risk"),
    ):
        word = payload_of(MAKERS[kind][2](w))[member]
        yield of(f"{kind}-{member}-as-an-object", kind, (member,), {word: None})
    yield of("body-of-another-type", "note", ("body",), {"text": "Looking."})
    yield of("body-with-an-unknown-member", "note", ("body",), {"lease_s": 1, "x": 1}, "unknown_member")
    yield from _numbers(of)
    yield from _lists_and_ids(w, of)
    raw = to_bytes(decision).replace(b'"dwell_ms":4200', b'"dwell_ms":-0')
    yield case("dwell-of-minus-zero", "bad_member", st.DECISION, sign(st.DECISION, raw, "ann"), layer="payload")
    for name, code, fault in (
        ("a-bad-member-before-an-unknown-one", "bad_member", {"aud": 1, "x": 1}),
        ("an-unknown-member-before-a-bad-one", "unknown_member", {"x": 1, "iss": 1}),
        ("an-unknown-member-below-before-a-bad-one", "unknown_member", {"view": {"x": 1}, "seq": "1"}),
    ):
        rest = {member: value for member, value in decision.items() if member not in fault}
        yield case(name, code, st.DECISION, sign(st.DECISION, {**fault, **rest}, "ann"), layer="payload")
    for name, code, fragment in (
        ("a-lone-surrogate-before-a-duplicate", "lone_surrogate", b'{"a":"\\ud800","a":1}'),
        ("a-duplicate-before-too-deep", "duplicate_member", b'{"a":1,"a":' + b"[" * 33 + b"]" * 33 + b"}"),
        ("too-deep-before-a-cut", "too_deep", b"[" * 40),
        ("a-cut-word-before-too-deep", "bad_json", b"tru" + b"[" * 40),
        ("an-unsafe-integer-before-a-cut", "unsafe_integer", b"[9007199254740992,"),
    ):
        raw = to_bytes(proposal)[:-1] + b',"context":' + fragment + b"}"
        yield case(name, code, st.PROPOSAL, sign(st.PROPOSAL, raw, "gateway-1"), layer="payload")


def _numbers(of: Callable[..., Case]) -> Iterator[Case]:
    for kind, path, bad in (
        ("decision", ("view", "v"), (0, COUNT + 1, 1.5)),
        ("decision", ("view", "dwell_ms"), (-1, 1.5)),
        ("decision", ("roster_version",), (0,)),
        ("decision", ("saw", "n"), (-1,)),
        ("verdict", ("requires", "approvals"), (-1, COUNT + 1)),
        ("proposal", ("requires", "approvals"), (0, COUNT + 1)),
        ("note", ("body", "lease_s"), (0, 901)),
        ("outcome", ("attempt",), (0, COUNT + 1)),
        ("contract", ("version",), (0, COUNT + 1)),
        ("policy", ("version",), (0, COUNT + 1)),
        ("receipt", ("n",), (-1,)),
    ):
        for value in bad:
            yield of(f"{kind}-{'-'.join(path)}-is-{value}", kind, path, value)
    samples = {"value": 0.5, "method": "self_consistency", "samples": {"agreeing": 0, "of": 0}}
    yield of("confidence-of-no-samples", "proposal", ("confidence",), samples)


def _lists_and_ids(w: World, of: Callable[..., Case]) -> Iterator[Case]:
    for kind, path, item in (
        ("decision", ("view", "opened"), "a"),
        ("proposal", ("allowed",), "edit"),
        ("contract", ("redact",), "/a"),
    ):
        yield of(f"{kind}-{path[-1]}-too-long", kind, path, [item] * 10_001)
    for variant in "0c":
        yield of(
            f"id-of-variant-{variant}", "decision", ("jti",), f"0193588a-9c00-7abc-{variant}abc-0123456789ab"
        )
    yield of("proposal-with-a-derived-id", "proposal", ("jti",), uuid("derived", version=8))
    yield of("year-zero", "decision", ("issued_at",), "0000-01-01T00:00:00.000Z")
    yield of("verdict-without-the-policy", "verdict", ("policy_sha256",), ...)
    yield of("lift-without-a-halt", "halt", ("says",), "lift")
    yield of(
        "session-of-more-than-five-minutes", "session", ("expires_at",), w.later(minutes=5, milliseconds=1)
    )


def accepted_bounds(w: World) -> Iterator[Case]:
    def of(name: str, kind: str, path: Path, value: Any) -> Case:
        statement = changed(w, kind, path, value)
        digest = sha256(take_apart(statement).payload)
        return {
            **case(name, "", MAKERS[kind][0], statement, "payload"),
            "expect": {"payload_sha256": digest},
        }

    yield of("a-view-of-the-last-version", "decision", ("view", "v"), COUNT)
    yield of("a-verdict-that-asks-for-nobody", "verdict", ("requires", "approvals"), 0)
    yield of("a-list-of-ten-thousand", "decision", ("view", "opened"), ["a"] * 10_000)
    yield of("the-first-time-of-all", "decision", ("issued_at",), "0001-01-01T00:00:00.000Z")
    yield of("an-outcome-of-a-second-attempt", "outcome", ("attempt",), 2)
    yield of("a-session-of-exactly-five-minutes", "session", ("iss",), "ann")
    # Other people's JSON: nothing in it is Fermata's to refuse.
    for name, context in (
        (
            "a-context-with-more-about-its-subject",
            {"subject": {"system": "crm", "type": "customer", "id": "C1", "tier": "gold"}},
        ),
        ("a-context-whose-subject-is-a-text", {"subject": "C1"}),
        ("a-context-whose-messages-are-a-text", {"messages": "Hello"}),
        ("a-context-whose-evidence-says-more", {"evidence": [{"title": "Bill", "pages": 2, "x": None}, 7]}),
        ("a-context-whose-evidence-is-an-object", {"evidence": {"bill": None}}),
        ("a-context-of-nothing-but-null", {"before": None, "trace": None, "subject": None}),
    ):
        yield of(name, "proposal", ("context",), context)
