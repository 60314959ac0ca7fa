"""Cases of the layer `payload` that every verifier must accept: members there and away, bounds, spellings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fermata import statement as st
from named_keys import payload_of, sign, to_bytes, uuid
from signed_world import World
from vector_bounds import COUNT, MAKERS
from vector_good_statements import stands
from vector_statements import Case

LONGEST = 2**53 - 1
TIDE = "9999-12-31T23:59:59.999Z"


def good_payloads(w: World) -> Iterator[Case]:
    yield from _proposals(w)
    yield from _contracts(w)
    yield from _of_people(w)
    yield from _of_gateways(w)
    yield from _json(w)


def _of(w: World, name: str, of: str, /, **members: Any) -> Case:
    """A good statement of this kind with these members in place of its own; `...` takes one away."""
    typ, key, make = MAKERS[of]
    payload = {**payload_of(make(w)), **members}
    return stands(name, typ, sign(typ, _without_gaps(payload), key), "payload")


def _without_gaps(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if value is not ...}


def _proposals(w: World) -> Iterator[Case]:
    everything = {
        "confidence": {"value": 0.75, "method": "self_consistency", "samples": {"agreeing": 3, "of": 4}},
        "reasons": [{"code": "late-delivery", "text": "It came four days late."}],
        "narration": "The *customer* asked twice.",
        "context": {
            "messages": [{"role": "user", "content": "Where is my parcel?"}],
            "evidence": [{"title": "Label", "media_type": "text/plain", "text": "4 days"}],
            "before": {"open": True},
            "after": {"open": False},
            "trace": {"url": "https://traces.example/1"},
            "subject": {
                "system": "crm",
                "type": "customer",
                "id": "C1",
                "name": "Ada",
                "url": "https://crm.example/C1",
            },
        },
        "run": {"id": "r1", "agent": "refund-agent", "model": "m", "step": 3, "attempt": 2, "cost_usd": "0.02"},
        "requires": {"approvals": 2, "friction": "type"},
        "supersedes": uuid("an earlier question"),
        "deliver": {"kind": "webhook", "url": "https://agent.example/hook"},
    }
    yield _of(w, "a-proposal-with-every-member-that-it-may-have", "proposal", **everything)
    for kind in ("langgraph", "temporal", "step_functions"):
        yield _of(w, f"a-proposal-delivered-by-{kind}", "proposal", deliver={"kind": kind})
    yield _of(w, "a-proposal-that-wishes-only-for-friction", "proposal", requires={"friction": "hold"})
    yield _of(w, "a-proposal-that-wishes-for-nothing", "proposal", requires={})
    for value, method in ((1, "classifier"), (0, "verbalized")):
        said = {"value": value, "method": method}
        yield _of(w, f"a-proposal-whose-confidence-is-exactly-{value}", "proposal", confidence=said)
    agreed = {"value": 0.5, "method": "logprob", "samples": {"agreeing": COUNT, "of": COUNT}}
    yield _of(w, "a-proposal-whose-samples-all-agree", "proposal", confidence=agreed)
    yield _of(w, "a-proposal-that-lives-exactly-thirty-days", "proposal", expires_at=w.later(days=30))
    yield _of(w, "a-proposal-for-a-queue-with-the-longest-name", "proposal", queue="q" * 64)
    yield _of(w, "a-proposal-for-a-queue-with-the-shortest-name", "proposal", queue="7")
    yield _of(w, "a-proposal-that-offers-only-to-reject", "proposal", allowed=["reject"])
    yield _of(w, "a-proposal-without-arguments", "proposal", action={"tool": "a._-9", "arguments": {}})
    yield _of(
        w,
        "a-question-about-an-earlier-question-with-a-schema-for-its-answer",
        "proposal",
        kind="question",
        action=...,
        question={"text": "Which one?", "answer_schema": {"enum": [1, None, {"a": []}]}},
        supersedes=uuid("an earlier question"),
    )


def _contracts(w: World) -> Iterator[Case]:
    terms = w.inline("refund.create")["inline"]
    yield _of(w, "a-proposal-that-brings-its-contract", "proposal", contract={"inline": terms})
    with_confirm = {"inline": {**terms, "confirm": "/amount", "reversible": {"by": "refund.undo"}}}
    yield _of(w, "a-brought-contract-that-asks-to-type-a-value", "proposal", contract=with_confirm)
    yield _of(w, "a-contract-that-can-be-undone-nobody-knows-how", "contract", reversible={})
    yield _of(w, "a-contract-without-a-field", "contract", fields=[], title="Note it", redact=[])
    formats = "text money id date instant email url code secret".split()
    fields = [{"pointer": f"/{each}", "label": each, "format": each, "unit": "minor"} for each in formats]
    yield _of(w, "a-contract-with-a-field-of-every-format", "contract", fields=fields)
    yield _of(w, "a-contract-of-the-last-version", "contract", version=COUNT, risk="critical")
    yield _of(w, "a-policy-of-no-files", "policy", files=[], version=COUNT)


def _of_people(w: World) -> Iterator[Case]:
    yield _of(
        w,
        "a-decision-far-along-in-its-chain",
        "decision",
        seq=LONGEST,
        prev=payload_of(w.verdict(w.proposal()))["policy_sha256"],
    )
    saw = {"n": 0, "head": payload_of(w.proposal())["jti"]}
    yield _of(w, "a-decision-that-saw-no-entry-yet", "decision", saw=saw)
    saw = {"n": LONGEST, "head": payload_of(MAKERS["decision"][2](w))["proposal_sha256"]}
    yield _of(w, "a-decision-under-the-last-roster", "decision", saw=saw, roster_version=LONGEST)
    view = {"dwell_ms": 0, "opened": ["evidence", "diff"], "uninspectable": ["/photo"], "v": 1}
    digest = payload_of(MAKERS["decision"][2](w))["view"]["sha256"]
    turned = {**view, "sha256": digest}
    yield _of(w, "a-decision-whose-view-has-its-members-in-another-order", "decision", view=turned)
    yield _of(w, "a-reject-without-a-message", "reject", reason={"code": "other"})
    for kind, body in (
        ("claimed", {"lease_s": 1}),
        ("released", {}),
        ("assigned", {"to": "bob"}),
        ("asked", {"to": "agent", "text": "Is it the same customer?"}),
        ("extended", {"due": w.later(hours=4)}),
        ("revealed", {"pointer": "/card/number"}),
        ("withdrawn", {"reason": ""}),
    ):
        yield _of(w, f"a-note-that-says-{kind}", "note", type=kind, body=body)
    for name, scope in (
        ("queue", {"queue": "refunds"}),
        ("agent-of-any-name", {"agent": "Ägent „7“ \u202e 🛑"}),
        ("escalation-that-nobody-proposed", {"esc": uuid("not proposed")}),
    ):
        yield _of(w, f"a-halt-of-a-{name}", "halt", scope=scope)
    by_bob = w.halt({"esc": payload_of(w.proposal())["jti"]}, by="bob")
    yield stands("a-halt-of-one-escalation-without-the-right-to-halt-more", st.HALT, by_bob, "payload")
    lift = {"says": "lift", "lifts": uuid("derived", version=8)}
    yield _of(w, "a-lift-of-a-halt-with-a-derived-id", "halt", **lift)
    by_key = sign(
        st.SESSION, {**w.head("session of a key", "ann"), "expires_at": w.later(minutes=5)}, "ann-session"
    )
    yield stands("a-session-of-a-key-that-is-for-sessions-alone", st.SESSION, by_key, "payload")
    for who in ("signing-bot", "gateway-1"):
        session = sign(st.SESSION, {**w.head(f"session of {who}", who), "expires_at": w.later(minutes=1)}, who)
        yield stands(f"a-session-of-{who}", st.SESSION, session, "payload")


def _of_gateways(w: World) -> Iterator[Case]:
    requires = {"approvals": COUNT, "groups": ["a", "b"], "friction": "type", "blind": True}
    yield _of(w, "a-verdict-that-asks-for-more-people-than-there-are", "verdict", requires=requires)
    yield _of(w, "a-verdict-due-when-the-proposal-ends", "verdict", due=w.later(hours=4), reasons=[])
    yield _of(w, "a-verdict-with-a-derived-id", "verdict", jti=uuid("derived verdict", version=8))
    for says in ("attempted", "expired"):
        told = {"says": says, "status": ..., "jti": uuid(says, version=8)}
        yield _of(w, f"a-receipt-that-says-{says}", "receipt", **told, detail="the second time")
    yield _of(
        w, "a-receipt-over-nothing-yet", "receipt", statements=[], n=0, head=payload_of(w.proposal())["jti"]
    )
    for status in ("refused", "executed", "failed", "compensated", "unknown"):
        yield _of(w, f"an-outcome-that-says-{status}", "outcome", status=status)
    candidate = payload_of(w.verdict(w.proposal()))["candidate_sha256"]
    everything = {
        "candidate_sha256": candidate,
        "code": "E-17",
        "action": {"tool": "refund.create", "arguments": {"amount": "1.00"}},
        "started_at": w.later(seconds=1),
        "ended_at": w.later(seconds=2),
        "external_id": "re_1",
        "error": "cut off\nhalf way",
        "attempt": COUNT,
    }
    yield _of(w, "an-outcome-with-every-member-that-it-may-have", "outcome", **everything)


def _json(w: World) -> Iterator[Case]:
    """The same document, written otherwise; and values at the edges of JSON."""
    raw = to_bytes(payload_of(MAKERS["decision"][2](w)))

    def written(name: str, old: bytes, new: bytes) -> Case:
        assert old in raw
        return stands(name, st.DECISION, sign(st.DECISION, raw.replace(old, new), "ann"), "payload")

    yield written("a-payload-with-white-space-between-its-members", b',"', b' \t\r\n, "')
    yield written("a-member-whose-name-is-written-in-escapes", b'"decision"', b'"\\u0064e\\u0063ision"')
    yield written("a-word-that-is-written-in-escapes", b'"approve"', b'"\\u0061pprove"')
    yield written("a-slash-that-is-escaped", b'"opened":[]', b'"opened":["\\/a\\/b"]')
    yield written("a-text-with-every-short-escape", b'"opened":[]', b'"opened":["\\"\\\\\\b\\f\\n\\r\\t"]')
    yield written("a-text-with-a-character-of-code-zero", b'"opened":[]', b'"opened":["a\\u0000b"]')
    marks = "\u2028\u2029\u200f\u202e\ufeffe\u0301 👩‍👩‍👧 𐍈".encode()
    yield written("a-text-with-marks-that-nobody-sees", b'"opened":[]', b'"opened":["' + marks + b'"]')
    yield _of(w, "a-leap-day", "decision", issued_at="2028-02-29T23:59:59.999Z")
    yield _of(w, "the-last-time-of-all", "decision", issued_at=TIDE)
    context = payload_of(w.proposal(context={"before": 0}))
    document = to_bytes(context)

    def foreign(name: str, fragment: bytes) -> Case:
        with_it = document.replace(b'"before":0', b'"before":' + fragment)
        return stands(name, st.PROPOSAL, sign(st.PROPOSAL, with_it, "gateway-1"), "payload")

    yield foreign("the-smallest-safe-integer", b"-9007199254740991")
    yield foreign("an-integer-in-exponents-that-is-just-safe", b"[9.007199254740991e15,90071992547409.91E+2]")
    yield foreign("numbers-of-every-spelling", b"[0,-0,0.0,-0.5,1e2,1E-2,1.5e+3,0e99,5e-324,4.9e-400]")
    yield foreign(
        "members-named-like-what-objects-inherit", b'{"__proto__":{"a":1},"constructor":1,"toString":{}}'
    )
    composed = b'{"\xc3\xa9":1,"e\xcc\x81":2,"E":3,"e":4,"":5}'
    yield foreign("members-whose-names-only-look-alike", composed)
    yield foreign("an-object-of-the-last-level", b'{"a":' * 29 + b"{}" + b"}" * 29)
    yield foreign("two-objects-with-the-same-member", b'[{"a":1},{"a":1},{"a":{"a":1}}]')
