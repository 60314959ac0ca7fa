"""The agent, with a counter at every point where something becomes durable or leaves the process.

Each SQL statement of each of its databases and each HTTP call, before it and after it, is a step. At the step
`KILL_AT` the process kills itself with SIGKILL, so that no handler and no buffer gets a last word.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
from typing import Any

import httpx

_at = int(os.environ["KILL_AT"])
_lock = threading.Lock()
_steps = 0
_connect = sqlite3.connect
_request = httpx.Client.request


def step(*_: object) -> None:
    global _steps
    with _lock:
        _steps += 1
        if _steps == _at:
            os.kill(os.getpid(), signal.SIGKILL)


def connect(*given: Any, **named: Any) -> sqlite3.Connection:
    connection = _connect(*given, **named)
    connection.set_trace_callback(step)
    return connection


def request(self: httpx.Client, *given: Any, **named: Any) -> httpx.Response:
    step()
    response = _request(self, *given, **named)
    step()
    return response


sqlite3.connect = connect  # type: ignore[assignment]
httpx.Client.request = request  # type: ignore[method-assign]

from airline_agent.__main__ import main  # noqa: E402

sys.exit(main())
