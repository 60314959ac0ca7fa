"""The contract a source holds, and its schema check (JSON Schema 2020-12, formats as annotations)."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from referencing.exceptions import Unresolvable

from .codes import Refused

# An empty registry: what a schema refers to stands in the schema itself, nothing is fetched.
_LOCAL: Registry[Any] = Registry()


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


def check_arguments(schema: dict[str, Any], arguments: dict[str, Any]) -> None:
    """`schema_violation` with the first pointer that does not fit; to a broken schema nothing fits."""
    try:
        Draft202012Validator.check_schema(schema)
        wrong = next(Draft202012Validator(schema, registry=_LOCAL).iter_errors(arguments), None)
    except (SchemaError, Unresolvable) as broken:
        raise Refused("schema_violation", "the contract's schema can not be used") from broken
    if wrong is not None:
        pointer = "".join(f"/{step}" for step in wrong.absolute_path)
        raise Refused("schema_violation", f"{pointer or '/'}: {wrong.message[:200]}")
