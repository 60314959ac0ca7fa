"""Plays the runs: starts or takes up each thread, waits for its escalation, resumes it with what was proven."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from fermata import GatewayError, Refused, RegistryBusy, RegistryError, RegistryFull, Runs, Source, Unreachable
from langgraph.types import Command

from . import words
from .script import Run

LONG = 60.0
# What can go well when it is tried again.
PASSING = (Unreachable, GatewayError, Refused, RegistryFull, RegistryBusy)


class Driver:
    def __init__(self, graph: Any, source: Source, tell: Callable[..., None], once: bool) -> None:
        self.graph = graph
        self.source = source
        self.tell = tell
        self.once = once
        self.stopped = threading.Event()
        self.failed = False

    def play_all(self, runs: list[Run]) -> bool:
        """A thread for each run, since each waits for other people. False when one could not go on."""
        threads = [threading.Thread(target=self._play, args=(run,), daemon=True) for run in runs]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(2.0)
                self._flush()
        self._flush()
        return not self.failed

    def _flush(self) -> None:
        """An error here must not end the threads that are about to store what they did."""
        try:
            self.source.flush()
        except (*PASSING, RegistryError) as trouble:
            self.tell("trouble", what=str(trouble))
            self.failed |= not isinstance(trouble, PASSING)

    def _play(self, run: Run) -> None:
        tries = 0
        while not self.stopped.is_set():
            try:
                if self._step(run):
                    return
                tries = 0
            except PASSING as trouble:
                self.tell("trouble", run=run.thread, what=str(trouble))
                if self.once or (isinstance(trouble, GatewayError) and trouble.status in (401, 403)):
                    self.failed = True
                    self.stopped.set()
                    return
                # The gateway's own retries are spent: from here on, slowly.
                self.stopped.wait(random.uniform(0.0, min(30.0, 0.5 * 2 ** min(tries, 6))))
                tries += 1
            except Exception as wrong:
                self.tell("failed", run=run.thread, what=f"{type(wrong).__name__}: {wrong}")
                self.failed = True
                return

    def _step(self, run: Run) -> bool:
        """As far as it goes without waiting, or one wait. True when there is nothing more to do."""
        config = {"configurable": {"thread_id": run.thread}, "recursion_limit": 100_000}
        state = self.graph.get_state(config)
        if not state.values:
            self._invoke(_start(run), config)
        elif not state.tasks:
            # `next` is empty too after a kill between a node's writes and the checkpoint that takes them in.
            self.tell("finished", run=run.thread)
            return True
        elif not state.interrupts:
            self._invoke(None, config)
        else:
            return self._wait(run, config, state.interrupts[0])
        return False

    def _wait(self, run: Run, config: dict[str, Any], waiting: Any) -> bool:
        esc = waiting.value["esc"]
        result = self.source.wait(esc, 0 if self.once else LONG)
        if result is None:
            if self.once:
                self.tell("waiting", run=run.thread, esc=esc)
            return self.once
        self.tell("resolved", run=run.thread, esc=esc, **words.as_event(result))
        value = asdict(result.action) if isinstance(result, Runs) else None
        self._invoke(Command(resume={waiting.id: value}), config)
        return False

    def _invoke(self, given: Any, config: dict[str, Any]) -> None:
        # Each step is on disk before the next begins: a kill at any instant is taken up where it was.
        self.graph.invoke(given, config, durability="sync")


def _start(run: Run) -> dict[str, Any]:
    now = datetime.now(UTC)
    started_at = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"
    return {"run": run.thread, "started_at": started_at, "turn": -1, "call": 0, "answers": {}, "esc": ""}
