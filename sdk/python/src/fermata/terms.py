"""What a contract's terms must be to have an effect, and what satisfies a schema (JSON Schema 2020-12).

Formats are annotations, nothing is fetched, and patterns take linear time.
Schemas are judged by the library that gateway and desk use, so that all of them take the same arguments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jsonschema_rs import Draft202012Validator, ReferencingError, RegexOptions, ValidationError

from .codes import Refused

_POINTER = re.compile(r"(/([^~/]|~0|~1)*)+\Z")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_DURATION = re.compile(r"P(?=.)(\d{1,9}D)?(T(?=.)(\d{1,9}H)?(\d{1,9}M)?(\d{1,9}S)?)?\Z", re.ASCII)
_PLACE = re.compile(r"\{([^}]*)\}")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MAX_FIELDS = 256


def check_terms(terms: Mapping[str, Any]) -> None:
    """`bad_member` unless the terms can be used."""
    _must(len(terms["fields"]) <= _MAX_FIELDS, "too many fields")
    _must(bool(terms["title"].strip()), "the title says nothing")
    _must(all(_POINTER.match(each) for each in _PLACE.findall(terms["title"])), "the title names no pointer")
    _must(not set("{}") & set(_PLACE.sub("", terms["title"])), "the title has a lone brace")
    for field in terms["fields"]:
        _must(_POINTER.match(field["pointer"]), f"{field['pointer']} is no pointer")
        _must(field["label"].strip() and field["label"].isprintable(), "a label that can not be read")
        currency = field.get("currency", "/")
        _must(_CURRENCY.match(currency) or _POINTER.match(currency), f"{currency} is no currency")
    confirm = terms.get("confirm", "/")
    _must(_POINTER.match(confirm) and "*" not in confirm.split("/"), f"{confirm} names no one value")
    _must(all(_POINTER.match(each) for each in terms["redact"]), "redact names no pointer")
    if terms["reversible"] is not False and "within" in terms["reversible"]:
        _must(_DURATION.match(terms["reversible"]["within"]), "within is no duration")
    schema = terms["input_schema"]
    _must(schema.get("type") == "object", "the schema is not of an object")
    _must(_stays_inside(schema), "the schema points out of itself")
    compiled(schema)


def compiled(schema: Mapping[str, Any]) -> Draft202012Validator:
    """`bad_member` when nothing can be judged by it."""
    try:
        return Draft202012Validator(
            dict(schema), validate_formats=False, offline=True, pattern_options=RegexOptions()
        )
    except (ValidationError, ReferencingError, ValueError) as broken:
        raise Refused("bad_member", f"the schema can not be used: {str(broken)[:200]}") from broken


def check_value(schema: Mapping[str, Any], value: object) -> None:
    """`schema_violation` with the first pointer that does not fit; to a broken schema nothing fits."""
    try:
        validator = compiled(schema)
    except Refused as broken:
        raise Refused("schema_violation", str(broken)) from broken
    wrong = next(iter(validator.iter_errors(value)), None)
    if wrong is not None:
        pointer = "".join(f"/{step}" for step in wrong.instance_path)
        raise Refused("schema_violation", f"{pointer or '/'}: {wrong.message[:200]}")


def _must(holds: object, why: str) -> None:
    if not holds:
        raise Refused("bad_member", why)


def _stays_inside(schema: object) -> bool:
    if isinstance(schema, list):
        return all(map(_stays_inside, schema))
    if not isinstance(schema, dict):
        return True
    for name, member in schema.items():
        if name in ("$ref", "$dynamicRef") and isinstance(member, str) and not member.startswith("#"):
            return False
        if name == "$schema" and isinstance(member, str) and member.rstrip("#") != _DIALECT:
            return False
        if not _stays_inside(member):
            return False
    return True
