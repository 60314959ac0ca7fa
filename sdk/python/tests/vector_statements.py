"""Vector cases about one statement: form, header, key, signature, payload."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac

from fermata import statement as st
from fermata.compact import take_apart
from fermata.encoding import b64url
from named_keys import jwk, kid, sign, sign_with_header, to_bytes
from signed_world import World

Case = dict[str, Any]


def case(
    name: str, code: str, typ: str, statement: Any, layer: str = "statement", world: World | None = None
) -> Case:
    now = (world or World()).issued
    return {
        "name": name,
        "layer": layer,
        "world": "base",
        "typ": typ,
        "statement": statement,
        "now": now,
        "expect": {"code": code},
    }


def refused_statements(w: World) -> Iterator[Case]:
    proposal = w.proposal()
    verdict = w.verdict(proposal)
    good = w.decision("ann", "approve", proposal, verdict)
    yield from _forms(good)
    yield from _headers(good)
    yield from _keys(w, proposal, verdict, good)
    yield from _signatures(good, w.decision("ann", "reject", proposal, verdict))


def _decision(name: str, code: str, statement: Any) -> Case:
    return case(name, code, st.DECISION, statement)


def _forms(good: str) -> Iterator[Case]:
    header, payload, signature = good.split(".")
    yield _decision("empty", "malformed", "")
    yield _decision("two-parts", "malformed", f"{header}.{payload}")
    yield _decision("four-parts", "malformed", f"{good}.{signature}")
    yield _decision("no-payload", "malformed", f"{header}..{signature}")
    yield _decision("no-signature", "malformed", f"{header}.{payload}.")
    yield _decision("no-header", "malformed", f".{payload}.{signature}")
    yield _decision("json-serialisation", "malformed", json.dumps({"payload": payload, "signatures": []}))
    yield _decision("padded", "bad_encoding", f"{header}.{payload}.{signature}==")
    yield _decision("leading-space", "bad_encoding", f" {good}")
    yield _decision("trailing-newline", "bad_encoding", f"{good}\n")
    yield _decision("standard-alphabet", "bad_encoding", f"{header}.{payload}.{signature[:-4]}+/AA")
    yield _decision("not-ascii", "bad_encoding", f"{header}.{payload}.{signature[:-1]}é")
    # 64 bytes leave four bits over in the last character: here one of them is set.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    odd = alphabet[alphabet.index(signature[-1]) + 1]
    yield _decision("trailing-bits", "bad_encoding", f"{header}.{payload}.{signature[:-1]}{odd}")
    yield _decision("one-character-too-many", "bad_encoding", f"{header}.{payload}.{signature}AAA")
    yield _decision("oversized-decision", "too_large", {"repeat": "A", "times": 64 * 1024 + 1})
    yield case("oversized-verdict", "too_large", st.VERDICT, {"repeat": "A", "times": 32 * 1024 + 1})
    yield case("oversized-receipt", "too_large", st.RECEIPT, {"repeat": "A", "times": 32 * 1024 + 1})
    yield case("oversized-note", "too_large", st.NOTE, {"repeat": "A", "times": 32 * 1024 + 1})
    yield case("oversized-proposal", "too_large", st.PROPOSAL, {"repeat": "A", "times": 640 * 1024 + 1})
    yield case("oversized-contract", "too_large", st.CONTRACT, {"repeat": "A", "times": 640 * 1024 + 1})
    yield _decision("largest-decision-is-only-malformed", "malformed", {"repeat": "A", "times": 64 * 1024})


def _headers(good: str) -> Iterator[Case]:
    payload = take_apart(good).payload
    ann, typ = kid("ann"), st.DECISION

    def with_header(name: str, header: str | bytes, code: str = "header_not_allowed") -> Case:
        return _decision(name, code, sign_with_header(header, payload, "ann"))

    yield with_header("alg-none", f'{{"alg":"none","kid":"{ann}","typ":"{typ}"}}')
    yield with_header("alg-es256", f'{{"alg":"ES256","kid":"{ann}","typ":"{typ}"}}')
    yield with_header("alg-ed25519", f'{{"alg":"Ed25519","kid":"{ann}","typ":"{typ}"}}')
    yield with_header("alg-lower-case", f'{{"alg":"eddsa","kid":"{ann}","typ":"{typ}"}}')
    yield _decision("hs256-with-the-public-key", "header_not_allowed", _hs256(payload))
    yield with_header("no-kid", f'{{"alg":"EdDSA","typ":"{typ}"}}')
    yield with_header("no-typ", f'{{"alg":"EdDSA","kid":"{ann}"}}')
    yield with_header("empty-kid", f'{{"alg":"EdDSA","kid":"","typ":"{typ}"}}')
    yield with_header("kid-too-long", f'{{"alg":"EdDSA","kid":"{ann}A","typ":"{typ}"}}')
    yield with_header("kid-is-a-path", f'{{"alg":"EdDSA","kid":"../../../keys/ann","typ":"{typ}"}}')
    yield with_header("kid-is-a-url", f'{{"alg":"EdDSA","kid":"https://keys.example/ann","typ":"{typ}"}}')
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    odd = ann[:-1] + alphabet[alphabet.index(ann[-1]) + 1]
    yield with_header("kid-with-trailing-bits", f'{{"alg":"EdDSA","kid":"{odd}","typ":"{typ}"}}')
    # The parts are decoded before the header is read.
    both = sign_with_header("EdDSA", payload, "ann") + "="
    yield _decision("a-bad-header-and-a-bad-signature", "bad_encoding", both)
    escaped = f"\\u{ord(ann[0]):04x}{ann[1:]}"
    yield with_header("kid-escaped", f'{{"alg":"EdDSA","kid":"{escaped}","typ":"{typ}"}}')
    yield with_header("kid-is-a-list", f'{{"alg":"EdDSA","kid":["{ann}"],"typ":"{typ}"}}')
    yield with_header("space-in-header", f'{{"alg":"EdDSA", "kid":"{ann}","typ":"{typ}"}}')
    yield with_header("other-order", f'{{"typ":"{typ}","alg":"EdDSA","kid":"{ann}"}}')
    yield with_header("duplicate-kid", f'{{"alg":"EdDSA","kid":"{ann}","kid":"{ann}","typ":"{typ}"}}')
    yield with_header(
        "own-jwk", f'{{"alg":"EdDSA","jwk":{json.dumps(jwk("eve"))},"kid":"{ann}","typ":"{typ}"}}'
    )
    yield with_header("jku", f'{{"alg":"EdDSA","jku":"https://e.example","kid":"{ann}","typ":"{typ}"}}')
    yield with_header("x5u", f'{{"alg":"EdDSA","kid":"{ann}","typ":"{typ}","x5u":"https://e.example"}}')
    yield with_header("crit", f'{{"alg":"EdDSA","crit":["exp"],"exp":1,"kid":"{ann}","typ":"{typ}"}}')
    yield with_header("b64-false", f'{{"alg":"EdDSA","b64":false,"crit":["b64"],"kid":"{ann}","typ":"{typ}"}}')
    for name, other in (
        ("typ-without-suffix", "fermata-decision"),
        ("typ-in-capitals", "FERMATA-DECISION+JWS"),
        ("typ-empty", ""),
    ):
        yield with_header(name, f'{{"alg":"EdDSA","kid":"{ann}","typ":"{other}"}}', "wrong_typ")
    yield with_header(
        "byte-order-mark", b"\xef\xbb\xbf" + f'{{"alg":"EdDSA","kid":"{ann}","typ":"{typ}"}}'.encode()
    )
    yield with_header("newline-after-header", f'{{"alg":"EdDSA","kid":"{ann}","typ":"{typ}"}}\n')
    yield with_header("not-json", "EdDSA")
    yield with_header("typ-of-a-note", f'{{"alg":"EdDSA","kid":"{ann}","typ":"{st.NOTE}"}}', "wrong_typ")
    yield with_header("typ-of-a-jwt", f'{{"alg":"EdDSA","kid":"{ann}","typ":"jwt+jws"}}', "wrong_typ")
    yield with_header(
        "typ-of-version-two", f'{{"alg":"EdDSA","kid":"{ann}","typ":"fermata-decision-two+jws"}}', "wrong_typ"
    )


def _hs256(payload: bytes) -> str:
    header = to_bytes({"alg": "HS256", "kid": kid("ann"), "typ": st.DECISION})
    signed = f"{b64url(header)}.{b64url(payload)}"
    mac = hmac.HMAC(jwk("ann")["x"].encode(), hashes.SHA256())
    mac.update(signed.encode())
    return f"{signed}.{b64url(mac.finalize())}"


def _keys(w: World, proposal: str, verdict: str, good: str) -> Iterator[Case]:
    def decided_by(name: str, code: str, key: str, **changes: Any) -> Case:
        return _decision(name, code, w.decision(key, "approve", proposal, verdict, **changes))

    yield decided_by("key-of-nobody", "unknown_key", "eve", iss="ann")
    yield decided_by("root-key-decides", "unknown_key", "root-1", iss="ann")
    yield decided_by("gateway-key-decides", "wrong_role", "gateway-1", iss="ann")
    yield decided_by("source-key-decides", "wrong_role", "signing-bot", iss="ann")
    yield decided_by("session-key-decides", "wrong_role", "ann-session")
    yield decided_by("key-revoked-before", "key_revoked", "ann-lost")
    yield decided_by("key-expired", "key_expired", "ann-old")
    yield decided_by("key-not-yet-valid", "key_not_yet_valid", "ann-next")
    yield decided_by("iss-is-another-person", "wrong_role", "ann", iss="bob")
    yield decided_by("iss-is-nobody", "wrong_role", "ann", iss="mallory")
    yield case("reviewer-signs-verdict", "wrong_role", st.VERDICT, w.verdict(proposal, by="ann"))
    receipt = w.receipt(proposal, [proposal], by="ann", status="approved")
    yield case("reviewer-signs-receipt", "wrong_role", st.RECEIPT, receipt)
    yield case("reviewer-proposes", "wrong_role", st.PROPOSAL, w.proposal(by="ann"))
    signing = w.proposal(head={"iss": "signing-bot"})
    yield case("gateway-vouches-for-a-signing-source", "wrong_role", st.PROPOSAL, signing)
    yield case("gateway-vouches-for-nobody", "wrong_role", st.PROPOSAL, w.proposal(head={"iss": "new-bot"}))
    other = w.proposal(by="signing-bot")
    yield case("source-proposes-as-another", "wrong_role", st.PROPOSAL, other)
    yield case(
        "contract-without-the-right", "wrong_role", st.CONTRACT, w.contract("order.note", "low", by="bob")
    )
    yield case("halt-by-a-gateway", "wrong_role", st.HALT, w.halt({"all": True}, by="gateway-1"))
    session = {**w.head("session", "ann"), "expires_at": w.later(minutes=4)}
    yield _decision("a-session-is-no-decision", "wrong_typ", sign(st.SESSION, session, "ann"))
    yield _decision("a-verdict-is-no-decision", "wrong_typ", verdict)
    yield case("a-decision-is-no-verdict", "wrong_typ", st.VERDICT, good)


def _signatures(good: str, other: str) -> Iterator[Case]:
    header, payload, signature = good.split(".")
    _, other_payload, other_signature = other.split(".")
    raw = take_apart(good).payload
    sig = bytearray(take_apart(good).signature)

    def with_signature(name: str, raw_signature: bytes) -> Case:
        return _decision(name, "bad_signature", f"{header}.{payload}.{b64url(raw_signature)}")

    altered = raw.replace(b'"dwell_ms":4200', b'"dwell_ms":4201')
    yield _decision("payload-altered", "bad_signature", f"{header}.{b64url(altered)}.{signature}")
    spaced = raw[:-1] + b" }"
    yield _decision("payload-with-one-more-space", "bad_signature", f"{header}.{b64url(spaced)}.{signature}")
    yield _decision("signature-of-another", "bad_signature", f"{header}.{payload}.{other_signature}")
    yield _decision("payload-of-another", "bad_signature", f"{header}.{other_payload}.{signature}")
    forged_header = to_bytes({"alg": "EdDSA", "kid": kid("ann"), "typ": st.DECISION}).decode()
    yield _decision("forged-by-another-key", "bad_signature", sign_with_header(forged_header, raw, "eve"))
    other_kid = to_bytes({"alg": "EdDSA", "kid": kid("bob"), "typ": st.DECISION})
    yield _decision("kid-swapped", "bad_signature", f"{b64url(other_kid)}.{payload}.{signature}")
    yield with_signature("signature-of-zeros", bytes(64))
    yield with_signature("signature-too-short", bytes(sig[:63]))
    yield with_signature("signature-too-long", bytes(sig) + b"\0")
    sig[0] ^= 1
    yield with_signature("signature-with-one-bit-changed", bytes(sig))
    sig[0] ^= 1
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(sig[32:], "little") + order
    yield with_signature("scalar-not-reduced", bytes(sig[:32]) + scalar.to_bytes(32, "little"))
