"""I-JSON, read strictly (RFC 7493): every departure has its own code, nothing is repaired.

Two readers of the same bytes must never see two meanings, so duplicate members, lone surrogates and numbers
that a double can not hold are refused before anybody looks at a value.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from .codes import Refused

MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1

_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_DIGITS = re.compile(r"[0-9]*")
_ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def parse(data: bytes) -> Any:
    """The value that `data` holds, or `Refused` with the code of the first rule it breaks."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Refused("not_utf8", str(wrong)) from wrong
    _Scan(text).document()
    return json.loads(text, parse_int=_integer)


def parse_object(data: bytes) -> dict[str, Any]:
    value = parse(data)
    if not isinstance(value, dict):
        raise Refused("bad_member", "not an object")
    return value


def write(value: object) -> bytes:
    """Compact JSON in UTF-8, for payloads and drafts made here."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _integer(text: str) -> int | float:
    """`-0` is no integer: of the two zeros it is the other one, and that only a double has."""
    return -0.0 if text == "-0" else int(text)


def _bad(detail: str) -> Refused:
    return Refused("bad_json", detail)


class _Scan:
    """Walks the document once, so that of two faults the first one gives the code, in every language."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def document(self) -> None:
        self._space()
        self._value(0)
        self._space()
        if self._at != len(self._text):
            raise _bad("something follows the document")

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        found = self._peek()
        if not found:
            raise _bad("cut short")
        self._at += 1
        return found

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise _bad(f"at character {self._at}")
        self._at = found.end()
        return found.group()

    def _space(self) -> None:
        self._match(_SPACE)

    def _word(self, word: str) -> None:
        if not self._text.startswith(word, self._at):
            raise _bad(f"at character {self._at}")
        self._at += len(word)

    def _value(self, depth: int) -> None:
        first = self._peek()
        if first in ("{", "["):
            if depth == MAX_DEPTH:
                raise Refused("too_deep", f"nested deeper than {MAX_DEPTH}")
            self._items(depth + 1, *(("}", set()) if first == "{" else ("]", None)))
        elif first == '"':
            self._string()
        elif first in ("t", "f", "n"):
            self._word({"t": "true", "f": "false", "n": "null"}[first])
        elif first == "-" or first in tuple("0123456789"):
            self._number()
        else:
            raise _bad(f"at character {self._at}")

    def _items(self, depth: int, end: str, seen: set[str] | None) -> None:
        self._at += 1
        self._space()
        if self._peek() == end:
            self._at += 1
            return
        while True:
            self._space()
            if seen is not None:
                self._member(seen)
            self._value(depth)
            self._space()
            follows = self._take()
            if follows == end:
                return
            if follows != ",":
                raise _bad(f"at character {self._at - 1}")

    def _member(self, seen: set[str]) -> None:
        if self._peek() != '"':
            raise _bad(f"at character {self._at}")
        name = self._string()
        if name in seen:
            raise Refused("duplicate_member", repr(name))
        seen.add(name)
        self._space()
        self._word(":")
        self._space()

    def _string(self) -> str:
        self._at += 1
        found = []
        while True:
            found.append(self._match(_PLAIN))
            ends = self._take()
            if ends == '"':
                return "".join(found)
            if ends != "\\":
                raise _bad("a control character in a text")
            found.append(self._escape())

    def _escape(self) -> str:
        letter = self._take()
        if letter in _ESCAPED:
            return _ESCAPED[letter]
        if letter != "u":
            raise _bad(f"the escape {letter!r}")
        unit = int(self._match(_HEX), 16)
        if 0xD800 <= unit < 0xDC00:
            if not self._text.startswith("\\u", self._at):
                raise Refused("lone_surrogate", "half of a surrogate pair")
            self._at += 2
            low = int(self._match(_HEX), 16)
            if not 0xDC00 <= low < 0xE000:
                raise Refused("lone_surrogate", "half of a surrogate pair")
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
        elif 0xDC00 <= unit < 0xE000:
            raise Refused("lone_surrogate", "half of a surrogate pair")
        return chr(unit)

    def _number(self) -> None:
        begins = self._at
        if self._peek() == "-":
            self._at += 1
        whole = self._match(_DIGITS)
        if not whole or (len(whole) > 1 and whole[0] == "0"):
            raise _bad("not a number")
        after = self._at
        if self._peek() == ".":
            self._at += 1
            self._digits()
        if self._peek() in ("e", "E"):
            self._at += 1
            if self._peek() in ("+", "-"):
                self._at += 1
            self._digits()
        if after == self._at:
            # The length first: converting thousands of digits costs quadratic time.
            if len(whole) > 16 or int(whole) > MAX_INTEGER:
                raise Refused("unsafe_integer", whole[:32])
            return
        value = float(self._text[begins : self._at])
        if math.isinf(value):
            raise _bad("a number that no double can hold")
        if value.is_integer() and abs(value) > MAX_INTEGER:
            raise Refused("unsafe_integer", self._text[begins : begins + 32])

    def _digits(self) -> None:
        if not self._match(_DIGITS):
            raise _bad("not a number")
