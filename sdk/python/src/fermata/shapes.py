"""Shapes: small checks that are put together into the form of a payload. They check, they do not convert."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from .codes import Refused
from .encoding import read_time, unb64url

Check = Callable[[object], None]

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-%s[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z"


def bad(detail: str) -> Refused:
    return Refused("bad_member", detail)


def matching(pattern: str | re.Pattern[str], called: str) -> Check:
    form = re.compile(pattern)

    def check(value: object) -> None:
        if not isinstance(value, str) or not form.match(value):
            raise bad(f"not {called}")

    return check


name = matching(_NAME, "a name such as 'airline-bot'")
uuid7 = matching(_UUID % "7", "a UUIDv7")
entry_id = matching(_UUID % "[78]", "an entry id")


def text(value: object) -> None:
    if not isinstance(value, str):
        raise bad("not a text")


def flag(value: object) -> None:
    if not isinstance(value, bool):
        raise bad("not true or false")


def true(value: object) -> None:
    if value is not True:
        raise bad("not true")


def time(value: object) -> None:
    read_time(value)


def anything(value: object) -> None:
    """A place where other people's JSON stands."""


def any_object(value: object) -> None:
    if not isinstance(value, dict):
        raise bad("not an object")


def digest(value: object) -> None:
    _base64(value, 32)


def nonce(value: object) -> None:
    _base64(value, 16)


def _base64(value: object, size: int) -> None:
    try:
        fits = isinstance(value, str) and len(unb64url(value)) == size
    except Refused:
        fits = False
    if not fits:
        raise bad(f"not {size} bytes in base64url")


def integer(least: int = 0, most: int = 2**53 - 1) -> Check:
    def check(value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise bad(f"not an integer from {least} to {most}")

    return check


def share(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise bad("not a number from 0 to 1")


def one_of(*words: str) -> Check:
    def check(value: object) -> None:
        if value not in words:
            raise bad(f"not one of {', '.join(words)}")

    return check


def list_of(item: Check, least: int = 0, most: int = 10_000, unique: bool = False) -> Check:
    def check(value: object) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise bad(f"not a list of {least} to {most}")
        for each in value:
            item(each)
        if unique and len({str(each) for each in value}) != len(value):
            raise bad("an item stands twice")

    return check


def obj(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Exactly these members: others are `unknown_member`, ill-formed or missing ones `bad_member`.

    Members are looked at in the order of the document, so that two faults have one code in every language.
    """
    known = {**required, **(optional or {})}

    def check(value: object) -> None:
        if not isinstance(value, dict):
            raise bad("not an object")
        for member, found in value.items():
            if member not in known:
                raise Refused("unknown_member", repr(member))
            try:
                known[member](found)
            except Refused as wrong:
                raise Refused(wrong.code, f"in {member!r}: {wrong.detail}") from wrong
        for member in required:
            if member not in value:
                raise bad(f"{member!r} is missing")

    return check


def either(*checks: Check) -> Check:
    """The first that fits; where none does, what the last one says."""

    def check(value: object) -> None:
        for attempt in checks[:-1]:
            try:
                return attempt(value)
            except Refused:
                continue
        return checks[-1](value)

    return check
