"""`make run` where there is a display: the desk with an agent behind it, and nothing left of either once it was closed."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from airline import invented
from desk import ROOT, processes_of
from webdriver import wait_for


class Run:
    def __init__(self, home: Path, output: Path) -> None:
        self.home = home
        self.output = output
        with output.open("wb") as to:
            self.process = subprocess.Popen(
                ["make", "run"],
                cwd=ROOT,
                env=os.environ | {"FERMATA_HOME": str(home)},
                stdin=subprocess.DEVNULL,
                stdout=to,
                stderr=to,
                start_new_session=True,
                # What runs in a shell's background is born deaf to Ctrl+C, and a terminal's foreground is not.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path / "home", tmp_path / "output")
    yield run
    if run.process.poll() is None:
        os.killpg(run.process.pid, signal.SIGKILL)
    for pid in processes_of(run.home):
        os.kill(pid, signal.SIGKILL)


def press_quit(run: Run) -> None:
    window = wait_for("the window", lambda: xdotool("search", "--onlyvisible", "--name", "^Fermata$"))
    xdotool("windowactivate", "--sync", window.split()[-1])
    xdotool("key", "ctrl+q")


def interrupt(run: Run) -> None:
    """Ctrl+C in the terminal reaches the whole foreground group."""
    os.killpg(run.process.pid, signal.SIGINT)


def xdotool(*words: str) -> str:
    return subprocess.run(["xdotool", *words], capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(
    ("end", "code"), [(press_quit, 0), (interrupt, -signal.SIGINT)], ids=["by its key", "by Ctrl+C"]
)
def test_the_agent_asks_at_once_and_ends_with_the_desk(run: Run, end: Callable[[Run], None], code: int) -> None:
    asked = wait_for("the agent has asked", lambda: events(run, "proposed") >= len(invented()), 60)
    assert asked
    end(run)
    assert run.process.wait(20) == code, run.output.read_text()
    wait_for("nothing is left of it", lambda: not processes_of(run.home))


def events(run: Run, kind: str) -> int:
    log = run.home / "agent.jsonl"
    return log.read_text().count(f'"event": "{kind}"') if log.exists() else 0
