"""The form of every payload (protocol, sections 3, 4 and 7): what may stand in it, and what must."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from . import shapes as s
from .encoding import read_time

VERBS = ("approve", "edit", "reject", "respond")
RISKS = ("low", "medium", "high", "critical")
FRICTIONS = ("none", "hold", "type")

risk = s.one_of(*RISKS)
friction = s.one_of(*FRICTIONS)
_said = s.obj({"code": s.text, "text": s.text})
_jwk = s.obj({"kty": s.one_of("OKP"), "crv": s.one_of("Ed25519"), "x": s.digest})
_action = s.obj({"tool": s.name, "arguments": s.any_object})


def _head(jti: s.Check = s.uuid7, iss: s.Check = s.name) -> dict[str, s.Check]:
    return {"jti": jti, "iss": iss, "ws": s.uuid7, "issued_at": s.time}


_about = {**_head(), "esc": s.uuid7}
_head_of_chain = s.either(s.digest, s.uuid7)
MAX_LIFE = timedelta(days=30)


def _check_life(payload: Mapping[str, Any], most: timedelta) -> None:
    if read_time(payload["expires_at"]) - read_time(payload["issued_at"]) > most:
        raise s.bad(f"'expires_at' is more than {most} after 'issued_at'")


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
    "version": s.integer(1),
    "title": s.text,
    "description": s.text,
    "input_schema": s.any_object,
    "risk": risk,
    "reversible": _reversible,
    "idempotent": s.flag,
    "fields": s.list_of(_field),
    "redact": s.list_of(s.text),
}
_terms = s.obj(_term_members, {"confirm": s.text})

_proposal = s.obj(
    {
        **_head(),
        "nonce": s.nonce,
        "expires_at": s.time,
        "queue": s.name,
        "kind": s.one_of("action", "question"),
        "allowed": s.list_of(s.one_of(*VERBS), least=1),
        "contract": s.either(s.digest, s.obj({"inline": _terms})),
        "deliver": s.obj(
            {"kind": s.one_of("poll", "webhook", "langgraph", "temporal", "step_functions")}, {"url": s.text}
        ),
    },
    {
        "action": _action,
        "question": s.obj({"text": s.text}, {"answer_schema": s.any_object}),
        "confidence": s.obj(
            {
                "value": s.share,
                "method": s.one_of("self_consistency", "logprob", "verbalized", "classifier"),
            },
            {"samples": s.obj({"agreeing": s.integer(), "of": s.integer(1)})},
        ),
        "reasons": s.list_of(_said),
        "narration": s.text,
        "context": s.any_object,
        "run": s.any_object,
        "requires": s.obj({}, {"approvals": s.integer(1), "friction": friction}),
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
    _check_life(payload, MAX_LIFE)


_decision = s.obj(
    {
        **_about,
        "aud": s.name,
        "expires_at": s.time,
        "proposal_sha256": s.digest,
        "decision": s.one_of(*VERBS),
        "view": s.obj(
            {
                "v": s.integer(1),
                "sha256": s.digest,
                "uninspectable": s.list_of(s.text),
                "opened": s.list_of(s.text),
                "dwell_ms": s.integer(),
            }
        ),
        "verdict_sha256": s.digest,
        "roster_version": s.integer(1),
        "saw": s.obj({"n": s.integer(), "head": _head_of_chain}),
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


_verdict = s.obj(
    {
        **_about,
        "proposal_sha256": s.digest,
        "candidate_sha256": s.digest,
        "verdict": s.one_of("allow", "escalate", "deny"),
        "reasons": s.list_of(_said),
        "risk": risk,
        "requires": s.obj(
            {"approvals": s.integer(), "groups": s.list_of(s.name), "friction": friction, "blind": s.flag}
        ),
        "due": s.time,
    },
    {"contract_sha256": s.digest, "policy_sha256": s.digest},
)

_bodies = {
    "claimed": s.obj({"lease_s": s.integer(1, 900)}),
    "released": s.obj({}),
    "assigned": s.obj({"to": s.name}),
    "asked": s.obj({"to": s.name, "text": s.text}),
    "commented": s.obj({"text": s.text}),
    "extended": s.obj({"due": s.time}),
    "revealed": s.obj({"pointer": s.text}),
    "withdrawn": s.obj({"reason": s.text}),
}
_note = s.obj({**_about, "type": s.one_of(*_bodies), "body": s.any_object})


def note(payload: Mapping[str, Any]) -> None:
    _note(payload)
    _bodies[payload["type"]](payload["body"])


_scope = s.either(
    s.obj({"source": s.name}),
    s.obj({"queue": s.name}),
    s.obj({"agent": s.text}),
    s.obj({"esc": s.uuid7}),
    s.obj({"all": s.true}),
)
_halt = s.obj(
    {**_head(), "scope": _scope, "says": s.one_of("halt", "lift"), "reason": s.text}, {"lifts": s.uuid7}
)


def halt(payload: Mapping[str, Any]) -> None:
    _halt(payload)
    if ("lifts" in payload) != (payload["says"] == "lift"):
        raise s.bad("'lifts' stands in exactly the statements that lift")


OUTCOMES = ("accepted", "refused", "executed", "failed", "compensated", "unknown")
_outcome = s.obj(
    {**_about, "proposal_sha256": s.digest, "status": s.one_of(*OUTCOMES), "attempt": s.integer(1)},
    {
        "candidate_sha256": s.digest,
        "code": s.text,
        "action": _action,
        "started_at": s.time,
        "ended_at": s.time,
        "external_id": s.text,
        "error": s.text,
    },
)
_receipt = s.obj(
    {
        **_head(jti=s.entry_id),
        "esc": s.uuid7,
        "says": s.one_of("recorded", "attempted", "expired", "resolved"),
        "statements": s.list_of(s.digest),
        "n": s.integer(),
        "head": _head_of_chain,
        "at": s.time,
    },
    {
        "status": s.one_of(
            *"allowed denied open approved edited rejected responded expired withdrawn".split(),
        ),
        "detail": s.text,
    },
)


def receipt(payload: Mapping[str, Any]) -> None:
    _receipt(payload)
    if ("status" in payload) != (payload["says"] == "resolved"):
        raise s.bad("'status' stands in exactly the receipts that say resolved")


_contract = s.obj({**_head(), **_term_members}, {"confirm": s.text})
_policy = s.obj(
    {**_head(), "version": s.integer(1), "files": s.list_of(s.obj({"name": s.text, "text": s.text}))}
)

_plain_key = s.obj({"jwk": _jwk, "not_before": s.time, "not_after": s.time})
_person_key = s.obj(
    {
        "jwk": _jwk,
        "not_before": s.time,
        "not_after": s.time,
        "tier": s.one_of("software", "presence", "hardware"),
        "use": s.list_of(s.one_of("decide", "session"), unique=True),
    }
)
_right = s.one_of("halt", "contracts", "policy", "assign", "extend", "reveal", "audit")
_roster = s.obj(
    {
        **_head(iss=s.one_of("root")),
        "version": s.integer(1),
        "expires_at": s.time,
        "threshold": s.integer(1, 32),
        "roots": s.list_of(_jwk, least=1, most=32, unique=True),
        "allow": s.obj({"max_risk": risk, "tools": s.list_of(s.name)}),
        "people": s.list_of(
            s.obj(
                {
                    "id": s.name,
                    "name": s.text,
                    "groups": s.list_of(s.name),
                    "max_risk": risk,
                    "rights": s.list_of(_right),
                    "keys": s.list_of(_person_key),
                },
                {"email": s.text},
            )
        ),
        "sources": s.list_of(
            s.obj(
                {"id": s.name, "owners": s.list_of(s.name), "queues": s.list_of(s.name), "max_risk": risk},
                {"keys": s.list_of(_plain_key), "vouched": s.true},
            )
        ),
        "gateways": s.list_of(s.obj({"id": s.name, "keys": s.list_of(_plain_key)})),
        "queues": s.list_of(
            s.obj(
                {
                    "id": s.name,
                    "groups": s.list_of(s.name),
                    "reasons": s.list_of(s.obj({"code": s.text, "label": s.text})),
                    "default_reason": s.text,
                },
                {"requires": s.obj({}, {"approvals": s.integer(1), "friction": friction})},
            )
        ),
        "revoked": s.list_of(s.obj({"kid": s.digest, "at": s.time})),
    },
    {"prev_sha256": s.digest},
)


def roster(payload: Mapping[str, Any]) -> None:
    _roster(payload)
    if ("prev_sha256" in payload) == (payload["version"] == 1):
        raise s.bad("'prev_sha256' stands in every roster but the first")
    for source in payload["sources"]:
        if ("keys" in source) == ("vouched" in source):
            raise s.bad(f"the source {source['id']} has either keys or 'vouched'")
    if payload["threshold"] > len(payload["roots"]):
        raise s.bad("the threshold is above the number of roots")
    _check_life(payload, MAX_LIFE)


_session = s.obj({**_head(), "expires_at": s.time})


def session(payload: Mapping[str, Any]) -> None:
    _session(payload)
    _check_life(payload, timedelta(minutes=5))


_KB = 1024
_SHAPES: dict[str, tuple[int, Callable[[Any], None]]] = {
    "fermata-proposal+jws": (640 * _KB, proposal),
    "fermata-verdict+jws": (32 * _KB, _verdict),
    "fermata-decision+jws": (64 * _KB, decision),
    "fermata-note+jws": (32 * _KB, note),
    "fermata-outcome+jws": (32 * _KB, _outcome),
    "fermata-receipt+jws": (32 * _KB, receipt),
    "fermata-roster+jws": (640 * _KB, roster),
    "fermata-contract+jws": (640 * _KB, _contract),
    "fermata-policy+jws": (640 * _KB, _policy),
    "fermata-halt+jws": (32 * _KB, halt),
    "fermata-session+jws": (32 * _KB, session),
}
TYPS = frozenset(_SHAPES)


def size_cap(typ: str) -> int:
    """The longest compact string of this kind."""
    return _SHAPES[typ][0]


def check_shape(typ: str, payload: Mapping[str, Any]) -> None:
    _SHAPES[typ][1](payload)
