"""Tools that write. Nothing in here is called before a person, or policy within the roster's bound, said yes.

Each effect is computed from the record as it stands, so that it can be shown before it is carried out.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .database import Airline, Record

WRITES = (
    "book_reservation",
    "cancel_reservation",
    "update_reservation_flights",
    "update_reservation_baggages",
    "update_reservation_passengers",
    "send_certificate",
)
_UPDATES = {
    "update_reservation_flights": ("cabin", "flights"),
    "update_reservation_baggages": ("total_baggages", "nonfree_baggages"),
    "update_reservation_passengers": ("passengers",),
}


def write(airline: Airline, world: str, tool: str, arguments: Record, esc: str) -> str:
    """Carry it out, once per escalation."""

    def effect() -> tuple[str, str, Record, str]:
        kind, key, _, after = preview(airline, world, tool, arguments, esc)
        if tool == "send_certificate":
            return kind, key, after, f"Sent a certificate of {arguments['amount']} USD to {key}."
        return kind, key, after, json.dumps(after)

    return airline.execute(esc, world, tool, arguments, effect)


def preview(
    airline: Airline, world: str, tool: str, arguments: Record, esc: str = ""
) -> tuple[str, str, Record | None, Record]:
    """What it touches, as it is and as it would be: kind, id, before, after."""
    if tool == "book_reservation":
        key = hashlib.sha256(esc.encode()).hexdigest()[:6].upper() if esc else "NEW"
        booked = {name: value for name, value in arguments.items() if name != "payment_methods"}
        paid = arguments.get("payment_methods", [])
        return (
            "reservations",
            key,
            None,
            {"reservation_id": key, **booked, "payment_history": paid, "status": "booked"},
        )
    if tool == "send_certificate":
        key = str(arguments["user_id"])
        before = airline.find(world, "customers", key)
        customer = before or {"user_id": key}
        sent = [*customer.get("certificates", []), arguments["amount"]]
        return "customers", key, before, {**customer, "certificates": sent}
    key = str(arguments["reservation_id"])
    before = airline.find(world, "reservations", key)
    reservation = before or {"reservation_id": key}
    if tool == "cancel_reservation":
        return "reservations", key, before, {**reservation, "status": "cancelled"}
    changed = {name: arguments[name] for name in _UPDATES[tool] if name in arguments}
    return "reservations", key, before, {**reservation, **changed}


def subject_of(airline: Airline, world: str, arguments: dict[str, Any]) -> dict[str, str] | None:
    """The customer it is about, where that is known."""
    customer = arguments.get("user_id")
    if customer is None and "reservation_id" in arguments:
        reservation = airline.find(world, "reservations", str(arguments["reservation_id"])) or {}
        customer = reservation.get("user_id")
    if customer is None:
        return None
    record = airline.find(world, "customers", str(customer)) or {}
    name = record.get("name", {})
    shown = f"{name.get('first_name', '')} {name.get('last_name', '')}".strip()
    subject = {"system": "airline", "type": "customer", "id": str(customer)}
    return {**subject, "name": shown} if shown else subject
