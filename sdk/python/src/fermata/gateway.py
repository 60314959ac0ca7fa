"""HTTP to the gateway: timeouts, bounded retries with backoff and jitter, problems as exceptions.

Retrying is safe because every POST carries an idempotency key. What an answer means is decided elsewhere; only
whether it can be Fermata's at all is decided here, because a proxy may answer in a gateway's place.
"""

from __future__ import annotations

import ipaddress
import random
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from .codes import Refused
from .deadline import Deadline
from .strict_json import parse_object

TIMEOUT = 10.0
# The least that a question needs to be answered at all.
LEAST = 1.0
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
_FOREIGN = "unexpected"


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

    @property
    def final(self) -> bool:
        """Fermata itself says no, and would again. Credentials can be mended; a proxy's answer passes."""
        refuses = 400 <= self.status < 500 and self.code != _FOREIGN
        return refuses and not self.temporary and self.status not in (401, 403)


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
        ca: str | None = None,
    ) -> None:
        verify = trusted(url, ca)
        self._bearer = bearer
        self._tries = tries
        self._sleep = sleep
        # Without the environment: a proxy named there would be handed the token, even for this machine.
        self._http = httpx.Client(
            base_url=url,
            timeout=TIMEOUT,
            transport=transport,
            follow_redirects=False,
            trust_env=False,
            verify=verify,
        )

    def close(self) -> None:
        self._http.close()

    def get(
        self, path: str, params: Mapping[str, Any], hold: float = 0, deadline: Deadline | None = None
    ) -> httpx.Response:
        """`hold` is how long the gateway may hold the answer back; the timeout is longer than that."""
        return self._send("GET", path, hold, deadline, params=params)

    def post(
        self,
        path: str,
        content_type: str,
        body: bytes,
        idempotency_key: str,
        deadline: Deadline | None = None,
    ) -> dict[str, Any]:
        headers = {"Content-Type": content_type, "Idempotency-Key": idempotency_key}
        return read(self._send("POST", path, 0, deadline, headers=headers, content=body))

    def _send(
        self,
        method: str,
        path: str,
        hold: float,
        deadline: Deadline | None,
        headers: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> httpx.Response:
        """With a deadline one try, which ends soon after it: whoever has one comes back by himself."""
        timeout, tries = hold + TIMEOUT, self._tries
        if deadline is not None:
            timeout, tries = min(timeout, max(LEAST, deadline.left_with_grace())), 1
        for attempt in range(tries):
            try:
                sent = {"Authorization": f"Bearer {self._bearer()}", **(headers or {})}
                response = self._http.request(method, path, headers=sent, timeout=timeout, **rest)
            except httpx.TransportError as wrong:
                problem: Exception = Unreachable(f"{method} {path}: {type(wrong).__name__}: {wrong}")
            else:
                if response.is_success or response.status_code == 423:
                    return response
                problem = _problem(response)
                if not problem.temporary:
                    raise problem
            if attempt + 1 < tries:
                self._sleep(backoff(attempt))
        raise problem


def trusted(url: str, ca: str | None) -> ssl.SSLContext | bool:
    """Who vouches for the gateway: this authority alone (PEM), else the machine's."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return ssl.create_default_context(cadata=ca)
    if parts.scheme == "http" and _here(parts.hostname or ""):
        return True
    raise ValueError(
        f"{url} is not on this machine: put a proxy with TLS before the gateway, and give its https:// address"
    )


def _here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def backoff(attempt: int) -> float:
    """Doubling from 0.1 s up to 10 s, with full jitter so that many clients do not come back at once."""
    return random.uniform(0.0, min(10.0, 0.1 * 2**attempt))


def read(response: httpx.Response) -> dict[str, Any]:
    """The answer as an object; what is none came from somebody else."""
    try:
        return parse_object(response.content)
    except Refused as wrong:
        raise foreign(response.status_code, wrong) from wrong


def foreign(status: int, why: Exception) -> GatewayError:
    return GatewayError(status, _FOREIGN, f"not an answer of Fermata's ({why!r}); check the address")


def _problem(response: httpx.Response) -> GatewayError:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    try:
        body = parse_object(response.content) if kind == "application/problem+json" else {}
    except Refused:
        body = {}
    code, detail = body.get("code"), body.get("detail") or body.get("title")
    said = [str(detail or response.reason_phrase)]
    errors = body.get("errors")
    if isinstance(errors, list):
        said += [f"{each.get('pointer')}: {each.get('text')}" for each in errors if isinstance(each, dict)]
    return GatewayError(response.status_code, str(code or _FOREIGN), "; ".join(said))
