"""HTTP to the gateway: timeouts, bounded retries with backoff and jitter, problems as exceptions.

Retrying is safe because every POST carries an idempotency key. What an answer means is decided elsewhere.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from .codes import Refused
from .strict_json import parse_object

_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})


class GatewayError(Exception):
    """The gateway answered with a problem."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{code} (HTTP {status}): {detail}")
        self.status = status
        self.code = code
        self.detail = detail

    @property
    def temporary(self) -> bool:
        return self.status in _TEMPORARY


class Unreachable(Exception):
    """No answer after the last try; what was to be sent is kept, and can be sent again."""


class Gateway:
    def __init__(
        self,
        url: str,
        bearer: Callable[[], str],
        *,
        tries: int = 6,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._bearer = bearer
        self._tries = tries
        self._sleep = sleep
        self._http = httpx.Client(base_url=url, timeout=10.0, transport=transport, follow_redirects=False)

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, params: Mapping[str, Any], wait: float = 0) -> httpx.Response:
        """`wait` is how long the gateway may hold the answer back; the timeout is longer than that."""
        return self._send("GET", path, params=params, timeout=wait + 10.0)

    def post(self, path: str, content_type: str, body: bytes, idempotency_key: str) -> dict[str, Any]:
        headers = {"Content-Type": content_type, "Idempotency-Key": idempotency_key}
        return read(self._send("POST", path, headers=headers, content=body))

    def _send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **rest: Any
    ) -> httpx.Response:
        for attempt in range(self._tries):
            try:
                sent = {"Authorization": f"Bearer {self._bearer()}", **(headers or {})}
                response = self._http.request(method, path, headers=sent, **rest)
            except httpx.TransportError as wrong:
                problem: Exception = Unreachable(f"{method} {path}: {type(wrong).__name__}: {wrong}")
            else:
                if response.is_success or response.status_code == 423:
                    return response
                problem = _problem(response)
                if not problem.temporary:
                    raise problem
            if attempt + 1 < self._tries:
                self._sleep(backoff(attempt))
        raise problem


def backoff(attempt: int) -> float:
    """Doubling from 0.1 s up to 10 s, with full jitter so that many clients do not come back at once."""
    return random.uniform(0.0, min(10.0, 0.1 * 2**attempt))


def read(response: httpx.Response) -> dict[str, Any]:
    return parse_object(response.content)


def _problem(response: httpx.Response) -> GatewayError:
    try:
        body = parse_object(response.content)
    except Refused:
        body = {}
    code, detail = body.get("code"), body.get("detail") or body.get("title")
    said = [str(detail or response.reason_phrase)]
    errors = body.get("errors")
    if isinstance(errors, list):
        said += [f"{each.get('pointer')}: {each.get('text')}" for each in errors if isinstance(each, dict)]
    return GatewayError(response.status_code, str(code or "unexpected"), "; ".join(said))
