"""Vector cases about contracts in the standing list: one that can not be used has no effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from named_keys import uuid
from signed_world import REFUND_SCHEMA, World
from vector_states import Case, read_step, state_case

OBJECT = {"type": "object"}


def refused_contracts(w: World) -> Iterator[Case]:
    for name, changes in (
        ("title-says-nothing", {"title": " "}),
        ("title-has-a-lone-brace", {"title": "Refund } now"}),
        ("title-does-not-close-a-brace", {"title": "Refund {/amount"}),
        ("title-names-no-pointer", {"title": "Refund {amount}"}),
        ("title-names-half-a-pointer", {"title": "Refund {/a~2}"}),
        ("field-is-no-pointer", {"fields": _field(pointer="order_id")}),
        ("field-has-no-label", {"fields": _field(label=" ")}),
        ("field-has-a-hidden-label", {"fields": _field(label="Or\u202eder")}),
        ("field-has-a-label-with-a-line-feed", {"fields": _field(label="Or\nder")}),
        ("field-has-a-currency-in-words", {"fields": _field(format="money", currency="euro")}),
        ("confirms-a-list", {"confirm": "/orders/*"}),
        ("confirms-no-pointer", {"confirm": "order_id"}),
        ("redacts-no-pointer", {"redact": ["order_id"]}),
        ("undone-within-a-month", {"reversible": {"within": "P1M"}}),
        ("undone-within-nothing", {"reversible": {"within": "P"}}),
        ("undone-within-no-time", {"reversible": {"within": "P1DT"}}),
        ("schema-is-of-no-object", {"input_schema": {"type": "array"}}),
        ("schema-says-no-type", {"input_schema": {}}),
        ("schema-has-a-type-that-is-none", {"input_schema": {**OBJECT, "properties": {"a": {"type": "date"}}}}),
        (
            "schema-points-out",
            {"input_schema": {**OBJECT, "properties": {"a": {"$ref": "https://a.example/b"}}}},
        ),
        ("schema-points-at-nothing", {"input_schema": {**OBJECT, "properties": {"a": {"$ref": "#/$defs/b"}}}}),
        (
            "schema-is-of-another-draft",
            {"input_schema": {**OBJECT, "$schema": "http://json-schema.org/draft-07/schema#"}},
        ),
        ("schema-looks-ahead", {"input_schema": {**OBJECT, "properties": {"a": {"pattern": "(?=a)b"}}}}),
        ("schema-looks-back", {"input_schema": {**OBJECT, "properties": {"a": {"pattern": "(a)\\1"}}}}),
        (
            "schema-fills-memory",
            {"input_schema": {**OBJECT, "properties": {"a": {"pattern": "((a{999}){999}){999}"}}}},
        ),
        ("schema-names-by-a-bad-pattern", {"input_schema": {**OBJECT, "patternProperties": {"(": {}}}}),
        ("schema-has-a-minimum-in-words", {"input_schema": {**OBJECT, "properties": {"a": {"minimum": "1"}}}}),
    ):
        yield _read(w, f"contract-whose-{name}", "bad_member", **changes)


def accepted_contracts(w: World) -> Iterator[Case]:
    sound = {
        "title": "Refund {/amount} of {/lines/*/a~1b}",
        "fields": _field(pointer="/a~0b/*/c", label="Größe, in cm", format="money", currency="/unit"),
        "confirm": "/order_id",
        "redact": ["/card/*/number"],
        "reversible": {"within": "P1DT12H30M5S", "by": "order.charge"},
        "input_schema": {**REFUND_SCHEMA, "$defs": {"self": {"$ref": "#"}}},
    }
    yield _read(w, "a-contract-that-uses-everything", **sound)


def _read(w: World, name: str, *marks: str, **changes: Any) -> Case:
    first = len(w.standing) + 1
    contract = w.contract("order.refund", "low", jti=uuid(name), version=2, **changes)
    marked = [(first, code) for code in marks]
    return state_case(name, [read_step(w.issued, [w.entry(first, contract, at=w.issued)], 1, *marked)])


def _field(**changes: Any) -> list[dict[str, Any]]:
    return [{"pointer": "/order_id", "label": "Order", "format": "id", **changes}]
