"""Rosters (protocol, section 7) and policy bundles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import shapes as s
from . import common as c

policy = s.obj(
    {**c.head(), "version": s.integer(1, c.COUNT), "files": s.list_of(s.obj({"name": s.text, "text": s.text}))}
)

_plain_key = s.obj({"jwk": c.jwk, "not_before": s.time, "not_after": s.time})
_person_key = s.obj(
    {
        "jwk": c.jwk,
        "not_before": s.time,
        "not_after": s.time,
        "tier": s.one_of("software", "presence", "hardware"),
        "use": s.list_of(s.one_of("decide", "session"), unique=True),
    }
)
_right = s.one_of("halt", "contracts", "policy", "assign", "extend", "reveal", "audit")
_roster = s.obj(
    {
        **c.head(iss=s.one_of("root")),
        "version": s.integer(1),
        "expires_at": s.time,
        "threshold": s.integer(1, 32),
        "roots": s.list_of(c.jwk, least=1, most=32),
        "allow": s.obj({"max_risk": c.risk, "tools": s.list_of(s.name)}),
        "people": s.list_of(
            s.obj(
                {
                    "id": s.name,
                    "name": s.text,
                    "email": s.text,
                    "groups": s.list_of(s.name),
                    "max_risk": c.risk,
                    "rights": s.list_of(_right),
                    "keys": s.list_of(_person_key),
                }
            )
        ),
        "sources": s.list_of(
            s.obj(
                {"id": s.name, "owners": s.list_of(s.name), "queues": s.list_of(s.name), "max_risk": c.risk},
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
                {"requires": c.wish},
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
    for member in ("people", "sources", "gateways", "queues"):
        _once(member, [each["id"] for each in payload[member]])
    _once("roots", [jwk["x"] for jwk in payload["roots"]])
    if payload["threshold"] > len(payload["roots"]):
        raise s.bad("the threshold is above the number of roots")
    c.check_life(payload, c.MAX_LIFE)


def _once(member: str, ids: list[str]) -> None:
    if len(set(ids)) != len(ids):
        raise s.bad(f"one of {member} stands twice")
