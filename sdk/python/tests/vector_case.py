"""How a case about a resolution is written down."""

from __future__ import annotations

import json
from typing import Any

from named_keys import payload_of
from signed_world import World

Case = dict[str, Any]
ORDERS = {"type": "array", "items": {"type": "string", "pattern": "^ORD-[0-9]+$"}, "maxItems": 3}
SMALLER = {"order_id": "ORD-1", "amount": "9.00"}


def pending_row(proposal: str, state: str = "pending") -> dict[str, str]:
    return {"esc": payload_of(proposal)["jti"], "proposal": proposal, "state": state}


def resolution_case(w: World, name: str, resolution: str, expect: dict[str, Any], **changes: Any) -> Case:
    stored = changes.pop("stored", None) or json.loads(resolution)["statements"][0]
    return {
        "name": name,
        "layer": "resolution",
        "world": "base",
        "now": w.issued,
        "answered_at": w.later(seconds=-5),
        "pending": [pending_row(stored)],
        "resolution": resolution,
        "expect": expect,
        **changes,
    }


def refused(w: World, name: str, code: str, resolution: str, **changes: Any) -> Case:
    """A case whose code is final."""
    return resolution_case(w, name, resolution, {"code": code, "leaves": "refused"}, **changes)


def held(w: World, name: str, code: str, resolution: str, leaves: str = "pending", **changes: Any) -> Case:
    """A case that leaves the row as it was."""
    return resolution_case(w, name, resolution, {"code": code, "leaves": leaves}, **changes)


def allowed(w: World, tool: str, **draft: Any) -> str:
    proposal = w.proposal(f"allowed {tool}", tool=tool, **draft)
    contract = w.contracts.get(tool)
    verdict = w.verdict(proposal, "allow", risk="low" if contract else "high")
    return w.resolution("allowed", [proposal, verdict])
