"""A fresh workspace with everything in it that can be killed: gateway, desk, and two kinds of agent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from processes import Process, Said, Stream

ROOT = Path(__file__).resolve().parents[2]
FERMATA = ROOT / "target/debug/fermata"
DESK = ROOT / "target/debug/examples/headless"
AIRLINE = ROOT / "examples/airline"
WORKER = Path(__file__).with_name("worker.py")
PATIENCE = 120.0
# Conversations that the airline's agent holds at a time.
CONVERSATIONS = 8


class Workspace:
    """The processes and the directories that they write to."""

    def __init__(self, directory: Path) -> None:
        if os.environ.get("FERMATA_SESSION") != "1":
            raise AssertionError("these kills need a keychain of their own: run them under scripts/session --headless")
        for binary, how in ((FERMATA, "-p fermata-cli"), (DESK, "-p fermata-desk --example headless")):
            if not binary.exists():
                raise AssertionError(f"{binary} is missing: cargo build {how}")
        self.directory = directory
        self.home = directory / "home"
        self.stream = Stream()
        self._airlines = 0
        self._environment = {"FERMATA_HOME": str(self.home)}
        queues, policy = str(AIRLINE / "queues.json"), str(AIRLINE / "policy.toml")
        self._fermata("init", "--source", "airline-agent", "--queues", queues, "--policy", policy)
        tools, refined = str(AIRLINE / "tools.json"), str(AIRLINE / "contracts")
        self._fermata("contracts", "import", "--openai", tools, "--refine", refined)
        self.gateway = self._process("gateway", [str(FERMATA), "gateway"])
        self.desk = self._process("desk", [str(DESK)])
        state = ["--source", str(self.source_file), "--state", str(directory / "worker")]
        self.worker = self._process("worker", [sys.executable, str(WORKER), *state])
        self.airline = self._next_airline()

    @property
    def source_file(self) -> Path:
        return self.home / "sources/airline-agent.json"

    @property
    def processes(self) -> list[Process]:
        return [self.gateway, self.desk, self.worker, self.airline]

    @property
    def airline_states(self) -> list[Path]:
        return sorted(self.directory.glob("airline-*"))

    def _process(self, name: str, command: list[str]) -> Process:
        return Process(name, command, self.stream, self.directory / f"{name}.log", self._environment)

    def _fermata(self, *arguments: str) -> None:
        done = subprocess.run(
            [str(FERMATA), *arguments],
            env={**os.environ, **self._environment},
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode != 0:
            raise AssertionError(f"fermata {arguments[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")

    def _next_airline(self) -> Process:
        """The LangGraph agent on a new state directory: the same conversations are new proposals."""
        self._airlines += 1
        state = self.directory / f"airline-{self._airlines:03}"
        given = ["--source", str(self.source_file), "--runs", str(AIRLINE / "runs.jsonl"), "--state", str(state)]
        command = [sys.executable, "-m", "airline_agent", *given, "--limit", str(CONVERSATIONS)]
        return self._process("airline", command)

    def start(self) -> None:
        self.gateway.start()
        self._fermata(
            "contracts", "import", "--openai", str(AIRLINE / "tools.json"), "--refine", str(AIRLINE / "contracts")
        )
        self.desk.start()
        self.worker.start()
        self.worker.say("propose 1")
        self.wait("a first action to be carried out", lambda said: said.word == "ended")

    def start_airline(self) -> None:
        """Unless it still talks."""
        if self.airline.running and self.airline.last.get("event") != "done":
            return
        if self.airline.lives:
            self._airline_went_well(self.airline.wait(PATIENCE))
            self.airline = self._next_airline()
        self.airline.start()

    def _airline_went_well(self, code: int) -> None:
        if code != 0:
            raise AssertionError(f"the airline's agent ended with {code}:\n{self.airline.tail()}")

    def wait(self, what: str, wanted: Callable[[Said], bool], seconds: float = PATIENCE) -> Said:
        def alive() -> None:
            for process in (self.gateway, self.desk, self.worker):
                process.must_run()

        return self.stream.wait(what, wanted, seconds, alive)

    def settle(self, tag: str) -> None:
        """Until every proposal has come to its end and the gateway knows."""
        if self.airline.lives:
            self._airline_went_well(self.airline.wait(PATIENCE))
        self.worker.say(f"settle {tag}")
        self.wait("quiet", lambda said: said.word == "settled" and said.line["tag"] == tag)

    def end(self) -> None:
        """Everybody in good order, so that what is on disk now is all there is."""
        ended = {"worker": self.worker.end(), "desk": self.desk.end(), "gateway": self.gateway.end(signal.SIGTERM)}
        wrong = {name: code for name, code in ended.items() if code != 0}
        if wrong:
            raise AssertionError(f"did not end well: {wrong}\n" + "\n".join(p.tail() for p in self.processes))

    def discard(self) -> None:
        for process in self.processes:
            process.discard()
