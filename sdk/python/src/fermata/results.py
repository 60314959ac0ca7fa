"""What came of a proposal. Each ending is its own type, so a timeout can never pass for a person's no.

`to_row` and `from_row` are the form in which the registry keeps them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Action:
    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class _Ending:
    word: ClassVar[str]
    esc: str


@dataclass(frozen=True)
class _Runs(_Ending):
    """The three endings after which something runs: exactly `action`."""

    action: Action
    candidate_sha256: str
    proposal_sha256: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Approved(_Runs):
    """People approved the action as proposed."""

    word = "approved"


@dataclass(frozen=True)
class Edited(_Runs):
    """People changed the arguments and stand on the changed action."""

    word = "edited"
    proposed: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Allowed(_Runs):
    """Policy let it pass, within what the roster lets pass unseen."""

    word = "allowed"


@dataclass(frozen=True)
class Rejected(_Ending):
    """A person said no."""

    word = "rejected"
    people: tuple[str, ...]
    reason: str
    message: str = ""


@dataclass(frozen=True)
class Responded(_Ending):
    """A person answered instead of deciding on the action."""

    word = "responded"
    people: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Expired(_Ending):
    """Nobody decided in time."""

    word = "expired"


@dataclass(frozen=True)
class Withdrawn(_Ending):
    """The source took it back."""

    word = "withdrawn"
    reason: str


@dataclass(frozen=True)
class Denied(_Ending):
    """Policy said no; no person was asked."""

    word = "denied"
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RefusedHere(_Ending):
    """This source refused what the gateway sent, for good. `code` says which check failed."""

    word = "refused"
    code: str


@dataclass(frozen=True)
class Unknown(_Ending):
    """It was about to run when this process ended, and may not be run again: a person has to look."""

    word = "unknown"


@dataclass(frozen=True)
class Finished(_Ending):
    """It ran before, and its outcome is stored here."""

    word = "finished"
    status: str
    action: Action | None = None


Runs = Approved | Edited | Allowed
Closed = Rejected | Responded | Expired | Withdrawn | Denied
Resolution = Runs | Closed
Result = Resolution | RefusedHere | Unknown | Finished

_TYPES: dict[str, type[Any]] = {
    each.word: each for each in (Approved, Edited, Allowed, Rejected, Responded, Expired, Withdrawn, Denied)
}


def to_row(result: Resolution) -> dict[str, Any]:
    return {"word": result.word, **asdict(result)}


def from_row(row: dict[str, Any]) -> Resolution:
    members = dict(row)
    kind = _TYPES[members.pop("word")]
    if "action" in members:
        members["action"] = Action(**members["action"])
    for name in ("people", "reasons"):
        if name in members:
            members[name] = tuple(members[name])
    made: Resolution = kind(**members)
    return made
