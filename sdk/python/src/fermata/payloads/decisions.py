"""Decisions, verdicts, notes, halts, outcomes, receipts and sessions (protocol, section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from .. import shapes as s
from . import common as c

_decision = s.obj(
    {
        **c.about,
        "aud": s.name,
        "expires_at": s.time,
        "proposal_sha256": s.digest,
        "decision": s.one_of(*c.VERBS),
        "view": s.obj(
            {
                "v": s.integer(1, c.COUNT),
                "sha256": s.digest,
                "uninspectable": s.list_of(s.text),
                "opened": s.list_of(s.text),
                "dwell_ms": s.integer(),
            }
        ),
        "verdict_sha256": s.digest,
        "roster_version": s.integer(1),
        "saw": s.obj({"n": s.integer(), "head": c.head_of_chain}),
        "seq": s.integer(1),
    },
    {
        "candidate_sha256": s.digest,
        "arguments": s.any_object,
        "reason": s.obj({"code": s.text}, {"message": s.text}),
        "answer": s.text,
        "prev": s.digest,
    },
)
_of_verb = {"approve": "candidate_sha256", "edit": "arguments", "reject": "reason", "respond": "answer"}


def decision(payload: Mapping[str, Any]) -> None:
    _decision(payload)
    for verb, member in _of_verb.items():
        if (member in payload) != (verb == payload["decision"]):
            raise s.bad(f"{member!r} stands in exactly the decisions that {verb}")
    if ("prev" in payload) == (payload["seq"] == 1):
        raise s.bad("'prev' stands in every decision of a key but its first")


verdict = s.obj(
    {
        **c.about,
        "proposal_sha256": s.digest,
        "candidate_sha256": s.digest,
        "verdict": s.one_of("allow", "escalate", "deny"),
        "reasons": s.list_of(c.said),
        "risk": c.risk,
        "policy_sha256": s.digest,
        "requires": s.obj(
            {
                "approvals": s.integer(0, c.COUNT),
                "groups": s.list_of(s.name),
                "friction": c.friction,
                "blind": s.flag,
            }
        ),
        "due": s.time,
    },
    {"contract_sha256": s.digest},
)

_body: dict[str, s.Check] = {
    "lease_s": s.integer(1, 900),
    "to": s.name,
    "text": s.text,
    "due": s.time,
    "pointer": s.text,
    "reason": s.text,
}
_of_type = {
    "claimed": {"lease_s"},
    "released": set(),
    "assigned": {"to"},
    "asked": {"to", "text"},
    "commented": {"text"},
    "extended": {"due"},
    "revealed": {"pointer"},
    "withdrawn": {"reason"},
}
_note = s.obj({**c.about, "type": s.one_of(*_of_type), "body": s.obj({}, _body)})


def note(payload: Mapping[str, Any]) -> None:
    _note(payload)
    if set(payload["body"]) != _of_type[payload["type"]]:
        raise s.bad(f"not the body of a note of type {payload['type']}")


_scopes = s.obj({}, {"all": s.true, "source": s.name, "queue": s.name, "agent": s.text, "esc": s.uuid7})


def _scope(value: object) -> None:
    _scopes(value)
    if not isinstance(value, dict) or len(value) != 1:
        raise s.bad("a scope has exactly one member")


_halt = s.obj(
    {**c.head(), "scope": _scope, "says": s.one_of("halt", "lift"), "reason": s.text}, {"lifts": s.entry_id}
)


def halt(payload: Mapping[str, Any]) -> None:
    _halt(payload)
    if ("lifts" in payload) != (payload["says"] == "lift"):
        raise s.bad("'lifts' stands in exactly the statements that lift")


outcome = s.obj(
    {**c.about, "proposal_sha256": s.digest, "status": s.one_of(*c.OUTCOMES), "attempt": s.integer(1, c.COUNT)},
    {
        "candidate_sha256": s.digest,
        "code": s.text,
        "action": c.action,
        "started_at": s.time,
        "ended_at": s.time,
        "external_id": s.text,
        "error": s.text,
    },
)
_receipt = s.obj(
    {
        **c.head(jti=s.entry_id),
        "esc": s.uuid7,
        "says": s.one_of("recorded", "attempted", "expired", "resolved"),
        "statements": s.list_of(s.digest),
        "n": s.integer(),
        "head": c.head_of_chain,
        "at": s.time,
    },
    {
        "status": s.one_of(*c.STATUSES),
        "detail": s.text,
    },
)


def receipt(payload: Mapping[str, Any]) -> None:
    _receipt(payload)
    if ("status" in payload) != (payload["says"] == "resolved"):
        raise s.bad("'status' stands in exactly the receipts that say resolved")


_session = s.obj({**c.head(), "expires_at": s.time})


def session(payload: Mapping[str, Any]) -> None:
    _session(payload)
    c.check_life(payload, timedelta(minutes=5))
