"""What several payloads share: words, the head, lifetimes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from .. import shapes as s
from ..encoding import read_time

VERBS = ("approve", "edit", "reject", "respond")
RISKS = ("low", "medium", "high", "critical")
FRICTIONS = ("none", "hold", "type")
OUTCOMES = ("accepted", "refused", "executed", "failed", "compensated", "unknown")

STATUSES = tuple("allowed denied open approved edited rejected responded expired withdrawn".split())

MAX_LIFE = timedelta(days=30)
# The most that a count can be: 32 bits.
COUNT = 2**32 - 1

risk = s.one_of(*RISKS)
friction = s.one_of(*FRICTIONS)
said = s.obj({"code": s.text, "text": s.text})
jwk = s.obj({"kty": s.one_of("OKP"), "crv": s.one_of("Ed25519"), "x": s.digest})
action = s.obj({"tool": s.name, "arguments": s.any_object})
wish = s.obj({}, {"approvals": s.integer(1, COUNT), "friction": friction})
head_of_chain = s.either(s.digest, s.uuid7)


def head(jti: s.Check = s.entry_id, iss: s.Check = s.name) -> dict[str, s.Check]:
    """What every payload begins with. Ids that a gateway derives are of version 8."""
    return {"jti": jti, "iss": iss, "ws": s.uuid7, "issued_at": s.time}


about = {**head(), "esc": s.uuid7}


def check_life(payload: Mapping[str, Any], most: timedelta) -> None:
    if read_time(payload["expires_at"]) - read_time(payload["issued_at"]) > most:
        raise s.bad(f"'expires_at' is more than {most} after 'issued_at'")
