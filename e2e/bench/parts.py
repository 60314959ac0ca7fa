"""What is measured: the desk with few and with many items, the bare window beside it, and how each is started."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from desk import ROOT
from screen import window_of
from tree import processes_under
from webdriver import Window, wait_for

DESK = ROOT / "target/release/fermata-desk"
BARE = ROOT / "target/release/examples/bare"
PAGE = ROOT / "src-tauri/examples/bare/page/index.html"

CALL = """
const done = arguments[arguments.length - 1];
const [command, given, times] = arguments;
(async () => {
  const took = [];
  let answer;
  for (let n = 0; n < times; n++) {
    const began = performance.now();
    answer = await window.__TAURI_INTERNALS__.invoke(command, given);
    took.push((performance.now() - began) / 1000);
  }
  return { took, answer };
})().then(done, (error) => done({ error: JSON.stringify(error) }));
"""


class Shown(Window):
    """A window of one of the two, driven by WebDriver for what is asked of it and by XTEST for what is timed."""

    def __init__(self, binary: Path, home: Path | None, log: Path) -> None:
        super().__init__(binary, [], {"FERMATA_HOME": str(home)} if home else {}, log)
        self.pid = wait_for("it runs", lambda: next(iter(pids_of(binary, self._mark)), None))
        self.id = window_of([self.pid])

    def later(self, body: str, *arguments: Any) -> Any:
        """A script that ends when it calls its last argument."""
        return self._post("/execute/async", {"script": body, "args": list(arguments)})

    def call(self, command: str, given: dict[str, Any], times: int = 1) -> tuple[list[float], Any]:
        """Asks the desk as its page does: how long each took, in seconds, and the last answer."""
        told = self.later(CALL, command, given, times)
        if "error" in told:
            raise AssertionError(f"{command}: {told['error']}")
        return told["took"], told["answer"]


def pids_of(binary: Path, mark: str) -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "exe").resolve() == binary.resolve() and mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                yield int(entry.name)


@contextmanager
def connected(home: Path, log: Path) -> Iterator[Shown]:
    shown = Shown(DESK, home, log)
    try:
        wait_for("the page is connected", lambda: shown.attribute("status-link", "data-link") == "live", 60)
        yield shown
    finally:
        shown.close()


@contextmanager
def desk_at(home: Path, log: Path) -> Iterator[Shown]:
    with connected(home, log) as shown:
        wait_for("rows are listed", lambda: shown.elements("row"), 120)
        yield shown


@contextmanager
def bare(log: Path) -> Iterator[Shown]:
    shown = Shown(BARE, None, log)
    try:
        yield shown
    finally:
        shown.close()


@contextmanager
def started(command: list[str], home: Path | None) -> Iterator[tuple[float, int]]:
    """Runs it as a person would, without a driver: when it was started, and its process."""
    environment = os.environ | ({"FERMATA_HOME": str(home)} if home else {})
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        yield began, process.pid
    finally:
        pids = processes_under(process.pid)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        process.wait()


def chromium(profile: Path) -> list[str]:
    """Debian's, as an application window over the same static page. Its sandbox does not start for root."""
    return ["chromium", f"--app={PAGE.as_uri()}", f"--user-data-dir={profile}", "--no-first-run", "--no-sandbox", "--window-size=1280,800", "--window-position=0,0"]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
