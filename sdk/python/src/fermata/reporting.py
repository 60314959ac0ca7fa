"""Telling the gateway what became of it: made durable first, sent in order, kept until acknowledged."""

from __future__ import annotations

import threading
from typing import Any

from .deadline import Deadline
from .gateway import Gateway, GatewayError, Unreachable
from .registry import Registry, Report, Row
from .results import Runs
from .voice import Voice


class Reporting:
    def __init__(self, voice: Voice, gateway: Gateway, registry: Registry) -> None:
        self._voice = voice
        self._gateway = gateway
        self._registry = registry
        self._sending = threading.Lock()

    def of_run(self, result: Runs, status: str, **members: str) -> Report:
        row = self._registry.by_esc(result.esc)
        body: dict[str, Any] = {
            "esc": result.esc,
            "proposal_sha256": result.proposal_sha256,
            "candidate_sha256": result.candidate_sha256,
            "status": status,
            # What was accepted, or given up, before it began belongs to the first.
            "attempt": max(1, row.attempts) if row else 1,
            **members,
        }
        return self._voice.report("outcome", f"{result.esc}:{status}", body)

    def of_refusal(self, row: Row, code: str) -> Report:
        body = {"esc": row.esc, "proposal_sha256": row.proposal_sha256, "status": "refused"}
        return self._voice.report("outcome", f"{row.esc}:refused", {**body, "code": code, "attempt": 1})

    def of_withdrawal(self, esc: str, reason: str) -> Report:
        body = {"esc": esc, "type": "withdrawn", "body": {"reason": reason}}
        return self._voice.report("note", f"{esc}:withdrawn", body)

    def flush(self, deadline: Deadline | None = None) -> bool:
        """Send what is queued, in order; True when nothing is left. What can not be sent now stays queued."""
        self._registry.check_process()
        if not self._sending.acquire(timeout=-1 if deadline is None else deadline.left_with_grace()):
            return False
        try:
            for report in self._registry.reports():
                late = deadline is not None and not deadline.left_with_grace()
                if late or not self._told(report, deadline):
                    return False
            return True
        finally:
            self._sending.release()

    def _told(self, report: Report, deadline: Deadline | None) -> bool:
        """Whether this one is settled. Only Fermata's own answer settles it, not a proxy's."""
        key = report.idempotency_key
        try:
            answer = self._gateway.post(report.path, report.content_type, report.body, key, deadline)
        except Unreachable:
            return False
        except GatewayError as wrong:
            if wrong.final:
                self._registry.settle_report(key, "dead", str(wrong))
            return wrong.final
        if "receipt" not in answer:
            return False
        self._registry.settle_report(key, "acknowledged")
        return True
