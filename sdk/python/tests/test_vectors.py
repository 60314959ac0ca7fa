"""Every vector through this verifier: bad accepted 0, good refused 0."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import make_vectors
from fermata import statement as st
from fermata.codes import FINAL, Refused
from fermata.compact import take_apart
from fermata.encoding import read_time, sha256
from fermata.registry import Registry, Report
from fermata.results import Expired, Runs, to_row
from fermata.roster import TYP as ROSTER
from fermata.standing import Entry, Standing
from fermata.verify import Me, check_halts, verify_resolution

VECTORS = Path(__file__).resolve().parents[3] / "vectors"


def _cases() -> Iterator[Any]:
    for file in ("refused.json", "accepted.json"):
        read = json.loads((VECTORS / file).read_text(encoding="utf-8"))
        for case in read["cases"]:
            yield pytest.param(read["worlds"][case["world"]], case, id=case["name"])


def test_the_files_are_what_the_generator_makes() -> None:
    for name, text in make_vectors.make().items():
        assert (VECTORS / name).read_text(encoding="utf-8") == text, f"run make_vectors.py: {name}"


def test_there_are_enough_cases_and_every_code_of_a_source_has_one() -> None:
    refused = json.loads((VECTORS / "refused.json").read_text(encoding="utf-8"))["cases"]
    accepted = json.loads((VECTORS / "accepted.json").read_text(encoding="utf-8"))["cases"]
    assert len(refused) >= 200
    for layer, least in (("statement", 20), ("payload", 60), ("resolution", 60), ("stateful", 40)):
        assert len([case for case in accepted if case["layer"] == layer]) >= least
    different = {json.dumps({**case, "name": "", "layer": ""}) for case in accepted}
    assert len(different) == len(accepted), "one good thing under two names"
    text = json.dumps(refused)
    missing = {code for code in FINAL if f'"code": "{code}"' not in text}
    assert not missing


class Runner:
    """One source as a vector describes it, on a real registry."""

    def __init__(self, world: dict[str, Any], case: dict[str, Any], path: Path) -> None:
        self.world = world
        self.path = path
        self.me = Me(world["source"], world["workspace"])
        self.registry = Registry(path)
        self.standing = Standing(world["workspace"], world["roster_pin"])
        self.answered_at: datetime | None = None
        self.first = case["pending"][0]["esc"] if case["pending"] else ""
        for number, row in enumerate(case["pending"]):
            self._store(row, f"key-{number}")

    def _store(self, row: dict[str, Any], key: str) -> None:
        esc, proposal = row["esc"], row["proposal"]
        self.registry.begin(key, b"{}")
        self.registry.proposed(key, esc, proposal, sha256(proposal))
        if row["state"] != "pending":
            ended = json.dumps(to_row(Expired(esc)))
            result, code = (None, "expired") if row["state"] == "refused" else (ended, None)
            with self.registry._database.writing() as db:
                self.registry._leave_pending(db, esc, row["state"], result, code)

    def read(self, entries: list[dict[str, Any]], now: str) -> list[dict[str, Any]]:
        made = [Entry(each["seq"], each["at"], each["id"], tuple(each["statements"])) for each in entries]
        marked = self.standing.apply(made)
        self.registry.store_standing(made, self.standing.roster)
        self.answered_at = read_time(now)
        return [{"seq": seq, "code": code} for seq, code in marked]

    def restart(self) -> None:
        self.registry.close()
        self.registry = Registry(self.path)
        self.standing = self.registry.load_standing(self.world["workspace"], self.world["roster_pin"])
        self.answered_at = None

    def resolve(self, step: dict[str, Any]) -> dict[str, Any]:
        now = read_time(step["now"])
        esc = None
        try:
            body = step["resolution"].encode()
            esc = _named(step["resolution"])
            result = verify_resolution(
                body,
                me=self.me,
                pending=self.registry.pending,
                standing=self.standing,
                answered_at=self.answered_at,
                now=now,
            )
            if "before_commit" in step:
                self.read(step["before_commit"], step["now"])
            if isinstance(result, Runs):
                commit = read_time(step.get("commit_now", step["now"]))
                row = self.registry.by_esc(result.esc)
                assert row and row.proposal
                proposal = st.verify(row.proposal, st.PROPOSAL, self.standing.in_force(), now).payload
                self.registry.decide(
                    result,
                    lambda: check_halts(self.standing, self.me.source, proposal, self.answered_at, commit),
                    Report(f"{result.esc}:accepted", "/v1/outcomes", "application/json", b"{}"),
                )
            else:
                self.registry.close_with(result)
        except Refused as refused:
            if refused.code in FINAL and esc:
                report = Report(f"{esc}:refused", "/v1/outcomes", "application/json", b"{}")
                self.registry.refuse(esc, refused.code, report)
            return {"code": refused.code, "leaves": self._state(esc)}
        found: dict[str, Any] = {"outcome": result.word, "leaves": self._state(result.esc)}
        if isinstance(result, Runs):
            stored = self.registry.by_esc(result.esc)
            assert stored and isinstance(stored.result, Runs)
            action = stored.result.action
            found["action"] = {"tool": action.tool, "arguments": action.arguments}
            found["candidate_sha256"] = stored.result.candidate_sha256
        if result.word in ("approved", "edited", "rejected", "responded"):
            found["people"] = list(result.people)
        if result.word == "rejected":
            # An empty message says as much as none.
            found["reason"] = {"code": result.reason} | ({"message": result.message} if result.message else {})
        if result.word == "responded":
            found["answer"] = result.answer
        return found

    def _state(self, esc: str | None) -> str:
        if esc is None:
            # It names none: whatever waits must wait on.
            esc = self.first
        row = self.registry.by_esc(esc)
        return row.state if row else "none"


def _named(resolution: str) -> str | None:
    """The escalation that a resolution names; none where it can not be read."""
    try:
        return str(json.loads(resolution)["esc"])
    except (ValueError, TypeError, LookupError):
        return None


def written_out(given: dict[str, Any]) -> str:
    """A long statement, which a file holds by what it repeats."""
    return str(given.get("before", "") + given["repeat"] * given["times"] + given.get("after", ""))


def _statement(runner: Runner, case: dict[str, Any]) -> dict[str, Any]:
    given = case["statement"]
    compact = given if isinstance(given, str) else written_out(given)
    assert case["typ"] != ROSTER
    try:
        verified = st.verify(compact, case["typ"], runner.standing.in_force(), read_time(case["now"]))
    except Refused as refused:
        return {"code": refused.code}
    return {"payload_sha256": sha256(take_apart(verified.compact).payload)}


@pytest.mark.parametrize(("world", "case"), list(_cases()))
def test_vector(world: dict[str, Any], case: dict[str, Any], tmp_path: Path) -> None:
    runner = Runner(world, {"pending": [], **case}, tmp_path / "registry.db")
    begins = case["steps"][0] if case["layer"] == "stateful" else case
    assert runner.read(world["standing"], case.get("answered_at", begins["now"])) == []
    if case["layer"] in ("statement", "payload"):
        assert _statement(runner, case) == case["expect"]
    elif case["layer"] == "resolution":
        assert runner.resolve(case) == case["expect"]
    else:
        for step in case["steps"]:
            if step["do"] == "restart":
                runner.restart()
            elif step["do"] == "standing":
                marked = runner.read(step["entries"], step["now"])
                version = runner.standing.in_force().version
                assert {"marked": marked, "roster_version": version} == step["expect"]
            else:
                assert runner.resolve(step) == step["expect"]
