"""How a case about a resolution is written down."""

from __future__ import annotations

import json
from typing import Any

from fermata.encoding import sha256
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


def ended(w: World, name: str, resolution: str, outcome: str, *people: str, **more: Any) -> Case:
    """A case in which nothing runs; what it expects beside the people is in `expect`."""
    expect = {"outcome": outcome, "leaves": "closed", **({"people": sorted(people)} if people else {})}
    return resolution_case(w, name, resolution, {**expect, **more.pop("expect", {})}, **more)


def runs(w: World, name: str, resolution: str, outcome: str, *people: str, **changes: Any) -> Case:
    """A case in which the proposal's action runs, or the one of the edit that stands in it."""
    statements = json.loads(resolution)["statements"]
    action = payload_of(statements[0])["action"]
    candidate = statements[0]
    if outcome == "edited":
        candidate = [each for each in statements if payload_of(each).get("decision") == "edit"][-1]
        action = {"tool": action["tool"], "arguments": payload_of(candidate)["arguments"]}
    expect = {"outcome": outcome, "leaves": "decided", "action": action, "candidate_sha256": sha256(candidate)}
    if outcome != "allowed":
        expect["people"] = sorted(people)
    return resolution_case(w, name, resolution, expect, **changes)
