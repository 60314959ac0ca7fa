"""Keys, ids and signatures derived from names, so that the same calls give the same bytes. For tests only."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fermata.compact import sign_unchecked, take_apart
from fermata.encoding import b64url
from fermata.keys import public_jwk, thumbprint


def seed(name: str, size: int = 32) -> bytes:
    return hashlib.sha256(f"fermata test: {name}".encode()).digest()[:size]


def private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed(f"key {name}"))


def jwk(name: str) -> dict[str, str]:
    return public_jwk(private(name))


def kid(name: str) -> str:
    return thumbprint(jwk(name))


def uuid(name: str, version: int = 7) -> str:
    raw = bytearray(bytes.fromhex("0193588a9c00") + seed(f"uuid {name}", 10))
    raw[6] = version << 4 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def to_bytes(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def payload_of(compact: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(take_apart(compact).payload)
    return read


def sign(typ: str, payload: dict[str, Any] | bytes, key: str) -> str:
    """A statement by the named key, whatever it says."""
    raw = payload if isinstance(payload, bytes) else to_bytes(payload)
    return sign_unchecked(typ, raw, private(key), kid(key))


def sign_with_header(header: str | bytes, payload: bytes, key: str) -> str:
    """A good signature over a header of one's own making."""
    raw = header.encode() if isinstance(header, str) else header
    signed = f"{b64url(raw)}.{b64url(payload)}"
    return f"{signed}.{b64url(private(key).sign(signed.encode()))}"
