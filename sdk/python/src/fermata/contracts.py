"""The contract a source holds, and what people may answer to a question."""

from __future__ import annotations

from typing import Any

from . import strict_json
from .codes import Refused
from .terms import check_value


def contract_of(proposal: dict[str, Any], held: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """The reviewed contract that the proposal names, or None for an inline one."""
    named = proposal["contract"]
    contract = named["inline"] if isinstance(named, dict) else held.get(named)
    if contract is None:
        raise Refused("tool_changed", f"the contract {named} is not in the standing list")
    if contract["tool"] != proposal["action"]["tool"]:
        raise Refused("tool_changed", f"the contract is for {contract['tool']}")
    return None if isinstance(named, dict) else contract


def input_schema(proposal: dict[str, Any], contract: dict[str, Any] | None) -> dict[str, Any]:
    schema: dict[str, Any] = (contract or proposal["contract"]["inline"])["input_schema"]
    return schema


def check_answer(proposal: dict[str, Any], answer: str) -> None:
    """Any text answers, or JSON as text that fits where the question has a schema: else `schema_violation`."""
    schema = proposal.get("question", {}).get("answer_schema")
    if schema is None:
        return
    try:
        value = strict_json.parse(answer.encode())
    except Refused as broken:
        raise Refused("schema_violation", f"the answer is no JSON: {broken}") from broken
    check_value(schema, value)
