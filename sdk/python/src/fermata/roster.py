"""The roster: who may propose, decide and vouch; and its chain from the pinned first version.

Readers walk version by version. What is kept here is the newest accepted roster, indexed by key; persisting
the highest version is the registry's part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .codes import Refused
from .compact import Parts, check_signature, take_apart
from .encoding import read_time, sha256
from .keys import public_key, thumbprint
from .payloads import RISKS, check_shape
from .strict_json import parse_object

TYP = "fermata-roster+jws"


@dataclass(frozen=True)
class Holder:
    """Whose key it is, and for what."""

    role: str
    owner: str
    jwk: dict[str, Any]
    not_before: datetime
    not_after: datetime
    use: frozenset[str]
    rights: frozenset[str]


class Roster:
    """One accepted version."""

    def __init__(self, payload: dict[str, Any], digest: str) -> None:
        self.payload_sha256 = digest
        self.jti: str = payload["jti"]
        self.workspace: str = payload["ws"]
        self.version: int = payload["version"]
        self.prev_sha256: str | None = payload.get("prev_sha256")
        self.expires_at = read_time(payload["expires_at"])
        self.threshold: int = payload["threshold"]
        self.roots = {thumbprint(jwk): jwk for jwk in payload["roots"]}
        self.allow: dict[str, Any] = payload["allow"]
        self.people = {person["id"]: person for person in payload["people"]}
        self.sources = {source["id"]: source for source in payload["sources"]}
        self.queues = {queue["id"]: queue for queue in payload["queues"]}
        self.revoked = frozenset(key["kid"] for key in payload["revoked"])
        self.keys: dict[str, Holder] = {}
        for jwk in self.roots.values():
            public_key(jwk)
        for role, member in (("person", "people"), ("source", "sources"), ("gateway", "gateways")):
            for owner in payload[member]:
                for key in owner.get("keys", []):
                    self._add(role, owner, key)

    def _add(self, role: str, owner: dict[str, Any], key: dict[str, Any]) -> None:
        public_key(key["jwk"])
        kid = thumbprint(key["jwk"])
        if kid in self.keys:
            raise Refused("bad_member", f"the key {kid} stands twice")
        self.keys[kid] = Holder(
            role,
            owner["id"],
            key["jwk"],
            read_time(key["not_before"]),
            read_time(key["not_after"]),
            frozenset(key.get("use", ())),
            frozenset(owner.get("rights", ())),
        )

    def is_vouched(self, source: str) -> bool:
        return bool(self.sources.get(source, {}).get("vouched"))


def risk_level(word: str) -> int:
    return RISKS.index(word)


def accept(current: Roster | None, statements: Sequence[str], pin: str) -> Roster:
    """The next version, or `Refused`. `current` is the version before; without one, `pin` decides."""
    if not 1 <= len(statements) <= 32:
        raise Refused("malformed", "a roster carries 1 to 32 signatures")
    parts = [take_apart(statement, TYP) for statement in statements]
    payload = parts[0].payload
    digest = sha256(payload)
    if current is None:
        if digest != pin:
            raise Refused("roster_threshold", "the first roster is not the pinned one; check the invite")
        members = _members(payload)
        roots = {thumbprint(jwk): jwk for jwk in members["roots"]}
        _require(parts, roots, members["threshold"], {})
        first = Roster(members, digest)
        if first.version != 1:
            raise Refused("roster_rollback", f"the first roster is of version {first.version}")
        return first
    fallback = {kid: jwk for kid, jwk in _roots_named(payload).items() if kid not in current.roots}
    _require(parts, current.roots, current.threshold, fallback)
    new = Roster(_members(payload), digest)
    if new.version != current.version + 1 or new.prev_sha256 != current.payload_sha256:
        raise Refused("roster_rollback", f"version {new.version} does not follow {current.version}")
    if new.workspace != current.workspace:
        raise Refused("wrong_workspace", "a roster of another workspace")
    if (new.roots.keys(), new.threshold) != (current.roots.keys(), current.threshold):
        _require(parts, new.roots, new.threshold, current.roots)
    return new


def _members(payload: bytes) -> dict[str, Any]:
    members = parse_object(payload)
    check_shape(TYP, members)
    return members


def _roots_named(payload: bytes) -> dict[str, dict[str, Any]]:
    """The roots that a proposed roster names: in a rotation some signatures are theirs.

    They give no authority here; they only let such a signature be checked instead of being an unknown key's.
    """
    try:
        members = _members(payload)
    except Refused:
        return {}
    return {thumbprint(jwk): jwk for jwk in members["roots"]}


def _require(parts: Sequence[Parts], roots: dict[str, Any], threshold: int, others: dict[str, Any]) -> None:
    """Every signature holds, and `threshold` distinct ones of `roots` stand over the same bytes."""
    signed = set()
    for part in parts:
        jwk = roots.get(part.kid) or others.get(part.kid)
        if jwk is None:
            raise Refused("unknown_key", f"{part.kid} is not a root")
        check_signature(part, public_key(jwk))
        if part.payload != parts[0].payload:
            raise Refused("roster_threshold", "the signatures are over different bytes")
        if part.kid in roots:
            signed.add(part.kid)
    if len(signed) < threshold:
        raise Refused("roster_threshold", f"{len(signed)} of {threshold} root signatures")
