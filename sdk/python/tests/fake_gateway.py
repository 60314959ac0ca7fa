"""A gateway in the test's own process: real HTTP on loopback, real signatures, no policy and no log.

It can lose an answer after it did the work, answer as a proxy would, and fail on demand: what sources survive.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fermata import statement as st
from fermata.compact import take_apart
from fermata.encoding import b64url, sha256, utc_now, write_time
from named_keys import payload_of, seed, sign, to_bytes
from signed_world import WORKSPACE, World

TOKEN = "token-of-the-tests"
Reviewer = Callable[["FakeGateway", str], None]


class FakeGateway:
    def __init__(self, world: World, verdict: str = "escalate") -> None:
        self.world = world
        self.verdict = verdict
        self.answers: dict[str, tuple[bytes, dict[str, Any]]] = {}
        self.proposals: dict[str, str] = {}
        self.verdicts: dict[str, str] = {}
        self.resolutions: dict[str, str] = {}
        self.outcomes: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.reported: set[str] = set()
        self.requests: list[str] = []
        self.fail: list[int] = []
        self.lose: list[str] = []
        self.foreign: list[str] = []
        self.alter: Callable[[bytes], bytes] = lambda payload: payload
        self.reviewer: Reviewer | None = None
        self.changed = threading.Condition()
        self.closing = False
        handler = type("Handler", (_Handler,), {"gateway": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        with self.changed:
            self.closing = True
            self.changed.notify_all()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def source_file(self) -> dict[str, str]:
        return {
            "gateway": self.url,
            "workspace": WORKSPACE,
            "source": self.world.source,
            "token": TOKEN,
            "roster_pin": self.world.pin,
        }

    # What reviewers do

    def resolve(self, esc: str, make: Callable[[World, str, str], str]) -> None:
        """`make(world, proposal, verdict)` gives the resolution."""
        with self.changed:
            self.resolutions[esc] = make(self.world, self.proposals[esc], self.verdicts[esc])
            self.changed.notify_all()

    def approve(self, esc: str, *people: str) -> None:
        def made(world: World, proposal: str, verdict: str) -> str:
            approvals = [world.decision(each, "approve", proposal, verdict) for each in people or ("ann",)]
            return world.resolution("approved", [proposal, verdict, *approvals])

        self.resolve(esc, made)

    def edit(self, esc: str, arguments: dict[str, Any]) -> None:
        def made(world: World, proposal: str, verdict: str) -> str:
            edit = world.decision("ann", "edit", proposal, verdict, arguments=arguments)
            over = world.verdict(proposal, candidate=edit)
            return world.resolution("edited", [proposal, verdict, edit, over])

        self.resolve(esc, made)

    def close_by(self, esc: str, verb: str, **changes: Any) -> None:
        def made(world: World, proposal: str, verdict: str) -> str:
            status = {"reject": "rejected", "respond": "responded"}[verb]
            decision = world.decision("bob", verb, proposal, verdict, **changes)
            return world.resolution(status, [proposal, verdict, decision])

        self.resolve(esc, made)

    def expire(self, esc: str) -> None:
        def made(world: World, proposal: str, verdict: str) -> str:
            closing = world.receipt(proposal, [proposal, verdict], says="expired")
            return world.resolution("expired", [proposal, verdict, closing])

        self.resolve(esc, made)

    def add_standing(self, *statements: str) -> None:
        with self.changed:
            self.world.add_standing(*statements, at=write_time(utc_now()))

    def statuses(self, esc: str) -> list[str]:
        return [each["status"] for each in self.outcomes if each["esc"] == esc]

    # What the handler asks

    def propose(self, key: str, content_type: str, body: bytes) -> tuple[int, dict[str, Any]]:
        with self.changed:
            if key in self.answers:
                sent, answer = self.answers[key]
                if sent != body:
                    return 409, {"code": "id_conflict", "title": "another body under this key"}
                return 202, answer
            proposal = body.decode() if content_type == "application/jose" else self._vouch(key, body)
            esc = payload_of(proposal)["jti"]
            verdict = self.world.verdict(proposal, self.verdict)
            status = {"escalate": "open", "allow": "allowed", "deny": "denied"}[self.verdict]
            answer = {"esc": esc, "status": status, "proposal": proposal, "verdict": verdict}
            self.answers[key] = (body, answer)
            self.proposals[esc], self.verdicts[esc] = proposal, verdict
            if self.verdict != "escalate":
                self.resolutions[esc] = self.world.resolution(status, [proposal, verdict])
        if self.reviewer:
            self.reviewer(self, esc)
        return 202, answer

    def _vouch(self, key: str, draft: bytes) -> str:
        head = {**self.world.head(f"proposal {key}", self.world.source), "nonce": b64url(seed(key, 16))}
        payload = to_bytes(head)[:-1] + b"," + draft[1:]
        return sign(st.PROPOSAL, self.alter(payload), "gateway-1")

    def resolution(self, esc: str, wait: float) -> str | None:
        deadline = time.monotonic() + wait
        with self.changed:
            while esc not in self.resolutions and not self.closing and time.monotonic() < deadline:
                self.changed.wait(deadline - time.monotonic())
            return self.resolutions.get(esc)

    def report(self, path: str, key: str, content_type: str, body: bytes) -> dict[str, Any]:
        payload = take_apart(body.decode()).payload if content_type == "application/jose" else body
        said = json.loads(payload)
        with self.changed:
            if key not in self.reported:
                self.reported.add(key)
                (self.outcomes if "status" in said else self.notes).append(said)
                self.changed.notify_all()
        return {"receipt": sha256(payload)}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A peer that is killed in the middle of a sentence is what some tests are about."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    gateway: FakeGateway
    protocol_version = "HTTP/1.1"
    # Without it each answer waits for the peer's delayed acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the tests say what went wrong."""

    def _faulty(self) -> bool:
        self.gateway.requests.append(f"{self.command} {self.path}")
        if self.gateway.fail:
            self._answer(self.gateway.fail.pop(0), {"code": "saturated", "title": "try later"})
            return True
        if (
            self.headers.get("Authorization") != f"Bearer {TOKEN}"
            and "signing" not in self.gateway.world.source
        ):
            self._answer(401, {"code": "unauthenticated", "title": "who are you"})
            return True
        return False

    def _answer(self, status: int, body: object = None) -> None:
        path = urlsplit(self.path).path
        if path in self.gateway.lose:
            self.gateway.lose.remove(path)
            self.close_connection = True
            self.connection.close()
            return
        kind = "application/json" if status < 400 else "application/problem+json"
        if path in self.gateway.foreign:
            self.gateway.foreign.remove(path)
            status, body, kind = 404, "<h1>Not found</h1>", "text/html"
        raw = b"" if body is None else body.encode() if isinstance(body, str) else to_bytes(body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_GET(self) -> None:
        if self._faulty():
            return
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/v1/standing":
            after = int(asked.get("after", 0))
            entries = [each for each in self.gateway.world.standing if each["seq"] > after]
            self._answer(200, {"entries": entries, "seq": len(self.gateway.world.standing)})
            return
        esc = url.path.split("/")[3]
        if esc not in self.gateway.proposals:
            self._answer(404, {"code": "not_found", "title": "no such escalation"})
            return
        found = self.gateway.resolution(esc, float(asked.get("wait", 0)))
        if found is None:
            self._answer(204)
        else:
            self._answer(200, found)

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        body = self.rfile.read(size)
        if len(body) < size:
            # The peer was killed while it spoke.
            self.close_connection = True
            return
        if self._faulty():
            return
        key, kind = self.headers["Idempotency-Key"], self.headers["Content-Type"]
        if self.path == "/v1/proposals":
            self._answer(*self.gateway.propose(key, kind, body))
        else:
            self._answer(200, self.gateway.report(self.path, key, kind, body))
