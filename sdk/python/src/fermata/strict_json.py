"""I-JSON, read strictly (RFC 7493): every departure has its own code, nothing is repaired.

Two readers of the same bytes must never see two meanings, so duplicate members, lone surrogates and numbers
that a double can not hold are refused before anybody looks at a value.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from .codes import Refused

MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(data: bytes) -> Any:
    """The value that `data` holds, or `Refused` with the code of the first rule it breaks."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Refused("not_utf8", str(wrong)) from wrong
    if text.startswith("\ufeff"):
        raise Refused("bad_json", "begins with a byte order mark")
    _check_depth(data)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_number,
        )
    except (ValueError, RecursionError) as wrong:
        raise Refused("bad_json", str(wrong)) from wrong
    _check_text(value)
    return value


def parse_object(data: bytes) -> dict[str, Any]:
    value = parse(data)
    if not isinstance(value, dict):
        raise Refused("bad_member", "not an object")
    return value


def write(value: object) -> bytes:
    """Compact JSON in UTF-8, for payloads and drafts made here."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _check_depth(data: bytes) -> None:
    depth = 0
    for bracket in _BRACKETS.finditer(_STRINGS.sub(b"", data)):
        depth += 1 if bracket.group() in b"[{" else -1
        if depth > MAX_DEPTH:
            raise Refused("too_deep", f"nested deeper than {MAX_DEPTH}")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused("duplicate_member", repr(twice))
    return members


def _no_constant(word: str) -> NoReturn:
    raise Refused("bad_json", f"{word} is not JSON")


def _integer(text: str) -> int:
    # The length first: converting thousands of digits costs quadratic time.
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise Refused("unsafe_integer", text[:32])
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise Refused("bad_json", "a number that no double can hold")
    if value.is_integer() and abs(value) > MAX_INTEGER:
        raise Refused("unsafe_integer", text[:32])
    return value


def _check_text(value: object) -> None:
    if isinstance(value, str):
        if _SURROGATE.search(value):
            raise Refused("lone_surrogate", "half of a surrogate pair")
    elif isinstance(value, dict):
        for name, member in value.items():
            _check_text(name)
            _check_text(member)
    elif isinstance(value, list):
        for item in value:
            _check_text(item)
