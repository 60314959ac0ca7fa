"""Base64url without padding, SHA-256 and times, in the one form each that the protocol knows."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime

from .codes import Refused

_B64 = re.compile(r"[A-Za-z0-9_-]*\Z")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z", re.ASCII)


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64url(text: str) -> bytes:
    """Decode strictly: alphabet, no padding, zero trailing bits."""
    if not _B64.match(text) or len(text) % 4 == 1:
        raise Refused("bad_encoding", "not base64url without padding")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64url(data) != text:
        raise Refused("bad_encoding", "trailing bits are not zero")
    return data


def sha256(data: bytes | str) -> str:
    """The hash by which one statement names another."""
    raw = data.encode("ascii") if isinstance(data, str) else data
    return b64url(hashlib.sha256(raw).digest())


def read_time(text: object) -> datetime:
    """RFC 3339, UTC, exactly milliseconds, 24 characters."""
    if not isinstance(text, str) or not _TIME.match(text):
        raise Refused("bad_member", "not a time such as 2026-11-22T09:30:00.000Z")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as wrong:
        raise Refused("bad_member", f"no such time: {text}") from wrong


def write_time(at: datetime) -> str:
    at = at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def utc_now() -> datetime:
    return datetime.now(UTC)
