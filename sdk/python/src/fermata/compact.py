"""The compact form of a statement: parts, header bytes, signature. No roster, no payload, no clock.

The header is compared byte for byte, so nothing in it is ever interpreted: neither `alg` nor any other member
can choose how a statement is verified. The signature itself is the JWS library's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.api_jws import PyJWS
from jwt.exceptions import PyJWTError

from .codes import Refused
from .encoding import unb64url
from .payloads import TYPS, check_shape, size_cap
from .strict_json import parse_object

_HEADER = re.compile(rb'\{"alg":"EdDSA","kid":"([A-Za-z0-9_-]{43})","typ":"([^"\\]*)"\}\Z')
_LARGEST = 640 * 1024
_JWS = PyJWS(algorithms=["EdDSA"])


@dataclass(frozen=True)
class Parts:
    """A statement taken apart. Nothing in it is true yet."""

    compact: str
    kid: str
    typ: str
    payload: bytes
    signature: bytes


def take_apart(compact: str, typ: str | None = None) -> Parts:
    """Size, parts, encoding and header; with `typ`, exactly that kind."""
    if len(compact) > (size_cap(typ) if typ else _LARGEST):
        raise Refused("too_large", f"{len(compact)} characters")
    parts = compact.split(".")
    if len(parts) != 3 or not all(parts):
        raise Refused("malformed", "not three non-empty parts")
    header, payload, signature = (unb64url(part) for part in parts)
    found = _HEADER.match(header)
    if not found:
        raise Refused("header_not_allowed", "the header is not of the one allowed form")
    kid = found.group(1).decode()
    try:
        unb64url(kid)
    except Refused as wrong:
        raise Refused("header_not_allowed", "the kid is no thumbprint") from wrong
    try:
        named = found.group(2).decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Refused("header_not_allowed", "not UTF-8") from wrong
    if named not in TYPS or named != (typ or named):
        raise Refused("wrong_typ", f"{named[:64]} stands where {typ or 'a statement'} was expected")
    return Parts(compact, kid, named, payload, signature)


def check_signature(parts: Parts, key: Ed25519PublicKey) -> None:
    try:
        if len(parts.signature) != 64:
            raise Refused("bad_signature", "not 64 bytes")
        signed = _JWS.decode(parts.compact, key=key, algorithms=["EdDSA"])
    except PyJWTError as wrong:
        raise Refused("bad_signature", str(wrong)) from wrong
    if signed != parts.payload:
        raise Refused("bad_signature", "the library read another payload")


def sign(typ: str, payload: bytes, key: Ed25519PrivateKey, kid: str) -> str:
    """A statement over exactly these bytes, which must be a payload of this kind."""
    check_shape(typ, parse_object(payload))
    return sign_unchecked(typ, payload, key, kid)


def sign_unchecked(typ: str, payload: bytes, key: Ed25519PrivateKey, kid: str) -> str:
    return _JWS.encode(payload, key, algorithm="EdDSA", headers={"kid": kid, "typ": typ}, sort_headers=True)
