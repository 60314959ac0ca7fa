"""The scripted model: recorded or invented runs, one a line, and what they say about confidence.

A line is `{ task_id, trial, model, messages }`, messages in chat form with `tool_calls`. The script says what
the model says next; what the tools answer is the agent's own business.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Call:
    """One tool call that the model wants."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """One conversation. `thread` is its name in checkpoints and in the airline's records."""

    thread: str
    task: str
    model: str
    messages: Sequence[dict[str, Any]]

    def next_turn(self, after: int) -> int | None:
        """Where the model speaks next."""
        turns = (index for index, message in self._from(after + 1) if message["role"] == "assistant")
        return next(turns, None)

    def _from(self, start: int) -> Iterator[tuple[int, dict[str, Any]]]:
        return ((index, self.messages[index]) for index in range(start, len(self.messages)))

    def calls(self, turn: int) -> list[Call]:
        made = self.messages[turn].get("tool_calls") or []
        return [Call(each["function"]["name"], json.loads(each["function"]["arguments"])) for each in made]

    def recorded(self, turn: int, call: int) -> str | None:
        """What the tool answered when this was recorded. Ids of calls repeat, so the place counts."""
        place = turn + 1 + call
        if place < len(self.messages) and self.messages[place]["role"] == "tool":
            return str(self.messages[place].get("content", ""))
        return None

    def conversation(self, turn: int, answers: dict[str, str]) -> list[dict[str, Any]]:
        """Everything said before this turn and in it, with the answers that this agent's tools gave."""
        said = []
        answer = -1
        for index, message in enumerate(self.messages[: turn + 1]):
            if message["role"] == "assistant":
                at, answer = index, 0
            elif message["role"] == "tool":
                given = answers.get(f"{at}.{answer}")
                message = message if given is None else {**message, "content": given}
                answer += 1
            said.append(message)
        return said


def load_runs(path: Path) -> list[Run]:
    runs = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            read = json.loads(line)
            thread = f"{path.stem}/{read['task_id']}/{read.get('trial', number)}"
            runs.append(Run(thread, str(read["task_id"]), read.get("model", "scripted"), read["messages"]))
    return runs


def agreement(runs: Sequence[Run], run: Run, call: Call) -> tuple[int, int]:
    """In how many trials of the same task the model wanted exactly this call, and of how many."""
    trials = [each for each in runs if each.task == run.task]
    agreeing = [trial for trial in trials if call in _all_calls(trial)]
    return len(agreeing), len(trials)


def _all_calls(run: Run) -> list[Call]:
    turns = [index for index, message in enumerate(run.messages) if message["role"] == "assistant"]
    return [call for turn in turns for call in run.calls(turn)]
