import base64
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KIB = {"decision": 64, "proposal": 640, "roster": 640, "contract": 640, "policy": 640}
HEADER = rb'\{"alg":"EdDSA","kid":"([\w-]{42}[AEIMQUYcgkosw048])","typ":"([^"\\]*)"\}'


def must(holds: object, code: str) -> None:
    if not holds:
        raise ValueError(code)


def decoded(part: str) -> bytes:
    must(re.fullmatch(r"[A-Za-z0-9_-]+", part) and len(part) % 4 != 1, "bad_encoding")
    raw = base64.urlsafe_b64decode(part + "==")
    must(base64.urlsafe_b64encode(raw).decode().rstrip("=") == part, "bad_encoding")
    return raw


def signed(message: bytes, signature: bytes, key: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def verify(compact: str, typ: str, now: str, keys: dict) -> bytes:
    must(len(compact.encode()) <= 1024 * KIB.get(typ[8:-4], 32), "too_large")
    parts = compact.split(".")
    must(len(parts) == 3 and all(parts), "malformed")
    header, payload, signature = map(decoded, parts)
    must(form := re.fullmatch(HEADER, header), "header_not_allowed")
    must(form[2].decode() == typ, "wrong_typ")
    must(key := keys.get(form[1].decode()), "unknown_key")
    must(typ in key["signs"] or key["revoked"] and not key["signs"], "wrong_role")
    must(not key["revoked"], "key_revoked")
    must(key["not_before"] <= now, "key_not_yet_valid")
    must(now < key["not_after"], "key_expired")
    must(signed(".".join(parts[:2]).encode(), signature, decoded(key["x"])), "bad_signature")
    issuer = re.match(rb'\{"jti":"[0-9a-f-]{36}","iss":"([a-z0-9._-]+)",', payload)
    must(issuer and issuer[1].decode() in key["signs"][typ], "wrong_role")
    return payload
