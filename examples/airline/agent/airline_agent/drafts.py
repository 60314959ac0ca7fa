"""From a tool call to the draft of a proposal: the action, the confidence, what a person needs to see."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from .database import Airline
from .script import Call, Run, agreement
from .writes import preview, subject_of

LONGEST = 256 * 1024
VERBS = ["approve", "edit", "reject", "respond"]


def draft(
    airline: Airline,
    runs: list[Run],
    run: Run,
    turn: int,
    call: Call,
    answers: dict[str, str],
    contract: str,
    queue: str,
    started_at: str,
) -> dict[str, Any]:
    agreeing, trials = agreement(runs, run, call)
    expires_at = datetime.now(UTC) + timedelta(days=7)
    made: dict[str, Any] = {
        "expires_at": expires_at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{expires_at.microsecond // 1000:03d}Z",
        "queue": queue,
        "kind": "action",
        "action": {"tool": call.tool, "arguments": call.arguments},
        "contract": contract,
        "allowed": VERBS,
        "confidence": {
            "value": agreeing / trials,
            "method": "self_consistency",
            "samples": {"agreeing": agreeing, "of": trials},
        },
        "context": _context(airline, run, turn, call, answers),
        "run": {
            "id": run.thread,
            "agent": "airline-agent",
            "model": run.model,
            "step": turn,
            "attempt": 1,
            "started_at": started_at,
        },
        "deliver": {"kind": "poll"},
    }
    said = run.messages[turn].get("content")
    if said:
        made["narration"] = said
    return made


def _context(airline: Airline, run: Run, turn: int, call: Call, answers: dict[str, str]) -> dict[str, Any]:
    messages = run.conversation(turn, answers)
    # A proposal must fit through every broker; the newest part of a long conversation is the one that matters.
    while len(json.dumps(messages)) > LONGEST and len(messages) > 1:
        messages = messages[1:]
    _, _, before, after = preview(airline, run.thread, call.tool, call.arguments)
    context: dict[str, Any] = {"messages": messages, "evidence": _evidence(messages), "after": after}
    if before is not None:
        context["before"] = before
    subject = subject_of(airline, run.thread, call.arguments)
    if subject:
        context["subject"] = subject
    return context


def _evidence(messages: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The newest answer of each reading tool."""
    newest: dict[str, dict[str, str]] = {}
    for message in messages:
        title = str(message.get("name", ""))
        if message["role"] == "tool" and title.startswith(("get_", "search_")):
            newest[title] = {"title": title, "media_type": "application/json", "text": str(message["content"])}
    return list(newest.values())
