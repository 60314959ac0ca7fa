"""kill -9 of desk, gateway and agents in turn, at random instants: nothing is lost, nothing is doubled.

`FERMATA_KILL_CYCLES` says how many cycles (150), `FERMATA_SEED` which ones; a failure prints its seed.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from cycles import Evidence, Result, play, table
from journal import Entry, typ


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Evidence]:
    cycles = int(os.environ.get("FERMATA_KILL_CYCLES") or "150")
    seed = int(os.environ.get("FERMATA_SEED") or random.randrange(1_000_000))
    return play(tmp_path_factory.mktemp("kill"), cycles, seed)


def test_nothing_shown_as_signed_is_lost_and_no_approved_action_runs_twice(
    played: tuple[Result, Evidence], capsys: pytest.CaptureFixture[str]
) -> None:
    result, _ = played
    with capsys.disabled():
        print(f"\n{table([result])}")
    assert sum(hit.get("kills", 0) for hit in result.phases.values()) == result.cycles
    assert result.findings.shown > 0, "the desk showed something as signed"


def lose_a_decision(evidence: Evidence) -> None:
    shown = {said.line["esc"] for said in evidence.said if said.word == "signed"}
    entries = evidence.journal.entries
    entries.remove(next(entry for entry in _all(evidence, "decision") if entry.esc in shown))


def decide_twice(evidence: Evidence) -> None:
    entries = evidence.journal.entries
    entries.append(replace(_all(evidence, "decision")[-1], seq=len(entries) + 1, at=entries[-1].at))


def run_twice(evidence: Evidence) -> None:
    evidence.journal.effects.append(evidence.journal.effects[0])


def never_run(evidence: Evidence) -> None:
    cases = evidence.judge()[1].cases
    effects = evidence.journal.effects
    effects.remove(next(effect for effect in effects if cases[effect.esc].at("executed")))


def run_something_else(evidence: Evidence) -> None:
    effects = evidence.journal.effects
    effects[0] = replace(effects[0], arguments={**effects[0].arguments, "amount": 1_000_000})


def forget_a_proposal(evidence: Evidence) -> None:
    evidence.journal.proposed.pop()


def forge_a_statement(evidence: Evidence) -> None:
    entries = evidence.journal.entries
    entry = _all(evidence, "decision")[-1]
    head, payload, signature = entry.statements[0].split(".")
    forged = f"{head}.{payload}.{signature[:-8]}{'A' * 8}"
    entries[entry.seq - 1] = replace(entry, statements=(forged, *entry.statements[1:]))


def _all(evidence: Evidence, kind: str) -> list[Entry]:
    return [entry for entry in evidence.journal.entries if typ(entry.statements[0]) == kind]


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (lose_a_decision, "lost: the decision on"),
        (decide_twice, "doubled: 2 decisions on"),
        (run_twice, "doubled: .* took effect 2 times"),
        (never_run, "lost: .* is reported as executed and took no effect"),
        (run_something_else, "ran as something else than what was signed"),
        (forget_a_proposal, "doubled: the proposal .*, which no source knows"),
        (forge_a_statement, "does not verify: .*bad_signature"),
    ],
)
def test_each_kind_of_harm_would_be_found(
    played: tuple[Result, Evidence], harm: Callable[[Evidence], None], found: str
) -> None:
    harmed = copy.deepcopy(played[1])
    harm(harmed)
    findings, _ = harmed.judge()
    with pytest.raises(AssertionError, match=found):
        findings.check()
