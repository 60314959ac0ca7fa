"""The cycles: something is under way, one process is killed at a random instant and started again at once."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import journal
from invariants import Findings, find
from journal import Journal
from phases import VICTIMS, Kill, count
from processes import Process, Said
from verified import Proven, prove
from workspace import Workspace

# An agent is killed in every third cycle: for two thirds of them the small one, then for a while the LangGraph one.
CYCLES_TO_QUIET = 27
AIRLINE_FROM = 18
# After one of these lines, and up to so many milliseconds later: narrow windows are hit as well as wide ones.
STIMULI = {
    "worker": ("proposed", "holding", "signed", "recorded", "running", "took_effect", "ended"),
    "airline": ("proposed", "resolved", "ran"),
}
DELAYS_MS = (5.0, 40.0, 400.0)


@dataclass
class Result:
    """What came of a number of cycles."""

    cycles: int
    seed: int
    seconds: float
    findings: Findings
    phases: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass
class Evidence:
    """What was said and what is on disk, to be judged."""

    journal: Journal
    workspace: str
    pin: str
    said: list[Said]

    def judge(self) -> tuple[Findings, Proven]:
        proven = prove(self.journal.entries, self.workspace, self.pin)
        return find(self.journal, proven, self.said), proven


def play(directory: Path, cycles: int, seed: int) -> tuple[Result, Evidence]:
    began = time.monotonic()
    workspace = Workspace(directory)
    try:
        workspace.start()
        kills = _play(workspace, cycles, random.Random(seed))
        workspace.settle("end")
        workspace.end()
        evidence = _evidence(workspace)
        findings, proven = evidence.judge()
        findings.check()
    except AssertionError as failed:
        raise AssertionError(f"seed {seed}, {_so_far(workspace)}: {failed}") from failed
    finally:
        workspace.discard()
    phases = count(kills, proven.cases.values(), evidence.said)
    return Result(cycles, seed, time.monotonic() - began, findings, phases), evidence


def _play(workspace: Workspace, cycles: int, chance: random.Random) -> list[Kill]:
    kills = []
    for cycle in range(cycles):
        late = cycle % CYCLES_TO_QUIET >= AIRLINE_FROM
        turn = ("desk", "gateway", "airline" if late else "worker")[cycle % 3]
        if late:
            workspace.start_airline()
        kills.append(_kill_one(workspace, turn, chance))
        if (cycle + 1) % CYCLES_TO_QUIET == 0:
            workspace.settle(str(cycle))
            _evidence(workspace).judge()[0].check()
    return kills


def _kill_one(workspace: Workspace, turn: str, chance: random.Random) -> Kill:
    kind = "airline" if turn == "airline" else "worker"
    stimulus = chance.choice(STIMULI[kind])
    delay = chance.random() * chance.choice(DELAYS_MS)
    workspace.stream.forget()
    if turn == "airline":
        workspace.start_airline()
    workspace.worker.say(f"propose {chance.randint(1, 3)}")
    spoken_by = ("airline",) if turn == "airline" else ("desk", "worker")
    workspace.wait(f"a line {stimulus!r}", lambda said: said.word in (stimulus, "done") and said.who in spoken_by)
    # The delay is the experiment: at a random instant after the line.
    time.sleep(delay / 1000)
    victim: Process = getattr(workspace, turn)
    at = victim.kill()
    if at is None:
        # The airline's agent had said all it had to say; the next one says it anew.
        return _kill_one(workspace, turn, chance)
    victim.start()
    return Kill(turn, at)


def _evidence(workspace: Workspace) -> Evidence:
    source = json.loads(workspace.source_file.read_text())
    found = journal.read(workspace.home / "log.db", workspace.directory / "worker", workspace.airline_states)
    return Evidence(found, source["workspace"], source["roster_pin"], list(workspace.stream.all))


def _so_far(workspace: Workspace) -> str:
    said: list[Said] = workspace.stream.all
    lives = {process.name: process.lives for process in workspace.processes}
    trouble = [said.line for said in said if said.word in ("failed", "error") and said.line.get("step") is None]
    return f"lives {lives}, {len(trouble)} lines of trouble, the last {trouble[-3:]}"


def table(results: list[Result]) -> str:
    """Every victim with the phases that its kills hit, then what came of it all."""
    phases = {victim: sum((Counter(result.phases[victim]) for result in results), Counter()) for victim in VICTIMS}
    columns = ("kills", "decide", "commit", "publish", "deliver", "execute", "none")
    lines = [f"{'kills of':10}" + "".join(f"{column:>9}" for column in columns)]
    for victim in VICTIMS:
        lines.append(f"{victim:10}" + "".join(f"{phases[victim][column]:9}" for column in columns))
    found = [result.findings for result in results]
    counts = ("proposed", "shown", "decided", "executed", "unknown", "failed")
    summed = ", ".join(f"{name} {sum(getattr(each, name) for each in found)}" for name in counts)
    lost, doubled = (sum(len(getattr(each, name)) for each in found) for name in ("lost", "doubled"))
    cycles, seconds = sum(result.cycles for result in results), sum(result.seconds for result in results)
    lines.append(f"seeds {', '.join(str(result.seed) for result in results)}: {cycles} cycles in {seconds:.0f} s")
    lines.append(f"{summed}, lost {lost}, doubled {doubled}")
    return "\n".join(lines)
