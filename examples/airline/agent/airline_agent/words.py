"""What the model is told: each ending in its own words, so that it never takes a timeout for a no."""

from __future__ import annotations

import json
from typing import Any

from fermata import (
    Denied,
    Edited,
    Expired,
    Finished,
    Ran,
    RefusedHere,
    Rejected,
    Responded,
    Result,
    Unknown,
    Withdrawn,
)


def of_run(ran: Ran) -> str:
    if ran.status == "executed":
        done = str(ran.value)
        return f"{of_edit(ran.result)} {done}" if isinstance(ran.result, Edited) else done
    if ran.status == "unknown":
        return f"Error: it is not known whether this took effect ({ran.error}). A person has to look."
    return f"Error: approved, but carrying it out failed: {ran.error}"


def of_edit(result: Edited) -> str:
    changes = [
        f"{name}: {json.dumps(result.proposed.get(name))} became {json.dumps(value)}"
        for name, value in result.action.arguments.items()
        if result.proposed.get(name) != value
    ]
    changes += [f"{name} was taken out" for name in result.proposed if name not in result.action.arguments]
    changed = "; ".join(changes)
    return f"A reviewer changed this before approving it ({changed}). The changed action was carried out:"


def of_ending(result: Result, answer: str | None) -> str:
    """What to say where nothing ran now. `answer` is what an earlier run of the same approval answered."""
    match result:
        case Rejected(reason=reason, message=message):
            said = f'with the message "{message}"' if message else "without a message"
            return f"Rejected by a reviewer for {reason}, {said}. It was not carried out."
        case Responded(answer=said):
            return f'A reviewer answered instead of deciding: "{said}". It was not carried out.'
        case Expired():
            return "Nobody decided in time, so it was not carried out. This is not a no."
        case Withdrawn(reason=reason):
            return f'It was withdrawn ("{reason}") and not carried out.'
        case Denied(reasons=reasons):
            return f"The airline's policy forbids this: {'; '.join(reasons)} No person was asked."
        case RefusedHere(code=code):
            return f"Error: the approval did not hold ({code}), so it was not carried out."
        case Finished() if answer is not None:
            return answer
        case Unknown() | Finished(status="unknown"):
            return "Error: it is not known whether this took effect. A person has to look."
        case Finished(status=status):
            return f"Error: approved, and ended as {status}."
    raise TypeError(f"nothing to say about {type(result).__name__}")


def as_event(result: Result) -> dict[str, Any]:
    named = {"reason", "message", "answer", "code", "people", "status"}
    return {"result": result.word, **{name: value for name, value in vars(result).items() if name in named}}
