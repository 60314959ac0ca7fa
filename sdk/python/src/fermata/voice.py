"""How a source speaks to its gateway: with a key of its own, or with a token and the gateway vouching for it.

Both make the same three things: a proposal to send, a check of the proposal that came back, and reports. The
difference ends here.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from . import statement as st
from .codes import Refused
from .compact import sign, take_apart
from .encoding import b64url, utc_now, write_time
from .keys import private_key, public_jwk, thumbprint
from .registry import Report
from .strict_json import parse_object, write
from .verify import Me

JOSE = "application/jose"
JSON = "application/json"
_HEAD = {"jti", "iss", "ws", "issued_at", "nonce"}


def uuid7() -> str:
    milliseconds = int(time.time() * 1000)
    raw = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Voice(Protocol):
    def bearer(self) -> str: ...

    def proposal(self, draft: bytes) -> bytes:
        """What is stored and sent for this draft; the same bytes at every retry."""

    content_type: str

    def check_proposal(self, sent: bytes, compact: str) -> None:
        """`proposal_mismatch` unless this statement is over exactly what was sent."""

    def report(self, kind: str, key: str, body: dict[str, Any]) -> Report: ...


class Vouched:
    """A bearer token; the gateway signs, and this side compares bytes."""

    content_type = JSON

    def __init__(self, token: str) -> None:
        self._token = token

    def bearer(self) -> str:
        return self._token

    def proposal(self, draft: bytes) -> bytes:
        if not draft.startswith(b"{") or _HEAD & parse_object(draft).keys():
            raise Refused("bad_member", f"a draft is an object without {sorted(_HEAD)}")
        return draft

    def check_proposal(self, sent: bytes, compact: str) -> None:
        payload = take_apart(compact, st.PROPOSAL).payload
        head = payload[: len(payload) - len(sent)]
        if not payload.endswith(b"," + sent[1:]) or not head.startswith(b"{"):
            raise Refused("proposal_mismatch", "the gateway signed other bytes than the draft")
        if parse_object(head + b"}").keys() != _HEAD:
            raise Refused("proposal_mismatch", "the gateway added other members than its five")

    def report(self, kind: str, key: str, body: dict[str, Any]) -> Report:
        return Report(key, {"outcome": "/v1/outcomes", "note": "/v1/notes"}[kind], JSON, write(body))


class Signing:
    """An Ed25519 key of its own, as a JWK in a file that only its user may read."""

    content_type = JOSE

    def __init__(self, key_file: Path, me: Me, now: Callable[[], datetime] = utc_now) -> None:
        if key_file.stat().st_mode & 0o077:
            raise PermissionError(f"{key_file} can be read by others; run: chmod 600 {key_file}")
        self._key = private_key(json.loads(key_file.read_text(encoding="utf-8")))
        self._kid = thumbprint(public_jwk(self._key))
        self._me = me
        self._now = now
        self._session: tuple[str, datetime] | None = None

    def _head(self) -> dict[str, str]:
        issued_at = write_time(self._now())
        return {"jti": uuid7(), "iss": self._me.source, "ws": self._me.workspace, "issued_at": issued_at}

    def _sign(self, typ: str, payload: dict[str, Any]) -> str:
        return sign(typ, write(payload), self._key, self._kid)

    def bearer(self) -> str:
        now = self._now()
        if self._session is None or self._session[1] < now + timedelta(minutes=1):
            ends = now + timedelta(minutes=5)
            session = {**self._head(), "expires_at": write_time(ends)}
            self._session = (self._sign(st.SESSION, session), ends)
        return self._session[0]

    def proposal(self, draft: bytes) -> bytes:
        head = {**self._head(), "nonce": b64url(os.urandom(16))}
        payload = write(head)[:-1] + b"," + draft[1:]
        return sign(st.PROPOSAL, payload, self._key, self._kid).encode("ascii")

    def check_proposal(self, sent: bytes, compact: str) -> None:
        if compact.encode("ascii") != sent:
            raise Refused("proposal_mismatch", "the gateway returned another statement than was sent")

    def report(self, kind: str, key: str, body: dict[str, Any]) -> Report:
        typ = {"outcome": st.OUTCOME, "note": st.NOTE}[kind]
        return Report(key, "/v1/entries", JOSE, self._sign(typ, {**self._head(), **body}).encode("ascii"))
