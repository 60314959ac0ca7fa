"""The log as whoever holds only its first roster's digest can prove it: every statement, the order, the chains."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from fermata import Refused
from fermata.compact import take_apart
from fermata.encoding import b64url
from fermata.roster import TYP as ROSTER
from fermata.standing import Entry as StandingEntry
from fermata.standing import Standing
from fermata.statement import CONTRACT, HALT, POLICY, Verified, verify

from journal import Entry, typ

STANDING = (ROSTER, CONTRACT, POLICY, HALT)


@dataclass
class Case:
    """One escalation, as the log tells it."""

    esc: str
    proposal: Verified | None = None
    verdict: Verified | None = None
    proposed_at: int = 0
    decisions: list[tuple[Entry, Verified]] = field(default_factory=list)
    outcomes: list[tuple[Entry, dict[str, Any]]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    """The chain's head before the first entry, after the first, …"""

    def at(self, *statuses: str) -> int | None:
        """When the log took the first outcome of these."""
        return next((entry.at for entry, said in self.outcomes if said["status"] in statuses), None)


@dataclass
class Proven:
    """What the log proves, and where it fails to."""

    cases: dict[str, Case] = field(default_factory=dict)
    contracts: dict[str, dict[str, Any]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def prove(entries: list[Entry], workspace: str, pin: str) -> Proven:
    proven = Proven()
    _check_order(entries, proven)
    standing = Standing(workspace, pin)
    for entry in entries:
        try:
            _take(entry, standing, proven)
        except Refused as refused:
            proven.wrong.append(f"entry {entry.seq} does not verify: {refused}")
    proven.contracts = standing.contracts
    _check_chains(proven)
    return proven


def _check_order(entries: list[Entry], proven: Proven) -> None:
    if [entry.seq for entry in entries] != list(range(1, len(entries) + 1)):
        proven.wrong.append("the log's positions have a gap")
    if any(before.at > after.at for before, after in pairwise(entries)):
        proven.wrong.append("the log's times go back")
    proven.wrong += [f"the id {each} stands {n} times" for each, n in Counter(e.id for e in entries).items() if n > 1]


def _take(entry: Entry, standing: Standing, proven: Proven) -> None:
    if take_apart(entry.statements[0]).typ in STANDING:
        marks = standing.apply([StandingEntry(entry.seq, entry.at_text, entry.id, entry.statements)])
        proven.wrong += [f"the standing entry {seq} has no effect: {code}" for seq, code in marks]
        return
    if entry.esc is None:
        proven.wrong.append(f"entry {entry.seq} is about no escalation")
        return
    case = proven.cases.setdefault(entry.esc, Case(entry.esc, heads=[entry.esc]))
    for place, compact in enumerate(entry.statements):
        said = verify(compact, take_apart(compact).typ, standing.in_force(), entry.time)
        about = said.payload["jti"] if typ(compact) == "proposal" else said.payload["esc"]
        if about != entry.esc or said.payload["ws"] != standing.workspace:
            proven.wrong.append(f"entry {entry.seq} holds a statement about something else")
        if place == 0 and said.payload["jti"] != entry.id:
            proven.wrong.append(f"entry {entry.seq} has not the id of its statement")
        _sort_in(case, entry, said, proven)
    chained = f"{case.heads[-1]}\n{entry.seq}\n{entry.at_text}\n" + "\n".join(entry.statements)
    case.heads.append(b64url(hashlib.sha256(chained.encode()).digest()))


def _sort_in(case: Case, entry: Entry, said: Verified, proven: Proven) -> None:
    kind = typ(said.compact)
    if kind == "proposal":
        if case.proposal is not None:
            proven.wrong.append(f"{case.esc} is proposed twice")
        case.proposal, case.proposed_at = said, entry.at
    elif kind == "verdict":
        case.verdict = said
    elif kind == "decision":
        case.decisions.append((entry, said))
    elif kind == "outcome":
        case.outcomes.append((entry, said.payload))


def _check_chains(proven: Proven) -> None:
    """Each key's decisions are one chain in log order; each names a head that its escalation really had."""
    of_key: dict[str, list[Verified]] = {}
    decisions = [(entry, said) for case in proven.cases.values() for entry, said in case.decisions]
    for entry, said in sorted(decisions, key=lambda each: each[0].seq):
        of_key.setdefault(take_apart(said.compact).kid, []).append(said)
        heads, saw = proven.cases[said.payload["esc"]].heads, said.payload["saw"]
        if saw["n"] >= len(heads) or heads[saw["n"]] != saw["head"]:
            proven.wrong.append(f"the decision at {entry.seq} saw entries that the log does not have")
    for kid, chain in of_key.items():
        links = [said.payload["seq"] for said in chain]
        if links != list(range(1, len(chain) + 1)):
            proven.wrong.append(f"the chain of {kid} has a gap or a fork: {_unexpected(links)}")
        before = [None, *(said.sha256 for said in chain)]
        if any(said.payload.get("prev") != prev for said, prev in zip(chain, before, strict=False)):
            proven.wrong.append(f"the chain of {kid} names another decision as the one before")


def _unexpected(links: list[int]) -> str:
    found = Counter(links)
    missing = sorted(set(range(1, max(links) + 1)) - found.keys())
    twice = sorted(link for link, n in found.items() if n > 1)
    return f"missing {missing[:10]}, twice {twice[:10]}, {'in' if links == sorted(links) else 'out of'} order"
