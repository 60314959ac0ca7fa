"""The form of every payload (protocol, sections 3, 4 and 7): what may stand in it, and what must."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import actions, decisions, rosters
from .common import RISKS, STATUSES

_KB = 1024
_SHAPES: dict[str, tuple[int, Callable[[Any], None]]] = {
    "fermata-proposal+jws": (640 * _KB, actions.proposal),
    "fermata-verdict+jws": (32 * _KB, decisions.verdict),
    "fermata-decision+jws": (64 * _KB, decisions.decision),
    "fermata-note+jws": (32 * _KB, decisions.note),
    "fermata-outcome+jws": (32 * _KB, decisions.outcome),
    "fermata-receipt+jws": (32 * _KB, decisions.receipt),
    "fermata-roster+jws": (640 * _KB, rosters.roster),
    "fermata-contract+jws": (640 * _KB, actions.contract),
    "fermata-policy+jws": (640 * _KB, rosters.policy),
    "fermata-halt+jws": (32 * _KB, decisions.halt),
    "fermata-session+jws": (32 * _KB, decisions.session),
}
TYPS = frozenset(_SHAPES)


def size_cap(typ: str) -> int:
    """The longest compact string of this kind."""
    return _SHAPES[typ][0]


def check_shape(typ: str, payload: Mapping[str, Any]) -> None:
    _SHAPES[typ][1](payload)


__all__ = ["RISKS", "STATUSES", "TYPS", "check_shape", "size_cap"]
