"""Ed25519 keys as JWKs: reading, weakness, thumbprint. The cryptography is the library's."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .codes import Refused
from .encoding import b64url, sha256, unb64url

_P = 2**255 - 19
_D = -121665 * pow(121666, _P - 2, _P) % _P
# The y coordinates of the eight points of small order; the sign bit does not matter.
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        _P - 1,
        int.from_bytes(
            bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
        ),
        int.from_bytes(
            bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
        ),
    }
)


def thumbprint(jwk: dict[str, Any]) -> str:
    """RFC 7638: the `kid` of this key."""
    return sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{jwk["x"]}"}}')


def public_key(jwk: dict[str, Any]) -> Ed25519PublicKey:
    """The key of a JWK; `weak_key` for one of small order or not canonically encoded."""
    raw = unb64url(jwk["x"])
    if len(raw) != 32:
        raise Refused("bad_member", "an Ed25519 key has 32 bytes")
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    if y >= _P or y in _SMALL_ORDER_Y or not _on_the_curve(y):
        raise Refused("weak_key", f"the key {jwk['x']} is of small order, not canonical or not on the curve")
    return Ed25519PublicKey.from_public_bytes(raw)


def _on_the_curve(y: int) -> bool:
    """Whether some x has this y: RFC 8032, section 5.1.3. The library takes any 32 bytes."""
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    return square == 0 or pow(square, (_P - 1) // 2, _P) == 1


def public_jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    return {"kty": "OKP", "crv": "Ed25519", "x": b64url(key.public_key().public_bytes_raw())}


def private_key(jwk: dict[str, Any]) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(unb64url(jwk["d"]))
