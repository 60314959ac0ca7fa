"""A source against a gateway over real HTTP: propose, wait, run, report."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from acting import OpenSource, Tool, proposed
from fake_gateway import FakeGateway
from fermata.client import OutcomeUnknown, Ran, Source
from fermata.encoding import b64url
from fermata.results import (
    Action,
    Allowed,
    Approved,
    Denied,
    Edited,
    Expired,
    Finished,
    RefusedHere,
    Rejected,
    Responded,
    Withdrawn,
)
from named_keys import jwk, payload_of, seed


def test_an_approved_action_runs_once_and_its_outcome_is_reported(source: Source, gateway: FakeGateway) -> None:
    esc, tool = proposed(source, gateway), Tool()
    gateway.approve(esc)
    ran = source.run(esc, tool, timeout=5)
    assert isinstance(ran, Ran) and isinstance(ran.result, Approved)
    assert (ran.status, ran.value) == ("executed", "done 12.50")
    assert tool.effects == {esc: Action("refund.create", {"order_id": "ORD-1", "amount": "12.50"})}
    assert gateway.statuses(esc) == ["accepted", "executed"]
    again = source.run(esc, tool, timeout=5)
    assert again == Finished(esc, "executed", ran.result.action)
    assert tool.calls == 1


def test_an_edit_runs_the_edited_arguments(source: Source, gateway: FakeGateway) -> None:
    esc, tool = proposed(source, gateway), Tool()
    gateway.edit(esc, {"order_id": "ORD-1", "amount": "5.00"})
    ran = source.run(esc, tool, timeout=5)
    assert isinstance(ran, Ran) and isinstance(ran.result, Edited)
    assert tool.effects[esc].arguments == {"order_id": "ORD-1", "amount": "5.00"}
    assert ran.result.proposed == {"order_id": "ORD-1", "amount": "12.50"}
    assert gateway.outcomes[-1]["candidate_sha256"] == ran.result.candidate_sha256


def test_each_ending_has_its_own_type(source: Source, gateway: FakeGateway) -> None:
    tool = Tool()
    escs = [proposed(source, gateway, f"call-{number}") for number in range(4)]
    gateway.close_by(escs[0], "reject")
    gateway.close_by(escs[1], "respond", answer="Ask first.")
    gateway.expire(escs[2])
    gateway.resolve(
        escs[3],
        lambda world, proposal, verdict: world.resolution(
            "withdrawn",
            [
                proposal,
                verdict,
                world.note("gateway-1", "withdrawn", {"reason": "late"}, proposal, iss=world.source),
            ],
        ),
    )
    results = [source.run(esc, tool, timeout=5) for esc in escs]
    assert results == [
        Rejected(escs[0], ("bob",), "wrong-amount", "Half of it was used."),
        Responded(escs[1], ("bob",), "Ask first."),
        Expired(escs[2]),
        Withdrawn(escs[3], "late"),
    ]
    assert [source.wait(esc, 0) for esc in escs] == results
    assert tool.calls == 0
    assert gateway.outcomes == []


def test_what_policy_allows_runs_within_the_rosters_bound(source: Source, gateway: FakeGateway) -> None:
    gateway.verdict = "allow"
    tool = Tool()
    esc = proposed(source, gateway, tool="order.note")
    gateway.resolve(
        esc,
        lambda world, proposal, _: world.resolution(
            "allowed", [proposal, world.verdict(proposal, "allow", risk="low")]
        ),
    )
    ran = source.run(esc, tool, timeout=5)
    assert isinstance(ran, Ran) and isinstance(ran.result, Allowed)
    beyond = proposed(source, gateway, "call-2")
    assert source.run(beyond, tool, timeout=5) == RefusedHere(beyond, "allow_not_permitted")
    assert gateway.statuses(beyond) == ["refused"]
    assert tool.calls == 1


def test_what_policy_denies_does_not_run(source: Source, gateway: FakeGateway) -> None:
    gateway.verdict = "deny"
    esc = proposed(source, gateway)
    assert source.run(esc, Tool(), timeout=5) == Denied(esc, ("Above the limit",))


def test_a_failing_tool_is_reported_as_failed_and_a_doubtful_one_as_unknown(
    source: Source, gateway: FakeGateway
) -> None:
    def broken(action: Action, esc: str) -> None:
        raise ValueError("no such order")

    def doubtful(action: Action, esc: str) -> None:
        raise OutcomeUnknown("the connection broke")

    first, second = proposed(source, gateway, "call-1"), proposed(source, gateway, "call-2")
    gateway.approve(first)
    gateway.approve(second)
    failed, unknown = source.run(first, broken, 5), source.run(second, doubtful, 5)
    assert isinstance(failed, Ran) and (failed.status, failed.error) == ("failed", "ValueError: no such order")
    assert isinstance(unknown, Ran) and unknown.status == "unknown"
    assert gateway.statuses(first) == ["accepted", "failed"]
    assert gateway.statuses(second) == ["accepted", "unknown"]


def test_waiting_threads_do_not_hold_each_other_up(source: Source, gateway: FakeGateway) -> None:
    escs = [proposed(source, gateway, f"call-{number}") for number in range(8)]
    tool, results = Tool(), {}

    def run(esc: str) -> None:
        results[esc] = source.run(esc, tool, timeout=20)

    threads = [threading.Thread(target=run, args=(esc,)) for esc in escs]
    for thread in threads:
        thread.start()
    for esc in reversed(escs):
        gateway.approve(esc)
    for thread in threads:
        thread.join()
    assert all(isinstance(results[esc], Ran) for esc in escs)
    assert tool.effects.keys() == set(escs)


def test_a_source_withdraws_its_proposal(source: Source, gateway: FakeGateway) -> None:
    esc = proposed(source, gateway)
    source.withdraw(esc, "The customer called back.")
    assert gateway.notes == [{"esc": esc, "type": "withdrawn", "body": {"reason": "The customer called back."}}]


def test_a_signing_source_signs_its_proposals_and_outcomes(
    open_source: OpenSource, gateway: FakeGateway, tmp_path: Path
) -> None:
    gateway.world.source = "signing-bot"
    key_file = tmp_path / "signing-bot.jwk"
    key_file.write_text(json.dumps({**jwk("signing-bot"), "d": b64url(seed("key signing-bot"))}))
    key_file.chmod(0o644)
    with pytest.raises(PermissionError, match="chmod 600"):
        open_source(token=None, key_file=key_file)
    key_file.chmod(0o600)
    source = open_source(token=None, key_file=key_file)
    gateway.lose = ["/v1/proposals"]
    esc = proposed(source, gateway)
    assert payload_of(gateway.proposals[esc])["iss"] == "signing-bot"
    gateway.approve(esc)
    assert isinstance(source.run(esc, Tool(), 5), Ran)
    assert [(each["iss"], each["status"]) for each in gateway.outcomes] == [
        ("signing-bot", "accepted"),
        ("signing-bot", "executed"),
    ]


def test_a_source_is_made_from_the_file_that_the_command_line_writes(
    gateway: FakeGateway, tmp_path: Path
) -> None:
    file = tmp_path / "airline-bot.json"
    file.write_text(json.dumps(gateway.source_file()))
    source = Source.from_file(file)
    esc = source.propose(gateway.world.draft(), "call-1").esc
    gateway.approve(esc)
    assert isinstance(source.run(esc, Tool(), 5), Ran)
    assert (tmp_path / "airline-bot.db").exists()
    source.close()
