"""Cases of resolutions that every verifier must accept: each closed status, answers, and how one is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fermata import statement as st
from fermata.encoding import sha256
from named_keys import sign, uuid
from signed_world import World
from vector_accepted import ANSWER, REASON
from vector_case import Case, ended, pending_row, runs


def good_endings(w: World) -> Iterator[Case]:
    yield from _closed(w)
    yield from _after_an_edit(w)
    yield from _answers(w)
    yield from _written(w)


def _closed(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    note = w.note("gateway-1", "withdrawn", {"reason": "late"}, proposal, iss=w.source)
    withdrawn = w.resolution("withdrawn", [proposal, verdict, note])
    yield ended(w, "withdrawn-while-everything-is-halted", withdrawn, "withdrawn", world="halted-all")
    expired = w.receipt(proposal, [proposal, verdict], says="expired", jti=uuid("expired", version=8))
    closing = w.resolution("expired", [proposal, verdict, expired])
    yield ended(w, "expired-while-everything-is-halted", closing, "expired", world="halted-all")
    denied = w.resolution("denied", [proposal, w.verdict(proposal, "deny", reasons=[])])
    yield ended(w, "denied-while-everything-is-halted", denied, "denied", world="halted-all")
    inline = w.proposal("denied", contract=w.inline("fare.override"))
    denied = w.resolution("denied", [inline, w.verdict(inline, "deny", risk="critical")])
    yield ended(w, "denied-with-a-contract-that-it-brought", denied, "denied")
    two = {"approvals": 2, "groups": ["support"], "friction": "hold", "blind": True}
    asked = w.verdict(proposal, requires=two)
    no = w.resolution("rejected", [proposal, asked, w.decision("bob", "reject", proposal, asked)])
    yield ended(w, "one-no-is-enough-where-two-would-have-to-approve", no, "rejected", "bob", expect=REASON)
    turned = w.decision("ann", "reject", proposal, verdict, seq=2, prev=sha256("the approval before"))
    no = w.resolution("rejected", [proposal, verdict, turned])
    yield ended(w, "rejected-by-who-had-approved", no, "rejected", "ann", expect=REASON)
    bare = w.closed("bob", "reject", reason={"code": "other"})
    yield ended(w, "rejected-without-a-message", bare, "rejected", "bob", expect={"reason": {"code": "other"}})
    gone = w.closed("bob", "reject", verdict_sha256=sha256("a verdict over an edit that is gone"))
    yield ended(w, "rejected-under-a-verdict-that-is-no-longer-there", gone, "rejected", "bob", expect=REASON)
    only = w.closed("bob", "reject", proposal=w.proposal("only reject", allowed=["reject"]))
    yield ended(w, "rejected-where-nothing-else-is-offered", only, "rejected", "bob", expect=REASON)
    unheld = w.proposal("rejected unheld", contract=sha256("contract that nobody published"))
    high = w.closed("bob", "reject", proposal=unheld)
    yield ended(w, "rejected-under-a-contract-that-is-not-here", high, "rejected", "bob", expect=REASON)
    signing = World()
    signing.source = "signing-bot"
    own = signing.proposal(by="signing-bot")
    said = {**signing.about("withdrawn", "signing-bot", own), "type": "withdrawn", "body": {"reason": "late"}}
    taken = signing.resolution("withdrawn", [own, signing.verdict(own), sign(st.NOTE, said, "signing-bot")])
    yield ended(w, "withdrawn-by-a-source-with-a-key-of-its-own", taken, "withdrawn", world="signing")


def _after_an_edit(w: World) -> Iterator[Case]:
    """Somebody edited, and it ended otherwise: the verdict over the edit stands beside."""
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    edit = w.decision("ann", "edit", proposal, verdict)
    over = w.verdict(proposal, candidate=edit)
    note = w.note("gateway-1", "withdrawn", {"reason": "late"}, proposal, iss=w.source)
    expired = w.receipt(proposal, [proposal, verdict, over], says="expired")
    answer = {"expect": {"answer": ANSWER}}
    for status, closing, people, more in (
        ("rejected", w.decision("bob", "reject", proposal, over), ("bob",), {"expect": REASON}),
        ("responded", w.decision("bob", "respond", proposal, over), ("bob",), answer),
        ("withdrawn", note, (), {}),
        ("expired", expired, (), {}),
    ):
        resolution = w.resolution(status, [proposal, verdict, over, closing])
        yield ended(w, f"{status}-after-an-edit", resolution, status, *people, **more)


def _answers(w: World) -> Iterator[Case]:
    lines = {"type": "string", "pattern": "^\\p{Lu}[^\\n]*$", "maxLength": 4}
    for name, schema, answer in (
        ("in-any-words-where-no-schema-is", None, '{"a": 1, "a": NaN'),
        ("that-says-nothing-where-no-schema-is", None, ""),
        ("whose-format-is-an-annotation", {"type": "string", "format": "email"}, '"nobody"'),
        ("that-is-a-decimal-multiple", {"type": "number", "multipleOf": 0.01}, "19.99"),
        ("that-is-an-integer-in-exponents", {"type": "integer"}, "1.20e1"),
        ("that-counts-characters-and-not-units", lines, '"Ö😀😀😀"'),
        ("that-is-equal-as-json", {"const": {"a": 1, "b": [1.0]}}, '{"b":[1],"a":1.0}'),
        ("that-is-null", {"type": ["null", "object"]}, " null\n"),
        ("under-a-schema-that-refers-into-itself", {"$ref": "#/$defs/a", "$defs": {"a": {"enum": [1]}}}, "1"),
        ("under-a-schema-that-takes-everything", {}, '{"__proto__": []}'),
    ):
        asked = {"text": "Which?"} if schema is None else {"text": "Which?", "answer_schema": schema}
        question = w.proposal(name, kind="question", action=None, question=asked, allowed=["respond"])
        closed = w.closed("ann", "respond", proposal=question, answer=answer)
        yield ended(w, f"an-answer-{name}", closed, "responded", "ann", expect={"answer": answer})
    question = {"kind": "question", "action": None, "question": {"text": "Which?"}}
    rejected = w.closed("bob", "reject", proposal=w.proposal("rejected question", **question))
    yield ended(w, "a-question-that-is-rejected", rejected, "rejected", "bob", expect=REASON)
    again = w.proposal("asked again", supersedes=uuid("an earlier question"))
    yield runs(
        w, "an-action-in-place-of-an-earlier-question", w.approved("ann", proposal=again), "approved", "ann"
    )


def _written(w: World) -> Iterator[Case]:
    """A resolution is read as JSON: only the statements in it are bytes that somebody signed."""
    good = json.loads(w.approved("ann", "bob"))

    def of(name: str, resolution: str, **changes: Any) -> Case:
        return runs(w, name, resolution, "approved", "ann", "bob", **changes)

    yield of("a-resolution-with-white-space", json.dumps(good, indent=2) + "\n")
    yield of("a-resolution-with-its-members-in-another-order", json.dumps(dict(reversed(good.items()))))
    yield of("a-resolution-written-in-escapes", json.dumps(good).replace("approved", "\\u0061pproved"))
    proposal, verdict, *approvals = good["statements"]
    shuffled = [proposal, *reversed(approvals), verdict]
    yield of("approvals-that-stand-before-the-verdict", json.dumps({**good, "statements": shuffled}))
    statements = good["statements"]
    receipt = w.receipt(proposal, statements[::-1], status="approved")
    yield of("a-receipt-that-lists-the-statements-in-another-order", json.dumps({**good, "receipt": receipt}))
    twice = w.receipt(proposal, statements[::-1] + statements, status="approved", n=9, detail="again")
    yield of("a-receipt-that-lists-a-statement-twice", json.dumps({**good, "receipt": twice}))
    other = w.proposal("waits as well")
    both = [pending_row(other), pending_row(proposal)]
    yield of("one-of-two-that-wait", json.dumps(good), pending=both)
    ended_before = [pending_row(other, "closed"), pending_row(proposal)]
    yield of("one-that-waits-where-another-has-ended", json.dumps(good), pending=ended_before)
