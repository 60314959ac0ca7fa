"""Fermata for sources: propose an action, wait for people, run only what they signed."""

from .client import Conflict, OutcomeUnknown, Proposed, Ran, Recovered, Source
from .codes import Refused
from .database import RegistryBusy, RegistryError, RegistryFull
from .gateway import GatewayError, Unreachable
from .results import (
    Action,
    Allowed,
    Approved,
    Denied,
    Edited,
    Expired,
    Finished,
    RefusedHere,
    Rejected,
    Responded,
    Result,
    Runs,
    Unknown,
    Withdrawn,
)

__all__ = [
    "Action",
    "Allowed",
    "Approved",
    "Conflict",
    "Denied",
    "Edited",
    "Expired",
    "Finished",
    "GatewayError",
    "OutcomeUnknown",
    "Proposed",
    "Ran",
    "Recovered",
    "Refused",
    "RefusedHere",
    "RegistryBusy",
    "RegistryError",
    "RegistryFull",
    "Rejected",
    "Responded",
    "Result",
    "Runs",
    "Source",
    "Unknown",
    "Unreachable",
    "Withdrawn",
]
