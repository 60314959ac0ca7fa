"""The agent, with a counter at every point where something becomes durable or leaves the process.

A step is the beginning of each SQL statement of each of its databases, the beginning and the end of each HTTP
call, and the end of each call of a tool. At the step `KILL_AT` the process kills itself with SIGKILL, so that
no handler and no buffer gets a last word; at `call` it does so when a tool has done its work and has not yet
returned. Each call of a tool is a line in `KILL_CALLS` before it begins, whatever the tool makes of it.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

import httpx

_at = os.environ["KILL_AT"]
_calls = os.open(os.environ["KILL_CALLS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_lock = threading.Lock()
_steps = 0
_connect = sqlite3.connect
_request = httpx.Client.request


def step(*_: object) -> None:
    global _steps
    with _lock:
        _steps += 1
        if str(_steps) == _at:
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

from airline_agent import graph  # noqa: E402
from airline_agent.__main__ import main  # noqa: E402

_write = graph.write


def write(airline: Any, world: str, tool: str, arguments: Any, esc: str) -> str:
    os.write(_calls, f"{json.dumps({'esc': esc, 'tool': tool})}\n".encode())
    answer = _write(airline, world, tool, arguments, esc)
    if _at == "call":
        os.kill(os.getpid(), signal.SIGKILL)
    step()
    return answer


graph.write = write

ended = main()
Path(f"{os.environ['KILL_CALLS']}.steps").write_text(str(_steps))
sys.exit(ended)
