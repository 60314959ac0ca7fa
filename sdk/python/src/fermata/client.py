"""A source: propose, wait, run, report. Every step survives the end of the process at any instant.

`Source` puts the pieces together; the checks are in `verify`, what must last is in `registry`. It may be shared
by threads: waits run beside each other, judging and committing one at a time.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from . import statement as st
from .codes import FINAL, Refused
from .compact import take_apart
from .contracts import contract_of
from .encoding import read_time, utc_now, write_time
from .gateway import Gateway, GatewayError, Unreachable, backoff, read
from .registry import Registry, Row
from .results import Action, Finished, RefusedHere, Result, Runs, Unknown
from .standing import Entry
from .strict_json import parse_object, write
from .verify import AHEAD, Me, check_halts, check_roster, verify_resolution
from .voice import Signing, Voice, Vouched

HOLD = 25.0


class Conflict(Exception):
    """The idempotency key was used for another action."""


class OutcomeUnknown(Exception):
    """Raised by a tool that can not tell whether it took effect."""


@dataclass(frozen=True)
class Proposed:
    esc: str
    status: str


@dataclass(frozen=True)
class Ran:
    """`result` ran, and this came of it."""

    result: Runs
    status: str
    value: Any = None
    error: str | None = None


class Source:
    """One source of one workspace, with its own registry."""

    def __init__(
        self,
        gateway_url: str,
        workspace: str,
        source_id: str,
        *,
        roster_pin: str,
        registry_path: Path,
        token: str | None = None,
        key_file: Path | None = None,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        tries: int = 6,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if (token is None) == (key_file is None):
            raise ValueError("give either a token (a vouched source) or a key_file (one that signs)")
        self.me = Me(source_id, workspace)
        self._now = now
        self._sleep = sleep
        self._voice: Voice = Vouched(token) if token else Signing(Path(str(key_file)), self.me, now)
        self._gateway = Gateway(gateway_url, self._voice.bearer, tries=tries, sleep=sleep, transport=transport)
        self.registry = Registry(registry_path)
        self._standing = self.registry.load_standing(workspace, roster_pin)
        self._answered_at: datetime | None = None
        self._taken: set[str] = set()
        self._judging = threading.RLock()
        self._reporting = threading.Lock()

    @classmethod
    def from_file(cls, path: Path, registry_path: Path | None = None, **rest: Any) -> Source:
        """From the file that `fermata init` writes; the registry lies beside it unless named."""
        given = json.loads(path.read_text(encoding="utf-8"))
        key_file = given.get("key_file")
        return cls(
            given["gateway"],
            given["workspace"],
            given["source"],
            roster_pin=given["roster_pin"],
            registry_path=registry_path or path.with_suffix(".db"),
            token=given.get("token"),
            key_file=path.parent / key_file if key_file else None,
            **rest,
        )

    def close(self) -> None:
        self._gateway.close()
        self.registry.close()

    # Propose

    def propose(self, draft: dict[str, Any], idempotency_key: str) -> Proposed:
        """Propose once per key, however often this is called and wherever the process ended in between."""
        row = self.registry.begin(idempotency_key, self._voice.proposal(write(draft)))
        if _asked(row.draft) != _asked(write(draft)):
            raise Conflict(f"{idempotency_key!r} was used for another action; use a new key for a new action")
        if row.esc is not None:
            return Proposed(row.esc, row.state)
        answer = self._gateway.post("/v1/proposals", self._voice.content_type, row.draft, idempotency_key)
        compact = str(answer.get("proposal"))
        with self._judging:
            self.refresh_standing()
            proposal = st.verify(compact, st.PROPOSAL, self._standing.in_force(), self._now())
        self._voice.check_proposal(row.draft, compact)
        esc = str(proposal.payload["jti"])
        if (proposal.payload["iss"], proposal.payload["ws"], esc) != (
            self.me.source,
            self.me.workspace,
            answer.get("esc"),
        ):
            raise Refused("proposal_mismatch", "the gateway signed for another source, workspace or id")
        self.registry.proposed(idempotency_key, esc, compact, proposal.sha256)
        return Proposed(esc, str(answer.get("status")))

    def withdraw(self, esc: str, reason: str) -> None:
        """Take it back; it counts when the resolution says so."""
        note = {"esc": esc, "type": "withdrawn", "body": {"reason": reason}}
        self.registry.queue(self._voice.report("note", f"{esc}:withdrawn", note))
        self.flush()

    # Wait

    def wait(self, esc: str, timeout: float) -> Result | None:
        """The proven result, stored before it is returned; None while there is none."""
        deadline = time.monotonic() + timeout
        attempt = 0
        while True:
            row = self._row(esc)
            if row.state != "pending":
                return self._stored(row)
            left = max(0.0, deadline - time.monotonic())
            result = self._ask(row, min(HOLD, left))
            if result is not None:
                return result
            if time.monotonic() >= deadline:
                return None
            self._sleep(min(backoff(attempt), left))
            attempt = min(attempt + 1, 6)

    def _ask(self, row: Row, hold: float) -> Result | None:
        assert row.esc and row.proposal
        path = f"/v1/escalations/{row.esc}/resolution"
        response = self._gateway.get(path, {"wait": int(hold)}, wait=hold)
        if response.status_code == 200:
            return self._judge(row.esc, response.content)
        if self._now() > read_time(_proposal(row)["expires_at"]) + AHEAD:
            return self._refuse(row, "expired")
        return None

    def _judge(self, esc: str, body: bytes) -> Result | None:
        """Steps 1 to 11. None: it did not hold, and the row stays pending to be asked for again."""
        with self._judging:
            row = self._row(esc)
            if row.state != "pending":
                return self._stored(row)
            self.refresh_standing()
            try:
                result = verify_resolution(
                    body,
                    me=self.me,
                    pending=lambda asked: self.registry.pending(asked) if asked == esc else None,
                    standing=self._standing,
                    answered_at=self._answered_at,
                    now=self._now(),
                )
                if isinstance(result, Runs):
                    self._decide(result, _proposal(row))
                else:
                    self.registry.close_with(result)
                return result
            except Refused as refused:
                self.last_refusal = refused
                return self._refuse(row, refused.code) if refused.code in FINAL else None

    last_refusal: Refused | None = None

    def _decide(self, result: Runs, proposal: dict[str, Any]) -> None:
        def halts() -> None:
            check_halts(self._standing, self.me.source, proposal, self._answered_at, self._now())

        self.registry.decide(result, halts, self._outcome(result, "accepted"))
        self._taken.add(result.esc)

    def _refuse(self, row: Row, code: str) -> RefusedHere:
        assert row.esc
        body = {"esc": row.esc, "proposal_sha256": row.proposal_sha256, "status": "refused"}
        report = self._voice.report("outcome", f"{row.esc}:refused", {**body, "code": code, "attempt": 1})
        self.registry.refuse(row.esc, code, report)
        self.flush()
        return RefusedHere(row.esc, code)

    # What was decided before, also before this process began

    def _stored(self, row: Row) -> Result:
        assert row.esc
        if row.state == "refused":
            return RefusedHere(row.esc, row.code or "")
        assert row.result
        if not isinstance(row.result, Runs):
            return row.result
        if row.outcome is not None:
            return Finished(row.esc, row.outcome, row.result.action)
        return row.result if self._may_run_again(row) else self._give_up(row.result)

    def _may_run_again(self, row: Row) -> bool:
        """The restart rule: only an idempotent tool, and only while steps 5, 6 and 10 still hold."""
        if row.esc in self._taken:
            return True
        proposal = _proposal(row)
        with self._judging:
            self.refresh_standing()
            try:
                check_roster(self._standing, self._answered_at, self._now())
                if self._now() > read_time(proposal["expires_at"]):
                    return False
                check_halts(self._standing, self.me.source, proposal, self._answered_at, self._now())
                contract = contract_of(proposal, self._standing.contracts)
            except Refused:
                return False
        return bool(contract and contract["idempotent"])

    def _give_up(self, result: Runs) -> Unknown:
        self.report(result, "unknown", error="the process ended while this was about to run")
        return Unknown(result.esc)

    # Run and report

    def run(self, esc: str, execute: Callable[[Action, str], Any], timeout: float) -> Ran | Result | None:
        """Wait, then run exactly what was signed, with `esc` as the idempotency key, and report it."""
        result = self.wait(esc, timeout)
        return self.perform(result, execute) if isinstance(result, Runs) else result

    def perform(self, result: Runs, execute: Callable[[Action, str], Any]) -> Ran:
        self.flush()
        started = self._now()
        stored = self._row(result.esc).result
        assert isinstance(stored, Runs)
        try:
            ran = Ran(stored, "executed", execute(stored.action, stored.esc))
        except OutcomeUnknown as wrong:
            ran = Ran(stored, "unknown", error=str(wrong))
        except Exception as wrong:
            ran = Ran(stored, "failed", error=f"{type(wrong).__name__}: {wrong}")
        self.report(stored, ran.status, error=ran.error, started_at=started)
        return ran

    def report(
        self,
        result: Runs,
        status: str,
        *,
        error: str | None = None,
        started_at: datetime | None = None,
        external_id: str | None = None,
    ) -> None:
        """Store the outcome, durably and before anything else, then tell the gateway."""
        times = (
            {"started_at": write_time(started_at), "ended_at": write_time(self._now())} if started_at else {}
        )
        said = {"error": error, "external_id": external_id}
        members = {**times, **{name: text for name, text in said.items() if text is not None}}
        self.registry.finish(result.esc, status, self._outcome(result, status, **members))
        self.flush()

    def _outcome(self, result: Runs, status: str, **members: str) -> Any:
        body = {
            "esc": result.esc,
            "proposal_sha256": result.proposal_sha256,
            "candidate_sha256": result.candidate_sha256,
            "status": status,
            "attempt": 1,
            **members,
        }
        return self._voice.report("outcome", f"{result.esc}:{status}", body)

    def flush(self) -> bool:
        """Send what is queued, in order; True when nothing is left. What can not be sent now stays queued."""
        with self._reporting:
            for report in self.registry.reports():
                try:
                    self._gateway.post(report.path, report.content_type, report.body, report.idempotency_key)
                except Unreachable:
                    return False
                except GatewayError as wrong:
                    if wrong.temporary or wrong.status in (401, 403):
                        return False
                    self.registry.settle_report(report.idempotency_key, "dead", str(wrong))
                else:
                    self.registry.settle_report(report.idempotency_key, "acknowledged")
            return True

    # The standing list

    def refresh_standing(self) -> None:
        """Read what is new; only an answer counts as fresh."""
        with self._judging:
            asked_at = self._now()
            answer = read(self._gateway.get("/v1/standing", {"after": self._standing.seq}))
            entries = [
                Entry(each["seq"], each["at"], each["id"], tuple(each["statements"]))
                for each in answer["entries"]
            ]
            self._standing.apply(entries)
            self.registry.store_standing(entries, self._standing.roster)
            self._answered_at = asked_at

    @property
    def contracts(self) -> dict[str, dict[str, Any]]:
        """The contracts in the standing list, by the hash that a draft names."""
        return dict(self._standing.contracts)

    def contract_for(self, tool: str) -> str | None:
        """The hash of the newest contract for this tool, for a draft's `contract`."""
        of_tool = [(each["version"], digest) for digest, each in self.contracts.items() if each["tool"] == tool]
        return max(of_tool)[1] if of_tool else None

    @property
    def queues(self) -> list[str]:
        """Where the roster lets this source propose."""
        entry = self._standing.in_force().sources.get(self.me.source, {})
        return list(entry.get("queues", []))

    def _row(self, esc: str) -> Row:
        row = self.registry.by_esc(esc)
        if row is None:
            raise KeyError(f"{esc} was not proposed by this source")
        return row


def _proposal(row: Row) -> dict[str, Any]:
    assert row.proposal
    return parse_object(take_apart(row.proposal, st.PROPOSAL).payload)


def _asked(sent: bytes) -> Any:
    """The action or question in a draft, or in a proposal signed here."""
    payload = parse_object(sent if sent.startswith(b"{") else take_apart(sent.decode("ascii")).payload)
    return payload.get("action"), payload.get("question")
