"""Vector cases about a payload under a good signature, and statements that must be accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata import statement as st
from fermata.compact import take_apart
from fermata.encoding import sha256
from named_keys import payload_of, sign, to_bytes
from signed_world import World
from vector_statements import Case, case


def refused_payloads(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    good = payload_of(w.decision("ann", "approve", proposal, w.verdict(proposal)))
    raw = to_bytes(good)

    def broken(name: str, code: str, payload: bytes) -> Case:
        return case(name, code, st.DECISION, sign(st.DECISION, payload, "ann"), layer="payload")

    def changed(name: str, code: str, **changes: Any) -> Case:
        payload = {member: value for member, value in {**good, **changes}.items() if value is not ...}
        return broken(name, code, to_bytes(payload))

    yield broken("not-utf8", "not_utf8", raw.replace(b'"approve"', b'"appr\xffve"'))
    yield broken("utf-16", "not_utf8", b"\xff\xfe" + raw.decode().encode("utf-16-le"))
    yield broken("byte-order-mark-in-payload", "bad_json", b"\xef\xbb\xbf" + raw)
    yield broken("not-json-at-all", "bad_json", b"approve")
    yield broken("cut-short", "bad_json", raw[:-1])
    yield broken("two-objects", "bad_json", raw + raw)
    yield broken("trailing-comma", "bad_json", raw[:-1] + b",}")
    yield broken("comment", "bad_json", raw[:-1] + b"/* */}")
    yield broken("nan", "bad_json", raw.replace(b'"dwell_ms":4200', b'"dwell_ms":NaN'))
    yield broken("infinity", "bad_json", raw.replace(b'"dwell_ms":4200', b'"dwell_ms":Infinity'))
    yield broken("leading-zero", "bad_json", raw.replace(b'"dwell_ms":4200', b'"dwell_ms":04200'))
    yield broken("control-character", "bad_json", raw.replace(b'"approve"', b'"appro\x01ve"'))
    yield broken("duplicate-member", "duplicate_member", raw[:-1] + b',"decision":"reject"}')
    deep = raw.replace(b'"dwell_ms":4200', b'"dwell_ms":4200,"dwell_ms":1')
    yield broken("duplicate-member-below", "duplicate_member", deep)
    escaped = raw[:-1] + b',"\\u0061ud":"other-bot"}'
    yield broken("duplicate-member-escaped", "duplicate_member", escaped)
    yield broken("unsafe-integer", "unsafe_integer", raw.replace(b":4200", b":9007199254740992"))
    yield broken("unsafe-negative-integer", "unsafe_integer", raw.replace(b":4200", b":-9007199254740992"))
    yield broken("integer-of-many-digits", "unsafe_integer", raw.replace(b":4200", b":" + b"9" * 400))
    yield broken("lone-surrogate", "lone_surrogate", raw.replace(b'"opened":[]', b'"opened":["\\ud800"]'))
    yield broken("lone-low-surrogate", "lone_surrogate", raw.replace(b'"opened":[]', b'"opened":["\\udc00x"]'))
    yield broken("too-deep", "too_deep", raw.replace(b'"opened":[]', b'"opened":' + b"[" * 31 + b"]" * 31))
    yield broken("an-array", "bad_member", b"[]")
    yield broken("a-text", "bad_member", b'"approve"')
    yield changed("unknown-member", "unknown_member", note="please")
    yield changed("unknown-member-below", "unknown_member", saw={**good["saw"], "more": 1})
    yield changed("null-for-absent", "bad_member", prev=None)
    yield changed("missing-member", "bad_member", view=...)
    yield changed("missing-nothing-but-esc", "bad_member", esc=...)
    yield changed("time-without-milliseconds", "bad_member", issued_at="2026-11-23T10:00:00Z")
    yield changed("time-with-offset", "bad_member", issued_at="2026-11-23T10:00:00.000+00:00")
    yield changed("time-that-is-not", "bad_member", issued_at="2026-02-30T10:00:00.000Z")
    yield changed("uuid-of-another-version", "bad_member", esc="01930000-0000-4000-8000-000000000001")
    yield changed("name-in-capitals", "bad_member", aud="Airline-Bot")
    yield changed("verb-unknown", "bad_member", decision="accept")
    yield changed("approve-without-candidate", "bad_member", candidate_sha256=...)
    yield changed("approve-with-arguments", "bad_member", arguments={"order_id": "ORD-1", "amount": "1.00"})
    yield changed("hash-too-short", "bad_member", proposal_sha256="abc")
    yield changed("sequence-zero", "bad_member", seq=0)
    yield changed("first-with-prev", "bad_member", prev=sha256("prev"))
    yield changed("second-without-prev", "bad_member", seq=2)
    yield changed("number-as-text", "bad_member", seq="1")
    yield changed("true-as-number", "bad_member", roster_version=True)
    asked = payload_of(proposal)
    for name, change in (
        ("proposal-short-nonce", {"nonce": "AAAA"}),
        ("proposal-offers-nothing", {"allowed": []}),
        ("proposal-without-contract", {"contract": None}),
        ("proposal-for-more-than-thirty-days", {"expires_at": w.later(days=31)}),
        ("proposal-confidence-above-one", {"confidence": {"value": 1.5, "method": "logprob"}}),
        ("proposal-with-action-and-question", {"question": {"text": "?"}}),
    ):
        statement = sign(st.PROPOSAL, {**asked, **change}, "gateway-1")
        yield case(name, "bad_member", st.PROPOSAL, statement, layer="payload")
    statement = sign(st.PROPOSAL, {**asked, "approved": True}, "gateway-1")
    yield case("proposal-that-approves-itself", "unknown_member", st.PROPOSAL, statement, layer="payload")
    tool = {"tool": "refund.create", "arguments": {}, "approved_by": "ann"}
    statement = sign(st.PROPOSAL, {**asked, "action": tool}, "gateway-1")
    yield case("unknown-member-in-action", "unknown_member", st.PROPOSAL, statement, layer="payload")


def accepted_statements(w: World) -> Iterator[Case]:
    proposal = w.proposal(context={"before": {"goes": [1, 2.5, "x"]}}, run={"id": "r1", "cost_usd": "0.02"})
    verdict = w.verdict(proposal)
    for name, typ, statement in (
        ("a-gateway-vouches-for-a-proposal", st.PROPOSAL, proposal),
        (
            "a-proposal-of-as-many-levels-as-there-may-be",
            st.PROPOSAL,
            w.proposal(context={"before": _nested(30)}),
        ),
        ("a-gateway-tells-its-verdict", st.VERDICT, verdict),
        ("a-person-approves", st.DECISION, w.decision("ann", "approve", proposal, verdict)),
        ("a-person-edits", st.DECISION, w.decision("ann", "edit", proposal, verdict)),
        ("a-person-rejects", st.DECISION, w.decision("bob", "reject", proposal, verdict)),
        (
            "a-person-answers-in-any-script",
            st.DECISION,
            w.decision("bob", "respond", proposal, verdict, answer="はい, 😀 é"),
        ),
        ("a-gateway-tells-how-it-ended", st.RECEIPT, w.receipt(proposal, [proposal], status="approved")),
        (
            "a-gateway-withdraws-for-a-source-without-keys",
            st.NOTE,
            w.note("gateway-1", "withdrawn", {"reason": "late"}, proposal, w.source),
        ),
        ("a-halt-of-everything", st.HALT, w.halt({"all": True})),
    ):
        digest = sha256(take_apart(statement).payload)
        found = case(name, "", typ, statement)
        yield {**found, "expect": {"payload_sha256": digest}}
    # The largest safe integer and a paired surrogate are fine.
    payload = payload_of(w.decision("ann", "approve", proposal, verdict))
    payload["view"]["dwell_ms"] = 2**53 - 1
    raw = to_bytes(payload).replace(b'"opened":[]', b'"opened":["\\ud83d\\ude00"]')
    found = case(
        "the-largest-safe-integer-and-a-paired-surrogate",
        "",
        st.DECISION,
        sign(st.DECISION, raw, "ann"),
        "payload",
    )
    yield {**found, "expect": {"payload_sha256": sha256(raw)}}


def _nested(levels: int) -> Any:
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value
