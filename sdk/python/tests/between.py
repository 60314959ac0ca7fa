"""A transport between a source and its gateway, that answers in its place or does not answer; and its time."""

from __future__ import annotations

from collections.abc import Callable

import httpx

Rule = Callable[[httpx.Request], httpx.Response | None]


class Between(httpx.BaseTransport):
    """What `rule` answers, it answers; the rest goes to the gateway."""

    def __init__(self) -> None:
        self.rule: Rule = lambda request: None
        self._through = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.rule(request) or self._through.handle_request(request)

    def close(self) -> None:
        self._through.close()


class Stopwatch:
    """Time that passes only while somebody sleeps, or waits for an answer that does not come."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def silent(self, *paths: str) -> Rule:
        """The connection is taken, and nothing is ever answered on these paths."""

        def rule(request: httpx.Request) -> None:
            if request.url.path.endswith(paths):
                self.seconds += request.extensions["timeout"]["read"]
                raise httpx.ReadTimeout("nothing came", request=request)

        return rule
