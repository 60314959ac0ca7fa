"""What is so, whatever the window shows: asked of the gateway, the bus, the keychain and the disk.

Nothing here uses Fermata's own code; signatures are checked with PyJWT and a public key from the roster.
"""

import base64
import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt import PyJWK
from jwt.api_jws import PyJWS

from webdriver import wait_for


def unpadded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def typ(compact: str) -> str:
    return json.loads(unpadded(compact.split(".")[0]))["typ"]


def payload(compact: str) -> dict[str, Any]:
    return json.loads(unpadded(compact.split(".")[1]))


def sha256(compact: str) -> str:
    return b64url(hashlib.sha256(compact.encode()).digest())


class Gateway:
    """The gateway's HTTP interface, with a source's token."""

    def __init__(self, home: Path) -> None:
        source = json.loads(next((home / "sources").glob("*.json")).read_text())
        self._home = home
        self._headers = {"authorization": f"Bearer {source['token']}"}

    def get(self, path: str) -> Any:
        url = json.loads((self._home / "gateway.json").read_text())["url"]
        answer = httpx.get(url + path, headers=self._headers, trust_env=False, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def propose(self, draft: dict[str, Any], key: str) -> str:
        """Lets the source propose this; its escalation."""
        url = json.loads((self._home / "gateway.json").read_text())["url"]
        headers = self._headers | {"idempotency-key": key, "content-type": "application/json"}
        answer = httpx.post(url + "/v1/proposals", headers=headers, content=json.dumps(draft), trust_env=False, timeout=10)
        answer.raise_for_status()
        return answer.json()["esc"]

    def escalation(self, esc: str) -> dict[str, Any]:
        return self.get(f"/v1/escalations/{esc}")

    def status(self, esc: str) -> str:
        """The newest word on it: the source's outcome, else what the fold says."""
        state = self.escalation(esc)["state"]
        return state.get("outcome") or state["status"]

    def statements(self, esc: str, kind: str) -> list[str]:
        """All statements of one kind about an escalation, in log order."""
        entries = self.escalation(esc)["entries"]
        found = (statement for entry in entries for statement in entry["statements"])
        return [statement for statement in found if typ(statement) == f"fermata-{kind}+jws"]

    def standing(self, kind: str) -> list[dict[str, Any]]:
        """Payloads of all that stands of one kind, in log order."""
        found = (statement for entry in self.get("/v1/standing?after=0")["entries"] for statement in entry["statements"])
        return [payload(statement) for statement in found if typ(statement) == f"fermata-{kind}+jws"]

    def reviewer_key(self) -> dict[str, str]:
        """The public key of the only person in the newest roster."""
        (person,) = self.standing("roster")[-1]["people"]
        return person["keys"][0]["jwk"]


def verified(compact: str, jwk: dict[str, str]) -> dict[str, Any]:
    """The payload, by nothing but PyJWT and the public key; raises when the signature is bad."""
    key = PyJWK.from_dict(jwk, algorithm="EdDSA").key
    return json.loads(PyJWS().decode(compact, key, algorithms=["EdDSA"]))


class Bus:
    """Listens to every notification on the session's bus, from before the desk starts."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._file = log.open("wb")
        rule = "interface='org.freedesktop.Notifications',member='Notify'"
        self._monitor = subprocess.Popen(["dbus-monitor", "--session", rule], stdout=self._file)
        wait_for("dbus-monitor listens", lambda: "NameAcquired" in log.read_text() or "NameLost" in log.read_text())

    def notifications(self) -> list[tuple[str, str]]:
        """Summary and body of each, in order."""
        calls = self._log.read_text().split("member=Notify\n")[1:]
        strings = [re.findall(r'^   string "(.*?)"$', call, re.MULTILINE | re.DOTALL) for call in calls]
        return [(texts[2], texts[3]) for texts in strings if len(texts) >= 4]

    def close(self) -> None:
        self._monitor.terminate()
        self._monitor.wait(10)
        self._file.close()


def put_on_screen() -> list[tuple[str, str]]:
    """Summary and body of each notification that the daemon displayed, by its own history; it lists them once they are closed."""
    subprocess.run(["dunstctl", "close-all"], check=True)
    told = subprocess.run(["dunstctl", "history"], capture_output=True, check=True, text=True)
    shown = [entry for group in json.loads(told.stdout)["data"] for entry in group]
    return [(entry["summary"]["data"], entry["body"]["data"]) for entry in shown]


def keychain_secrets() -> list[bytes]:
    """Every secret that the session's keychain holds for Fermata."""
    service = ["service", "org.fermata.desk"]
    found = subprocess.run(["secret-tool", "search", "--all", *service], capture_output=True, check=True)
    names = re.findall(rb"^attribute\.username = (.*)$", found.stdout + found.stderr, re.MULTILINE)
    lookups = [["secret-tool", "lookup", *service, "username", name.decode()] for name in set(names)]
    return [subprocess.run(lookup, capture_output=True, check=True).stdout for lookup in lookups]


def encodings(secret: bytes) -> set[bytes]:
    """How a secret could lie in a file."""
    return {
        secret,
        base64.b64encode(secret).rstrip(b"="),
        base64.urlsafe_b64encode(secret).rstrip(b"="),
        secret.hex().encode(),
        secret.hex().upper().encode(),
    }


def files_with(secret: bytes, folder: Path) -> list[Path]:
    wanted = encodings(secret)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files, f"{folder} has no files: nothing was looked at"
    return [path for path in files if any(form in path.read_bytes() for form in wanted)]


def files_with_statement(compact: str, folder: Path) -> list[Path]:
    """Looks for each half of its signature: a database may cut one text where a page ends, and not both halves."""
    signature = compact.rsplit(".", 1)[1].encode()
    return [path for half in (signature[:43], signature[43:]) for path in files_with(half, folder)]


def public_x(seed: bytes) -> str:
    return b64url(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())
