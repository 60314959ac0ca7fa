"""Nothing lost, nothing doubled: what must hold between what was shown, what is in the log and what took effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from journal import Effect, Journal
from processes import Said
from verified import Case, Proven

SHOWN = ("signed", "recorded", "accepted", "executed", "failed")
"""Steps that the desk shows once the decision is durable; `failed` is what became of it."""
HALF_WAY = "not_applied"
"""Killed while it signed: nobody was told that it was signed, and it is decided again."""
FINAL = ("executed", "failed", "unknown")


@dataclass
class Findings:
    """What was counted, and everything that must not be."""

    proposed: int = 0
    shown: int = 0
    decided: int = 0
    executed: int = 0
    unknown: int = 0
    failed: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def check(self) -> None:
        bad = [f"lost: {each}" for each in self.lost] + [f"doubled: {each}" for each in self.doubled] + self.wrong
        if bad:
            raise AssertionError(f"{len(bad)} findings:\n" + "\n".join(bad[:40]))


def find(journal: Journal, proven: Proven, said: Iterable[Said]) -> Findings:
    findings = Findings(proposed=len(proven.cases), wrong=list(proven.wrong))
    findings.wrong += [f"not at its end: {each}" for each in journal.unfinished]
    _check_proposals(journal, proven, findings)
    _check_shown(proven, said, findings)
    effects: dict[str, list[Effect]] = {}
    for effect in journal.effects:
        effects.setdefault(effect.esc, []).append(effect)
    findings.wrong += [f"{esc} took effect and is in no log" for esc in effects.keys() - proven.cases.keys()]
    for case in proven.cases.values():
        _check_case(case, effects.get(case.esc, []), proven, findings)
    return findings


def _check_proposals(journal: Journal, proven: Proven, findings: Findings) -> None:
    """What a source made durable is in the log once, and the log has nothing that no source knows of."""
    known = Counter(journal.proposed)
    findings.lost += [f"the proposal {esc}" for esc in known.keys() - proven.cases.keys()]
    findings.doubled += [f"{esc} in the registries" for esc, n in known.items() if n > 1]
    findings.doubled += [f"the proposal {esc}, which no source knows" for esc in proven.cases.keys() - known.keys()]


def _check_shown(proven: Proven, said: Iterable[Said], findings: Findings) -> None:
    lines = [each for each in said if each.who == "desk" and "step" in each.line]
    steps = {(each.line["esc"], each.word) for each in lines}
    shown = {(esc, step) for esc, step in steps if step in SHOWN}
    beyond = [(esc, step) for esc, step in sorted(steps - shown) if step not in ("holding", HALF_WAY)]
    seen: set[str] = set()
    for each in sorted(lines, key=lambda each: each.at):
        if each.word in SHOWN:
            seen.add(each.line["esc"])
        elif each.word == HALF_WAY and each.line["esc"] in seen:
            findings.lost.append(f"the decision on {each.line['esc']}, shown as signed and then as {HALF_WAY}")
    findings.wrong += [f"the desk showed {esc} as {step}" for esc, step in beyond]
    findings.shown = len({esc for esc, _ in shown})
    for esc, step in sorted(shown):
        case = proven.cases.get(esc)
        if case is None or not case.decisions:
            findings.lost.append(f"the decision on {esc}, shown as {step}")
        elif (step == "executed" and case.at("executed") is None) or (step == "accepted" and not case.outcomes):
            findings.wrong.append(f"{esc} was shown as {step}, and the log does not say so")


def _check_case(case: Case, effects: list[Effect], proven: Proven, findings: Findings) -> None:
    findings.decided += len(case.decisions)
    if case.proposal is None or case.verdict is None:
        findings.wrong.append(f"{case.esc} has no proposal with a verdict")
        return
    if len(case.decisions) > 1:
        findings.doubled.append(f"{len(case.decisions)} decisions on {case.esc}")
    if len(effects) > 1:
        findings.doubled.append(f"{case.esc} took effect {len(effects)} times")
    action = case.proposal.payload["action"]
    if any({"tool": effect.tool, "arguments": effect.arguments} != action for effect in effects):
        findings.wrong.append(f"{case.esc} ran as something else than what was signed")
    if not case.decisions:
        findings.wrong.append(
            f"{case.esc} took effect without approval" if effects else f"{case.esc} was never decided"
        )
        return
    _check_approval(case, findings)
    _check_outcome(case, effects, proven, findings)


def _check_approval(case: Case, findings: Findings) -> None:
    decision = case.decisions[0][1].payload
    assert case.proposal and case.verdict
    named = (
        decision["decision"],
        decision["proposal_sha256"],
        decision["candidate_sha256"],
        decision["verdict_sha256"],
    )
    if named != ("approve", case.proposal.sha256, case.proposal.sha256, case.verdict.sha256):
        findings.wrong.append(f"the decision on {case.esc} is about something else")


def _check_outcome(case: Case, effects: list[Effect], proven: Proven, findings: Findings) -> None:
    said = [outcome["status"] for _, outcome in case.outcomes]
    if said[:1] != ["accepted"] or len(said) != 2 or said[1] not in FINAL:
        findings.wrong.append(f"the outcomes of {case.esc} are {said}")
        if not effects:
            findings.lost.append(f"the approved action {case.esc} never ran")
        return
    status = said[1]
    setattr(findings, status, getattr(findings, status) + 1)
    if status == "executed" and not effects:
        findings.lost.append(f"{case.esc} is reported as executed and took no effect")
    if status == "failed" and effects:
        findings.wrong.append(f"{case.esc} is reported as failed and took effect")
    assert case.proposal
    contract = proven.contracts.get(str(case.proposal.payload["contract"]))
    if status == "unknown" and contract and contract["idempotent"]:
        findings.wrong.append(f"{case.esc} may run again by the restart rule, and is reported as unknown")
