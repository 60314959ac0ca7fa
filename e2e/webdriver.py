"""The part of W3C WebDriver that the window's tests need, spoken to WebKitWebDriver over HTTP.

Elements are found by `data-testid`, so that a change of look breaks no test.
"""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

T = TypeVar("T")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Control": "\ue009", "Shift": "\ue008", "Backspace": "\ue003"}
NOT_YET = (
    "no such element",
    "stale element reference",
    "element not interactable",
    "element click intercepted",
)
PAINTED = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)));"


class WebDriverError(Exception):
    """What the driver answered instead of a value."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


def wait_for(what: str, look: Callable[[], T], seconds: float = 20) -> T:
    """Looks again and again until there is something to see."""
    end = time.monotonic() + seconds
    while True:
        try:
            if found := look():
                return found
        except WebDriverError as error:
            if error.code not in NOT_YET:
                raise
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:.0f} s in vain: {what}")
        time.sleep(0.05)


class Window:
    """One window of one binary, with its own driver process; the binary inherits the driver's environment."""

    def __init__(self, binary: Path | str, arguments: list[str], environment: dict[str, str], log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self._log = log.open("ab")
        # Each process of this window carries the mark, so that it is found again whoever forgot it.
        self._mark = f"FERMATA_WINDOW={os.getpid()}.{port}"
        self._environment = os.environ | environment | dict([self._mark.split("=")])
        self._driver = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"],
            env=self._environment | {"TAURI_WEBVIEW_AUTOMATION": "true"},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
        wait_for("the driver answers", self._answers)
        options = {"binary": str(binary), "args": arguments}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = "/session/none-yet"
        try:
            self._session = f"/session/{self._send('POST', '/session', asked)['sessionId']}"
        except Exception:
            self.close()
            raise
        self._send("POST", f"{self._session}/timeouts", {"script": 15_000})

    def _answers(self) -> bool:
        try:
            return self._http.get("/status").status_code == 200
        except httpx.TransportError:
            return False

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._http.request(method, path, json=body if method == "POST" else None)
        value = answer.json()["value"]
        if answer.status_code != 200:
            raise WebDriverError(value["error"], value["message"])
        return value

    def _post(self, path: str, body: Any) -> Any:
        return self._send("POST", self._session + path, body)

    def elements(self, testid: str, **data: str) -> list[str]:
        """Elements by test id; `esc="…"` also asks for `data-esc="…"`."""
        css = f'[data-testid="{testid}"]' + "".join(f'[data-{k}="{v}"]' for k, v in data.items())
        found = self._post("/elements", {"using": "css selector", "value": css})
        return [element[ELEMENT] for element in found]

    def element(self, testid: str, **data: str) -> str:
        """The first such element, as soon as there is one."""
        return wait_for(f"{testid} {data or ''}", lambda: self.elements(testid, **data))[0]

    def text(self, testid: str, **data: str) -> str:
        return self._send("GET", f"{self._session}/element/{self.element(testid, **data)}/text")

    def attribute(self, testid: str, name: str, **data: str) -> str | None:
        found = self.elements(testid, **data)
        return self.attribute_of(found[0], name) if found else None

    def attribute_of(self, element: str, name: str) -> str | None:
        return self._send("GET", f"{self._session}/element/{element}/attribute/{name}")

    def click(self, testid: str, **data: str) -> None:
        """Clicks as soon as the element is there and can be clicked."""

        def try_once() -> bool:
            self._post(f"/element/{self.element(testid, **data)}/click", {})
            return True

        wait_for(f"{testid} {data or ''} can be clicked", try_once)

    def type(self, testid: str, text: str, **data: str) -> None:
        self._post(f"/element/{self.element(testid, **data)}/value", {"text": text})

    def clear(self, testid: str, **data: str) -> None:
        self._post(f"/element/{self.element(testid, **data)}/clear", {})

    def keys(self, *names: str, hold_ms: int = 0) -> None:
        """Presses keys together and lets go in reverse order, wherever the focus is."""
        values = [KEYS.get(name, name) for name in names]
        down = [{"type": "keyDown", "value": value} for value in values]
        up = [{"type": "keyUp", "value": value} for value in reversed(values)]
        pause = [{"type": "pause", "duration": hold_ms}]
        self._post("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": down + pause + up}]})

    def script(self, body: str, *arguments: Any) -> Any:
        return self._post("/execute/sync", {"script": body, "args": list(arguments)})

    def screenshot(self, path: Path) -> None:
        """What the display shows once everything is painted; notifications in front of the window included."""
        self._post("/execute/async", {"script": PAINTED, "args": []})
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-window", "root", str(path)], env=self._environment, check=True)

    def resize(self, width: int, height: int) -> None:
        self._post("/window/rect", {"width": width, "height": height})

    def close(self) -> None:
        """Ends the window and its driver; a window that is gone already is no error.

        Comes back once nothing of it runs: as long as its binary lives, another start would only raise its window, and
        the driver ends what it started only if it had the time to.
        """
        if self._http.is_closed:
            return
        # Asked for now: once the first thread of one is a zombie, its environment can not be read.
        pids = processes_with(self._mark)
        with contextlib.suppress(httpx.TransportError):
            self._http.delete(self._session)
        self._driver.terminate()
        self._driver.wait(10)
        self._http.close()
        self._log.close()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        wait_for("nothing of the window runs", lambda: not any(map(runs, pids)), 60)


def processes_with(variable: str) -> list[int]:
    """Every process whose environment began with this `NAME=value`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if variable.encode() in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
    return found


def runs(pid: int) -> bool:
    """Whether any of its threads does: files stay open, and locked, until the last one is gone, and the first is often a
    zombie before that. A process that ended and that nobody has asked for yet does not run."""
    for thread in Path(f"/proc/{pid}/task").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if thread.read_text().rpartition(")")[2].split()[0] not in "ZX":
                return True
    return False
