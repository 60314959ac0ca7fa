"""Good resolutions, each changed at random in one or two places and signed again.

What one verifier says of them, the other must say too.

Nobody judged them by hand. The seed is fixed, so that a second run gives the same bytes.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from fermata.compact import take_apart
from fermata.encoding import sha256
from named_keys import kid, payload_of, sign, to_bytes, uuid
from signed_world import World
from vector_case import ORDERS, Case, allowed, pending_row

SEED = 20261127
CASES = 400
SIGNERS = ("ann", "bob", "dan", "eve", "gateway-1", "root-1", "source-1")
NAMES = {kid(name): name for name in SIGNERS}


def mutated(w: World) -> Iterator[Case]:
    """Cases of the layer `resolution` without what is expected."""
    chance = random.Random(SEED)
    good = list(_good(w))
    for number in range(CASES):
        body = json.loads(chance.choice(good))
        stored = body["statements"][0]
        for _ in range(chance.choice((1, 1, 1, 2))):
            _change(body, [json.loads(each) for each in good], chance)
        if chance.random() < 0.8:
            _sign_receipt_again(body)
        now, answered = chance.choice(_moments(w)) if chance.random() < 0.1 else _moments(w)[0]
        pending = body["statements"][0] if body["statements"] and chance.random() < 0.3 else stored
        yield {
            "name": f"mutated-{number}",
            "layer": "resolution",
            "world": "base",
            "now": now,
            "answered_at": answered,
            "pending": [_row(pending, stored)],
            "resolution": to_bytes(body).decode(),
        }


def _good(w: World) -> Iterator[str]:
    yield w.approved("ann")
    yield w.approved("ann", "bob")
    yield w.edited("ann")
    yield w.edited("ann", "bob")
    yield w.closed("bob", "reject")
    yield w.closed("ann", "respond")
    yield allowed(w, "order.note")
    asked = {"text": "Which orders?", "answer_schema": ORDERS}
    typed = w.proposal("mutated", kind="question", action=None, question=asked, allowed=["respond"])
    yield w.closed("ann", "respond", proposal=typed, answer='["ORD-1"]')
    proposal = w.proposal()
    verdict, deny = w.verdict(proposal), w.verdict(proposal, "deny")
    closing = w.receipt(proposal, [proposal, verdict], says="expired")
    note = w.note("gateway-1", "withdrawn", {"reason": "The customer called back."}, proposal, iss=w.source)
    yield w.resolution("denied", [proposal, deny])
    yield w.resolution("expired", [proposal, verdict, closing])
    yield w.resolution("withdrawn", [proposal, verdict, note])


def _moments(w: World) -> list[tuple[str, str]]:
    """Now, and when the standing list was answered; the usual ones first."""
    minute, day = 60, 24 * 3600
    shifts = (0, day, 40 * day, -119, -121, 59 * minute, 61 * minute)
    fresh = [(w.later(seconds=now), w.later(seconds=now - 5)) for now in shifts]
    return [*fresh, (w.issued, w.later(seconds=-60)), (w.issued, w.later(seconds=1))]


def _row(proposal: str, stored: str) -> dict[str, str]:
    """The source has stored what was proposed, or what came of it if that is about the same escalation."""
    try:
        about = payload_of(proposal).get("jti")
    except (ValueError, LookupError, AttributeError):
        about = None
    return pending_row(proposal if about == payload_of(stored)["jti"] else stored)


def _change(body: dict[str, Any], others: list[dict[str, Any]], chance: random.Random) -> None:
    statements = body["statements"]
    kind = chance.choice(("drop", "twice", "swap", "foreign", "status", "esc", *["payload"] * 12))
    if not statements or kind == "status":
        body["status"] = chance.choice(others)["status"]
    elif kind == "esc":
        body["esc"] = uuid("another escalation")
    elif kind == "drop":
        statements.pop(chance.randrange(len(statements)))
    elif kind == "twice":
        statements.append(chance.choice(statements))
    elif kind == "swap":
        chance.shuffle(statements)
    elif kind == "foreign":
        statements[chance.randrange(len(statements))] = chance.choice(chance.choice(others)["statements"])
    elif chance.random() < 0.15:
        body["receipt"] = _signed_again(body["receipt"], chance)
    else:
        at = chance.randrange(len(statements))
        statements[at] = _signed_again(statements[at], chance)


def _signed_again(compact: str, chance: random.Random) -> str:
    parts = take_apart(compact)
    payload = payload_of(compact)
    _mutate(payload, chance)
    key = NAMES[parts.kid] if chance.random() < 0.85 else chance.choice(SIGNERS)
    return sign(parts.typ, payload, key)


def _mutate(value: Any, chance: random.Random) -> None:
    """Goes down to a random member and changes it."""
    inner = [name for name in value if isinstance(value[name], dict) and value[name]]
    if inner and chance.random() < 0.5:
        _mutate(value[chance.choice(inner)], chance)
        return
    name = chance.choice(list(value))
    kind = chance.random()
    if kind < 0.2:
        del value[name]
    elif kind < 0.3:
        value["extra"] = value[name]
    else:
        value[name] = chance.choice(_instead_of(value[name], chance))


def _instead_of(value: Any, chance: random.Random) -> list[Any]:
    words = [
        "",
        "x",
        "low",
        "critical",
        "approve",
        "escalate",
        "allow",
        "support",
        "ann",
        uuid("else"),
        sha256("else"),
    ]
    times = [
        "2026-11-23T10:00:00.000Z",
        "2026-11-23T10:00:00Z",
        "2036-01-01T00:00:00.000Z",
        "2026-02-30T00:00:00.000Z",
    ]
    numbers = [0, 1, -1, 2, 3, 1.5, 2**53 - 1, 2**53, 2**32]
    others = [None, True, [], {}, [value], {"a": value}]
    close: list[Any] = numbers
    if isinstance(value, bool):
        close = [not value]
    elif isinstance(value, str):
        close = times if value.endswith("Z") else words
    elif isinstance(value, list):
        close = [[], value[:1], value * 2, [*copy.deepcopy(value), "x"]]
    strange = [*words, *numbers, *others] if chance.random() < 0.15 else []
    return [*close, *strange]


def _sign_receipt_again(body: dict[str, Any]) -> None:
    payload = payload_of(body["receipt"])
    payload["statements"] = [sha256(each) for each in body["statements"]]
    parts = take_apart(body["receipt"])
    body["receipt"] = sign(parts.typ, payload, NAMES[parts.kid])
