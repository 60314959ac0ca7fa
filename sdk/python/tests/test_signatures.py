"""The signatures of `vectors/signatures`: this verifier accepts no bad one and refuses no good one.

Their messages are no statements, so they go to the algorithm that the JWS library's call ends in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fermata.compact import _JWS
from fermata.encoding import b64url
from fermata.keys import public_key

SIGNATURES = Path(__file__).resolve().parents[3] / "vectors/signatures"
EDDSA = _JWS.get_algorithm_by_name("EdDSA")


def _tests() -> Iterator[Any]:
    for name in ("wycheproof", "rfc8037"):
        read = json.loads((SIGNATURES / f"{name}.json").read_text(encoding="utf-8"))
        tests = [(group["publicKey"]["pk"], test) for group in read["testGroups"] for test in group["tests"]]
        assert len(tests) == read["numberOfTests"]
        for pk, test in tests:
            yield pytest.param(pk, test, id=f"{name} {test['tcId']} {test['result']}")


def test_the_file_of_wycheproof_is_unchanged() -> None:
    """Its README says which one it is, in hexadecimal."""
    digest = hashlib.sha256((SIGNATURES / "wycheproof.json").read_bytes()).hexdigest()
    assert digest in (SIGNATURES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("pk", "test"), list(_tests()))
def test_signature(pk: str, test: dict[str, Any]) -> None:
    key = public_key({"kty": "OKP", "crv": "Ed25519", "x": b64url(bytes.fromhex(pk))})
    message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
    assert EDDSA.verify(message, key, signature) is (test["result"] == "valid")
