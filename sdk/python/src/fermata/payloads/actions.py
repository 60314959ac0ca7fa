"""Proposals and contracts (protocol, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import shapes as s
from . import common as c

_field = s.obj(
    {
        "pointer": s.text,
        "label": s.text,
        "format": s.one_of("text", "money", "id", "date", "instant", "email", "url", "code", "secret"),
    },
    {"currency": s.text, "unit": s.one_of("major", "minor")},
)


def _reversible(value: object) -> None:
    if value is not False:
        s.obj({}, {"within": s.text, "by": s.name})(value)


_term_members: dict[str, s.Check] = {
    "tool": s.name,
    "version": s.integer(1, c.COUNT),
    "title": s.text,
    "description": s.text,
    "input_schema": s.any_object,
    "risk": c.risk,
    "reversible": _reversible,
    "idempotent": s.flag,
    "fields": s.list_of(_field),
    "redact": s.list_of(s.text),
}
_terms = s.obj(_term_members, {"confirm": s.text})

_proposal = s.obj(
    {
        **c.head(jti=s.uuid7),
        "nonce": s.nonce,
        "expires_at": s.time,
        "queue": s.name,
        "kind": s.one_of("action", "question"),
        "allowed": s.list_of(s.one_of(*c.VERBS), least=1),
        "contract": s.either(s.digest, s.obj({"inline": _terms})),
        "deliver": s.obj(
            {"kind": s.one_of("poll", "webhook", "langgraph", "temporal", "step_functions")}, {"url": s.text}
        ),
    },
    {
        "action": c.action,
        "question": s.obj({"text": s.text}, {"answer_schema": s.any_object}),
        "confidence": s.obj(
            {
                "value": s.share,
                "method": s.one_of("self_consistency", "logprob", "verbalized", "classifier"),
            },
            {"samples": s.obj({"agreeing": s.integer(0, c.COUNT), "of": s.integer(1, c.COUNT)})},
        ),
        "reasons": s.list_of(c.said),
        "narration": s.text,
        "context": s.any_object,
        "run": s.any_object,
        "requires": c.wish,
        "supersedes": s.uuid7,
    },
)


def proposal(payload: Mapping[str, Any]) -> None:
    _proposal(payload)
    if payload["kind"] == "action":
        if "action" not in payload or "question" in payload:
            raise s.bad("a proposal of kind action has an action and no question")
    elif "question" not in payload or "action" in payload:
        raise s.bad("a proposal of kind question has a question and no action")
    samples = payload.get("confidence", {}).get("samples")
    if samples and samples["agreeing"] > samples["of"]:
        raise s.bad("more samples agree than there are")
    c.check_life(payload, c.MAX_LIFE)


contract = s.obj({**c.head(), **_term_members}, {"confirm": s.text})
