"""Step 7: the statements of a resolution prove its status, and name one candidate.

A resolution holds exactly what counts. Anything that contradicts the status, or is missing for it, refuses the
whole: there is no partial reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import statement as st
from .codes import Refused
from .contracts import check_answer, contract_of, input_schema
from .standing import Standing
from .statement import Verified
from .terms import check_value

APPROVING = ("approved", "edited", "allowed")
_VERB = {"rejected": "reject", "responded": "respond"}


@dataclass(frozen=True)
class Proof:
    """What counts: the candidate, the decisions that stand on it, and the verdicts they name."""

    status: str
    proposal: Verified
    candidate: Verified
    decisions: Sequence[Verified]
    verdicts: Sequence[Verified]
    contract: dict[str, Any] | None = None
    closing: Verified | None = None


def prove(verified: Sequence[Verified], status: str, standing: Standing) -> Proof:
    proposal, *others, receipt = verified
    _check_receipt(receipt, verified[:-1])
    decisions = [each for each in others if each.typ == st.DECISION]
    verdicts = [each for each in others if each.typ == st.VERDICT]
    closing = [each for each in others if each.typ in (st.NOTE, st.RECEIPT)]
    _check_kinds(status, decisions, closing)
    first = _verdict_of_the_proposal(proposal, verdicts)
    if status in APPROVING:
        return _prove_approval(proposal, decisions, verdicts, status, standing)
    if status in _VERB:
        return _prove_person(proposal, decisions, verdicts, status)
    return _prove_closing(proposal, closing or [first], verdicts, status)


def _mismatch(detail: str) -> Refused:
    return Refused("candidate_mismatch", detail)


def _check_receipt(receipt: Verified, statements: Sequence[Verified]) -> None:
    if receipt.payload["says"] != "resolved":
        raise _mismatch("the receipt does not say resolved")
    given = {each.sha256 for each in statements}
    if set(receipt.payload["statements"]) != given:
        raise _mismatch("the receipt is over other statements")
    if len(given) != len(statements):
        raise _mismatch("a statement stands twice")


def _check_kinds(status: str, decisions: Sequence[Verified], closing: Sequence[Verified]) -> None:
    """No statement in it is of a kind that contradicts the status."""
    expected = {"expired": [st.RECEIPT], "withdrawn": [st.NOTE]}.get(status, [])
    if [each.typ for each in closing] != expected:
        raise _mismatch(f"notes or receipts that do not belong to {status}")
    if decisions and status not in APPROVING and status not in _VERB:
        raise _mismatch(f"decisions that do not belong to {status}")


def _verdict_of_the_proposal(proposal: Verified, verdicts: Sequence[Verified]) -> Verified:
    """One verdict over each candidate, and the proposal's among them."""
    over = {each.payload["candidate_sha256"]: each for each in verdicts}
    if len(over) != len(verdicts):
        raise _mismatch("two verdicts over one candidate")
    if proposal.sha256 not in over:
        raise _mismatch("the verdict over the proposal is missing")
    return over[proposal.sha256]


def _check_escalated(proposal: Verified, verdicts: Sequence[Verified]) -> None:
    """People were asked: that is what the proposal's verdict says."""
    word = _verdict_of_the_proposal(proposal, verdicts).payload["verdict"]
    if word != "escalate":
        raise _mismatch(f"policy says {word} of the proposal, and nobody was asked")


def _prove_approval(
    proposal: Verified,
    decisions: Sequence[Verified],
    verdicts: Sequence[Verified],
    status: str,
    standing: Standing,
) -> Proof:
    if any(each.payload["decision"] in ("reject", "respond") for each in decisions):
        raise Refused("closed_without_approval", "a reject or a response stands in it")
    if any(each.payload["verdict"] == "deny" for each in verdicts):
        raise Refused("closed_without_approval", "policy denied it")
    candidate = _candidate(proposal, decisions, status)
    counted = _named_verdicts(proposal, candidate, decisions, verdicts, status)
    _check_verbs(proposal, decisions)
    if "action" not in proposal.payload:
        raise Refused("closed_without_approval", "a question has no action to approve")
    contract = contract_of(proposal.payload, standing.contracts)
    named = proposal.payload["contract"]
    for verdict in counted:
        if verdict.payload.get("contract_sha256") != (named if contract else None):
            raise Refused("tool_changed", "a verdict is over another contract")
    if status == "edited":
        check_value(input_schema(proposal.payload, contract), candidate.payload["arguments"])
    return Proof(status, proposal, candidate, decisions, counted, contract)


def _candidate(proposal: Verified, decisions: Sequence[Verified], status: str) -> Verified:
    edits = [each for each in decisions if each.payload["decision"] == "edit"]
    if status == "edited":
        if len(edits) != 1:
            raise _mismatch(f"{len(edits)} edits stand in it")
        return edits[0]
    if edits or (status == "allowed" and decisions):
        raise _mismatch(f"decisions that do not belong to {status}")
    return proposal


def _named_verdicts(
    proposal: Verified,
    candidate: Verified,
    decisions: Sequence[Verified],
    verdicts: Sequence[Verified],
    status: str,
) -> list[Verified]:
    own = next((each for each in verdicts if each.payload["candidate_sha256"] == candidate.sha256), None)
    if own is None:
        raise _mismatch("no verdict over the candidate")
    if status != "allowed":
        _check_escalated(proposal, verdicts)
    elif own.payload["verdict"] != "allow":
        word = own.payload["verdict"]
        raise Refused("quorum_not_met", f"policy says {word}, and nobody approved")
    by_hash = {each.sha256: each for each in verdicts}
    counted = {own.sha256: own}
    for decision in decisions:
        named = decision.payload["verdict_sha256"]
        if named not in by_hash:
            raise _mismatch("a decision names a verdict that is not there")
        counted[named] = by_hash[named]
        if decision is not candidate and (
            named != own.sha256 or decision.payload["candidate_sha256"] != candidate.sha256
        ):
            raise _mismatch("an approval names another candidate or verdict")
    for verdict in verdicts:
        if verdict.sha256 not in counted and verdict.payload["candidate_sha256"] != proposal.sha256:
            raise _mismatch("a verdict that no decision names")
    return list(counted.values())


def _check_verbs(proposal: Verified, decisions: Sequence[Verified]) -> None:
    for decision in decisions:
        if decision.payload["decision"] not in proposal.payload["allowed"]:
            raise Refused("not_allowed", f"{decision.payload['decision']} is not offered")


def _prove_person(
    proposal: Verified, decisions: Sequence[Verified], verdicts: Sequence[Verified], status: str
) -> Proof:
    if not any(each.payload["decision"] == _VERB[status] for each in decisions):
        raise Refused("quorum_not_met", f"{status} without such a decision")
    if [each.payload["decision"] for each in decisions] != [_VERB[status]]:
        raise _mismatch(f"other decisions than the one that {status}")
    _check_escalated(proposal, verdicts)
    _check_verbs(proposal, decisions)
    if status == "responded":
        check_answer(proposal.payload, decisions[0].payload["answer"])
    return Proof(status, proposal, proposal, decisions, verdicts)


def _prove_closing(
    proposal: Verified, closing: Sequence[Verified], verdicts: Sequence[Verified], status: str
) -> Proof:
    (proving,) = closing
    says = proving.payload
    proves = {
        "expired": lambda: says["says"] == "expired",
        "withdrawn": lambda: says["type"] == "withdrawn" and says["iss"] == proposal.payload["iss"],
        "denied": lambda: says["verdict"] == "deny",
    }
    if status not in proves or not proves[status]():
        raise _mismatch(f"nothing in it proves {status}")
    if status != "denied":
        _check_escalated(proposal, verdicts)
    return Proof(status, proposal, proposal, (), verdicts, closing=proving)
