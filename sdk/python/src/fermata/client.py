"""A source: propose, wait, run, report. Every step survives the end of the process at any instant.

`Source` puts the pieces together: the checks are in `verify`, what must last is in `registry`, the order of
steps is in `waiting` and `decided`. It may be shared by threads, and not by processes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from . import statement as st
from .codes import Refused
from .compact import take_apart
from .deadline import Deadline
from .decided import Decided
from .encoding import utc_now, write_time
from .gateway import Gateway, GatewayError
from .reader import StandingReader
from .registry import Registry, Row
from .reporting import Reporting
from .results import Action, Result, Runs
from .strict_json import parse_object, write
from .verify import Me
from .voice import Signing, Voice, Vouched
from .waiting import Waiting


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


@dataclass(frozen=True)
class Recovered:
    """What a start found. The first three hold escalations."""

    run_again: list[str]
    """May run again: `run`."""
    unknown: list[str]
    """Reported as unknown: a person has to look."""
    waiting: list[str]
    """Wait for people: `wait` or `run`."""
    not_proposed: list[tuple[str, GatewayError | Refused]]
    """Idempotency keys of proposals that the gateway did not take, each with why."""


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
        monotonic: Callable[[], float] = time.monotonic,
        tries: int = 6,
        transport: httpx.BaseTransport | None = None,
        ca: str | None = None,
    ) -> None:
        if (token is None) == (key_file is None):
            raise ValueError("give either a token (a vouched source) or a key_file (one that signs)")
        self.me = Me(source_id, workspace)
        self._now = now
        self._monotonic = monotonic
        self._voice: Voice = Vouched(token) if token else Signing(Path(str(key_file)), self.me, now)
        self._gateway = Gateway(
            gateway_url, self._voice.bearer, tries=tries, sleep=sleep, transport=transport, ca=ca
        )
        self.registry = Registry(registry_path)
        standing = self.registry.load_standing(workspace, roster_pin)
        self._reader = StandingReader(self._gateway, self.registry, standing, now)
        self._reporting = Reporting(self._voice, self._gateway, self.registry)
        self._decided = Decided(self.me, self.registry, self._reader, self._reporting, now)
        self._waiting = Waiting(
            self.me,
            self._gateway,
            self.registry,
            self._reader,
            self._reporting,
            self._decided,
            now,
            sleep,
            monotonic,
        )

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
            ca=given.get("ca"),
            **rest,
        )

    def close(self) -> None:
        self._gateway.close()
        self.registry.close()

    def propose(self, draft: dict[str, Any], idempotency_key: str) -> Proposed:
        """Propose once per key, however often this is called and wherever the process ended in between."""
        row = self.registry.begin(idempotency_key, self._voice.proposal(write(draft)))
        if row.state == "fenced":
            raise Conflict(f"{idempotency_key!r} was in flight when this registry was saved; use a new key")
        if _asked(row.draft) != _asked(write(draft)):
            raise Conflict(f"{idempotency_key!r} was used for another action; use a new key for a new action")
        return Proposed(row.esc, row.state) if row.esc is not None else self._send(row)

    def _send(self, row: Row) -> Proposed:
        """Send what is stored, and store what came of it."""
        key = row.idempotency_key
        answer = self._gateway.post("/v1/proposals", self._voice.content_type, row.draft, key)
        compact = str(answer.get("proposal"))
        self._reader.refresh()
        proposal = st.verify(compact, st.PROPOSAL, self._reader.roster(), self._now())
        self._voice.check_proposal(row.draft, compact)
        esc = str(proposal.payload["jti"])
        mine = (self.me.source, self.me.workspace, answer.get("esc"))
        if (proposal.payload["iss"], proposal.payload["ws"], esc) != mine:
            raise Refused("proposal_mismatch", "the gateway signed for another source, workspace or id")
        self.registry.proposed(key, esc, compact, proposal.sha256)
        return Proposed(esc, str(answer.get("status")))

    def recover(self) -> Recovered:
        """Take up what the process before left: call it once at the start, before anything is proposed or run.

        What was sent without an answer is sent again under its key; what was decided and has no outcome may run
        again only by the restart rule; reports are sent. `Unreachable` or `GatewayError` if the gateway has
        to be asked and gives no answer: then nothing is lost, call it again.
        """
        not_proposed: list[tuple[str, GatewayError | Refused]] = []
        for row in self.registry.proposing():
            try:
                self._send(row)
            except GatewayError as wrong:
                if not wrong.final:
                    raise
                not_proposed.append((row.idempotency_key, wrong))
            except Refused as refused:
                not_proposed.append((row.idempotency_key, refused))
        found = self._decided.take_up()
        self.flush()
        return Recovered(*found, not_proposed)

    def fence(self) -> None:
        """After restoring the registry from a backup: what was open may have run since, so none of it runs."""
        self.registry.fence_calls()
        self._decided.close_open()

    def withdraw(self, esc: str, reason: str) -> None:
        """Take it back; it counts when the resolution says so."""
        self.registry.queue(self._reporting.of_withdrawal(esc, reason))
        self.flush()

    def wait(self, esc: str, timeout: float) -> Result | None:
        """The proven result, stored before it is returned; None while there is none.

        It takes `timeout` and a few seconds at most, also when the gateway never answers. `Unreachable` or
        `GatewayError` if the last question got no answer; then it can be called again.
        """
        return self._waiting.wait(esc, timeout)

    @property
    def last_refusal(self) -> Refused | None:
        """Why the newest resolution that did not hold did not hold."""
        return self._waiting.last_refusal

    def run(self, esc: str, execute: Callable[[Action, str], Any], timeout: float) -> Ran | Result | None:
        """Wait, then run exactly what was signed, with `esc` as the idempotency key, and report it."""
        result = self.wait(esc, timeout)
        return self.perform(result, execute) if isinstance(result, Runs) else result

    def perform(self, result: Runs, execute: Callable[[Action, str], Any]) -> Ran:
        """Run what the registry holds for this result, and report what came of it."""
        # `accepted` is told first. If the gateway is away it stays queued, and what was approved runs.
        self._reporting.flush(Deadline(0, self._monotonic))
        with self._decided.running(result.esc) as stored:
            started = self._now()
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
        said = {
            "error": error,
            "external_id": external_id,
            "started_at": write_time(started_at) if started_at else None,
            "ended_at": write_time(self._now()) if started_at else None,
        }
        members = {name: text for name, text in said.items() if text is not None}
        self.registry.finish(result.esc, status, self._reporting.of_run(result, status, **members))
        self.flush()

    def flush(self) -> bool:
        """Send the reports that wait; True when nothing is left."""
        return self._reporting.flush()

    def refresh_standing(self) -> None:
        """Read what is new in the standing list."""
        self._reader.refresh()

    @property
    def contracts(self) -> dict[str, dict[str, Any]]:
        """The contracts in the standing list, by the hash that a draft names."""
        return dict(self._reader.standing.contracts)

    def contract_for(self, tool: str) -> str | None:
        """The hash of the newest contract for this tool, for a draft's `contract`."""
        of_tool = [(each["version"], digest) for digest, each in self.contracts.items() if each["tool"] == tool]
        return max(of_tool)[1] if of_tool else None

    @property
    def queues(self) -> list[str]:
        """Where the roster lets this source propose."""
        return list(self._reader.roster().sources.get(self.me.source, {}).get("queues", []))


def _asked(sent: bytes) -> Any:
    """The action or question in a draft, or in a proposal signed here."""
    payload = parse_object(sent if sent.startswith(b"{") else take_apart(sent.decode("ascii")).payload)
    return payload.get("action"), payload.get("question")
