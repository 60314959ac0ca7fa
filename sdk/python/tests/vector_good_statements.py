"""Cases of the layer `statement` that every verifier must accept: keys at their edges, who may sign, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fermata import statement as st
from fermata.compact import take_apart
from fermata.encoding import sha256
from fermata.payloads import size_cap
from named_keys import payload_of, sign
from signed_world import World
from vector_bounds import MAKERS
from vector_statements import Case, case


def stands(name: str, typ: str, statement: str, layer: str = "statement", **changes: Any) -> Case:
    """A case about one statement that holds."""
    expect = {"payload_sha256": sha256(take_apart(statement).payload)}
    return {**case(name, "", typ, shortened(statement), layer), "expect": expect, **changes}


def shortened(statement: str) -> Any:
    """The same as what it repeats, where it is long: `eHh4` is `xxx`."""
    found = max(re.finditer("(?:eHh4)+", statement), key=lambda run: len(run[0]), default=None)
    if found is None or len(found[0]) < 1024:
        return statement
    before, after = statement[: found.start()], statement[found.end() :]
    return {"before": before, "repeat": "eHh4", "times": len(found[0]) // 4, "after": after}


def good_statements(w: World) -> Iterator[Case]:
    yield from _keys(w)
    yield from _signers(w)
    yield from _sizes(w)


def _keys(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    verdict = w.verdict(proposal)

    def by(name: str, key: str, now: str, **changes: Any) -> Case:
        decision = w.decision(key, "approve", proposal, verdict, **changes)
        return stands(name, st.DECISION, decision, now=now)

    yield by("a-key-signs-from-its-first-millisecond-on", "ann-next", w.later(days=1))
    yield by("a-key-signs-to-its-last-millisecond", "ann-old", w.later(days=-1, milliseconds=-1))
    yield stands(
        "a-gateways-key-signs-to-its-last-millisecond",
        st.VERDICT,
        verdict,
        now=w.later(days=100, milliseconds=-1),
    )
    claimed = w.later(days=-200)
    yield by("the-time-that-a-statement-claims-is-no-time-of-its-key", "ann", w.issued, issued_at=claimed)
    yield by(
        "a-statement-that-claims-to-be-of-tomorrow-has-a-good-key", "ann", w.issued, issued_at=w.later(days=1)
    )


def _signers(w: World) -> Iterator[Case]:
    """Every kind of statement, by each who may sign it."""
    signing = World()
    signing.source = "signing-bot"
    own = signing.proposal(by="signing-bot")
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    outcome = {
        **w.about("outcome of its own", "signing-bot", own),
        "proposal_sha256": sha256(own),
        "status": "refused",
        "code": "schema_violation",
        "attempt": 1,
    }
    withdrawn = {
        **w.about("note of its own", "signing-bot", own),
        "type": "withdrawn",
        "body": {"reason": "late"},
    }
    for name, typ, statement in (
        ("a-source-proposes-with-a-key-of-its-own", st.PROPOSAL, own),
        (
            "a-source-tells-an-outcome-with-a-key-of-its-own",
            st.OUTCOME,
            sign(st.OUTCOME, outcome, "signing-bot"),
        ),
        ("a-source-withdraws-with-a-key-of-its-own", st.NOTE, sign(st.NOTE, withdrawn, "signing-bot")),
        ("a-gateway-tells-an-outcome-for-a-source-without-keys", st.OUTCOME, MAKERS["outcome"][2](w)),
        ("a-reviewer-comments", st.NOTE, w.note("bob", "commented", {"text": "Looking at it."}, proposal)),
        ("a-gateway-tells-what-it-recorded", st.RECEIPT, w.receipt(proposal, [proposal], says="recorded")),
        ("a-contract-by-who-has-the-right", st.CONTRACT, w.contracts["fare.override"]),
        ("a-policy-by-who-has-the-right", st.POLICY, w.policy),
        ("a-halt-of-a-source", st.HALT, w.halt({"source": w.source})),
        (
            "a-lift-by-another-than-who-halted",
            st.HALT,
            w.halt({"source": w.source}, by="ann", says="lift", lifts=payload_of(w.halt({"all": True}))["jti"]),
        ),
        ("an-owner-decides-what-is-not-theirs", st.DECISION, w.decision("olga", "approve", proposal, verdict)),
        (
            "a-verdict-over-an-inline-contract-names-no-contract",
            st.VERDICT,
            w.verdict(w.proposal("inline", contract=w.inline("refund.create")), risk="high"),
        ),
    ):
        yield stands(name, typ, statement)


def _sizes(w: World) -> Iterator[Case]:
    """As long as it may be, to the character."""
    proposal = w.proposal()
    note = w.note("bob", "commented", {"text": ""}, proposal)
    decision = w.decision("ann", "respond", proposal, w.verdict(proposal))
    note = w.note("bob", "commented", {"text": ""}, proposal)
    for name, typ, key, statement, member in (
        ("a-proposal-of-the-largest-size", st.PROPOSAL, "gateway-1", proposal, "narration"),
        ("a-decision-of-the-largest-size", st.DECISION, "ann", decision, "answer"),
        ("a-note-of-the-largest-size", st.NOTE, "bob", note, "body"),
        ("a-contract-of-the-largest-size", st.CONTRACT, "ann", w.contracts["order.note"], "description"),
    ):
        yield stands(name, typ, _filled(typ, key, payload_of(statement), member))


def _filled(typ: str, key: str, payload: dict[str, Any], member: str) -> str:
    def of(length: int) -> str:
        text = "x" * length
        return sign(typ, {**payload, member: {"text": text} if member == "body" else text}, key)

    # Three bytes are four characters; from a guess below, a step or two reach the cap.
    length = (size_cap(typ) - len(of(0))) * 3 // 4
    while len(of(length + 1)) <= size_cap(typ):
        length += 1
    # Base64 has no text of one character more than a multiple of four, so 32 KiB themselves are never met.
    assert size_cap(typ) - len(of(length)) <= 1
    return of(length)
