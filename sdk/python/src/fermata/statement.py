"""Statements: from a compact string to a payload that somebody in the roster signed.

Two doors, in this order: `check` proves form, key and signature, `read` then opens the payload. A payload is
reachable through `read` only, so unverified bytes can not be mistaken for a statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .codes import Refused
from .compact import Parts, check_signature, take_apart
from .encoding import sha256
from .keys import public_key
from .payloads import check_shape
from .roster import Holder, Roster
from .strict_json import parse_object

PROPOSAL = "fermata-proposal+jws"
VERDICT = "fermata-verdict+jws"
DECISION = "fermata-decision+jws"
NOTE = "fermata-note+jws"
OUTCOME = "fermata-outcome+jws"
RECEIPT = "fermata-receipt+jws"
CONTRACT = "fermata-contract+jws"
POLICY = "fermata-policy+jws"
HALT = "fermata-halt+jws"
SESSION = "fermata-session+jws"

_ROLES = {
    PROPOSAL: {"source", "gateway"},
    VERDICT: {"gateway"},
    DECISION: {"person"},
    NOTE: {"person", "source", "gateway"},
    OUTCOME: {"source", "gateway"},
    RECEIPT: {"gateway"},
    CONTRACT: {"person"},
    POLICY: {"person"},
    HALT: {"person"},
    SESSION: {"person", "source", "gateway"},
}
_VOUCHABLE = {PROPOSAL, NOTE, OUTCOME}
_RIGHTS = {CONTRACT: "contracts", POLICY: "policy"}


@dataclass(frozen=True)
class Checked:
    """Form, key and signature hold; the payload is still closed."""

    parts: Parts
    holder: Holder


@dataclass(frozen=True)
class Verified:
    """A statement of somebody in the roster, with its payload."""

    typ: str
    compact: str
    sha256: str
    holder: Holder
    payload: dict[str, Any]


def check(compact: str, typ: str, roster: Roster, t: datetime) -> Checked:
    """Section 2 up to the signature."""
    parts = take_apart(compact, typ)
    holder = roster.keys.get(parts.kid)
    if holder is None and parts.kid in roster.revoked:
        raise Refused("key_revoked", f"{parts.kid}, which is in the roster no longer")
    if holder is None:
        raise Refused("unknown_key", f"{parts.kid} is not in roster version {roster.version}")
    _check_role(typ, holder)
    if parts.kid in roster.revoked:
        raise Refused("key_revoked", f"{parts.kid} of {holder.owner}")
    if t < holder.not_before:
        raise Refused("key_not_yet_valid", f"{parts.kid} of {holder.owner}")
    if t >= holder.not_after:
        raise Refused("key_expired", f"{parts.kid} of {holder.owner}")
    check_signature(parts, public_key(holder.jwk))
    return Checked(parts, holder)


def _check_role(typ: str, holder: Holder) -> None:
    if holder.role not in _ROLES[typ]:
        raise Refused("wrong_role", f"a {holder.role} does not sign {typ}")
    use = "session" if typ == SESSION else "decide"
    if holder.role == "person" and use not in holder.use:
        raise Refused("wrong_role", f"the key of {holder.owner} is not for {use}")
    right = _RIGHTS.get(typ)
    if right and right not in holder.rights:
        raise Refused("wrong_role", f"{holder.owner} does not have the right {right}")


def read(checked: Checked, roster: Roster) -> Verified:
    """The payload, in its form, and said by the owner of the key (or vouched for by a gateway)."""
    parts, holder = checked.parts, checked.holder
    payload = parse_object(parts.payload)
    check_shape(parts.typ, payload)
    vouched = holder.role == "gateway" and parts.typ in _VOUCHABLE
    if not (roster.is_vouched(payload["iss"]) if vouched else payload["iss"] == holder.owner):
        raise Refused("wrong_role", f"{holder.owner} does not speak for {payload['iss']}")
    return Verified(parts.typ, parts.compact, sha256(parts.compact), holder, payload)


def verify(compact: str, typ: str, roster: Roster, t: datetime) -> Verified:
    return read(check(compact, typ, roster, t), roster)
