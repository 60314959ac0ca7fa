"""The agent's graph: the model speaks, reads run at once, a write is proposed and waits at a gate.

What passes the gate comes from the source's registry, where it was stored as proven. The value that the graph
is resumed with only has to agree with it; it can not make anything else run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypedDict
from urllib.parse import quote

from fermata import GatewayError, Runs, Source
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import interrupt

from . import words
from .database import Airline
from .drafts import draft
from .reads import READS, read
from .script import Call, Run
from .writes import WRITES, write


class State(TypedDict):
    """Where the run stands and what its tools answered; the script is fixed and does not belong in it."""

    run: str
    started_at: str
    turn: int
    call: int
    answers: dict[str, str]
    esc: str


class Agent:
    """The nodes. Each can be run again after a crash: reads read, and writes carry their escalation's id."""

    def __init__(
        self,
        source: Source,
        airline: Airline,
        runs: list[Run],
        queue_for: Callable[[str], str],
        tell: Callable[..., None],
        instance: str,
    ) -> None:
        self.source = source
        self.airline = airline
        self.runs = {run.thread: run for run in runs}
        self.queue_for = queue_for
        self.tell = tell
        self.instance = instance

    def _call(self, state: State) -> Call:
        return self.runs[state["run"]].calls(state["turn"])[state["call"]]

    def _answered(self, state: State, answer: str) -> dict[str, Any]:
        answers = {**state["answers"], f"{state['turn']}.{state['call']}": answer}
        return {"answers": answers, "call": state["call"] + 1, "esc": ""}

    def model(self, state: State) -> dict[str, Any]:
        turn = self.runs[state["run"]].next_turn(state["turn"])
        return {"turn": -1 if turn is None else turn, "call": 0}

    def route(self, state: State) -> str:
        if state["turn"] < 0:
            return END
        if state["call"] >= len(self.runs[state["run"]].calls(state["turn"])):
            return "model"
        tool = self._call(state).tool
        if tool in WRITES:
            return "gate" if state["esc"] else "propose"
        return "read"

    def read(self, state: State) -> dict[str, Any]:
        call, run = self._call(state), self.runs[state["run"]]
        if call.tool not in READS:
            return self._answered(state, f"Error: there is no tool {call.tool}")
        recorded = run.recorded(state["turn"], state["call"])
        return self._answered(state, read(self.airline, run.thread, call.tool, call.arguments, recorded))

    def propose(self, state: State) -> dict[str, Any]:
        call, run = self._call(state), self.runs[state["run"]]
        contract = self.source.contract_for(call.tool)
        if contract is None:
            self.tell("no_contract", run=run.thread, tool=call.tool)
            return self._answered(
                state, f"Error: {call.tool} has no contract in this workspace; import it first"
            )
        made = draft(
            self.airline,
            list(self.runs.values()),
            run,
            state["turn"],
            call,
            state["answers"],
            contract,
            self.queue_for(call.tool),
            state["started_at"],
        )
        # Keys travel in a header, so only visible ASCII; ids of calls repeat, so the place counts.
        key = f"{self.instance}/{quote(run.thread)}/{state['turn']}.{state['call']}"
        try:
            proposed = self.source.propose(made, key)
        except GatewayError as wrong:
            if not wrong.final:
                raise
            self.tell("not_taken", run=run.thread, tool=call.tool, code=wrong.code, detail=wrong.detail)
            return self._answered(state, f"Error: the call was not accepted ({wrong.code}): {wrong.detail}")
        self.tell("proposed", run=run.thread, esc=proposed.esc, tool=call.tool, arguments=call.arguments)
        return {"esc": proposed.esc}

    def gate(self, state: State) -> dict[str, Any]:
        call, run, esc = self._call(state), self.runs[state["run"]], state["esc"]
        resumed = interrupt({"esc": esc, "tool": call.tool, "arguments": call.arguments})
        result = self.source.wait(esc, 0)
        if result is None:
            raise RuntimeError(f"resumed without a resolution of {esc}")
        if not isinstance(result, Runs):
            answer = words.of_ending(result, self.airline.answer(esc))
        elif resumed != asdict(result.action):
            raise RuntimeError(f"resumed with another action than the one that was signed for {esc}")
        else:
            ran = self.source.perform(
                result, lambda action, key: write(self.airline, run.thread, action.tool, action.arguments, key)
            )
            self.tell("ran", run=run.thread, esc=esc, status=ran.status, action=asdict(result.action))
            answer = words.of_run(ran)
        self.tell("answered", run=run.thread, esc=esc, answer=answer)
        return self._answered(state, answer)

    def compiled(self, checkpointer: BaseCheckpointSaver[Any]) -> CompiledStateGraph[Any, Any, Any, Any]:
        graph = StateGraph(State)
        for node in (self.model, self.read, self.propose, self.gate):
            graph.add_node(node.__name__, node)
            graph.add_conditional_edges(node.__name__, self.route, ["model", "read", "propose", "gate", END])
        graph.add_edge(START, "model")
        return graph.compile(checkpointer=checkpointer)
