"""Tools that only read. They run at once; what the airline's records do not know, the recording answers."""

from __future__ import annotations

import ast
import json
import operator
from collections.abc import Callable
from typing import Any

from .database import Airline

Answer = str | None
_OPERATORS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def read(airline: Airline, world: str, tool: str, arguments: dict[str, Any], recorded: Answer) -> str:
    answer = READS[tool](airline, world, arguments, recorded)
    return answer if answer is not None else recorded or "Error: nothing found"


def _record(kind: str, named: str) -> Callable[..., Answer]:
    def found(airline: Airline, world: str, arguments: dict[str, Any], recorded: Answer) -> Answer:
        key = str(arguments[named])
        record = airline.find(world, kind, key)
        if record is None and recorded and recorded.startswith("{"):
            airline.learn(world, kind, key, json.loads(recorded))
            record = airline.find(world, kind, key)
        return json.dumps(record) if record is not None else None

    return found


def _search(airline: Airline, world: str, arguments: dict[str, Any], recorded: Answer) -> Answer:
    flights = airline.search(arguments["date"], arguments["origin"], arguments["destination"])
    return json.dumps(flights) if flights else recorded or "[]"


def _as_recorded(airline: Airline, world: str, arguments: dict[str, Any], recorded: Answer) -> Answer:
    return recorded


def _calculate(airline: Airline, world: str, arguments: dict[str, Any], recorded: Answer) -> Answer:
    try:
        value = _value(ast.parse(str(arguments["expression"]), mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError) as wrong:
        return f"Error: {wrong}"
    return str(round(value, 2))


def _value(node: ast.AST) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.operand))
    raise ValueError("only numbers, + - * / and parentheses")


READS: dict[str, Callable[..., Answer]] = {
    "get_user_details": _record("customers", "user_id"),
    "get_reservation_details": _record("reservations", "reservation_id"),
    "search_direct_flight": _search,
    "search_onestop_flight": _as_recorded,
    "list_all_airports": _as_recorded,
    "transfer_to_human_agents": _as_recorded,
    "think": lambda *_: "",
    "calculate": _calculate,
}
