"""A source against a gateway over real HTTP: propose, wait, run, report, and what may go wrong between."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clock import Clock
from fake_gateway import FakeGateway
from fermata.client import Conflict, OutcomeUnknown, Ran, Source
from fermata.codes import Refused
from fermata.encoding import b64url
from fermata.gateway import GatewayError, Unreachable
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
    Unknown,
    Withdrawn,
)
from signed_world import jwk, kid, payload_of, seed, uuid

OpenSource = Callable[..., Source]


class Tool:
    """Counts what took effect; the same escalation twice is one effect."""

    def __init__(self) -> None:
        self.effects: dict[str, Action] = {}
        self.calls = 0

    def __call__(self, action: Action, esc: str) -> str:
        self.calls += 1
        self.effects.setdefault(esc, action)
        return f"done {action.arguments['amount']}"


def proposed(source: Source, gateway: FakeGateway, key: str = "thread-1/call-1", **draft: Any) -> str:
    return source.propose(gateway.world.draft(**draft), key).esc


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


def test_the_same_key_proposes_once_even_when_the_answer_is_lost(source: Source, gateway: FakeGateway) -> None:
    gateway.lose = ["/v1/proposals", "/v1/proposals"]
    esc = proposed(source, gateway)
    assert proposed(source, gateway) == esc
    assert len(gateway.proposals) == 1


def test_a_crash_between_the_call_and_its_answer_neither_loses_nor_doubles(
    open_source: OpenSource, gateway: FakeGateway
) -> None:
    gateway.lose = ["/v1/proposals"]
    first = open_source(tries=1)
    with pytest.raises(Unreachable):
        proposed(first, gateway)
    first.close()
    # The new process makes a new draft, later: what was made durable before wins.
    esc = proposed(open_source(), gateway, expires_at=gateway.world.later(hours=5))
    assert list(gateway.proposals) == [esc]


def test_one_key_can_not_be_used_for_two_actions(source: Source, gateway: FakeGateway) -> None:
    proposed(source, gateway)
    with pytest.raises(Conflict):
        proposed(source, gateway, arguments={"order_id": "ORD-2", "amount": "12.50"})


@pytest.mark.parametrize(
    "alter",
    [
        lambda payload: payload.replace(b'"12.50"', b'"9999.00"'),
        lambda payload: payload[:-1] + b',"narration":"harmless"}',
        lambda payload: payload.replace(
            b',"expires_at"', b',"supersedes":"' + uuid("x").encode() + b'","expires_at"'
        ),
    ],
    ids=["arguments", "appended", "inserted"],
)
def test_a_gateway_that_signs_other_bytes_than_the_draft_is_refused(
    source: Source, gateway: FakeGateway, alter: Callable[[bytes], bytes]
) -> None:
    gateway.alter = alter
    with pytest.raises(Refused) as refused:
        proposed(source, gateway)
    assert refused.value.code == "proposal_mismatch"
    assert source.registry.open_rows() == []


def test_a_gateway_that_answers_with_an_earlier_escalation_is_refused(
    source: Source, gateway: FakeGateway
) -> None:
    esc = proposed(source, gateway)
    gateway.answers["call-2"] = gateway.answers["thread-1/call-1"]
    with pytest.raises(Refused) as refused:
        proposed(source, gateway, "call-2")
    assert refused.value.code == "proposal_mismatch"
    assert [row.esc for row in source.registry.open_rows()] == [esc]


def test_rubbish_leaves_it_pending_until_the_good_one_comes(source: Source, gateway: FakeGateway) -> None:
    esc, tool = proposed(source, gateway), Tool()

    def forged(world: Any, proposal: str, verdict: str) -> str:
        decision = world.decision("eve", "approve", proposal, verdict, iss="ann")
        made: str = world.resolution("approved", [proposal, verdict, decision])
        return made

    gateway.resolve(esc, forged)
    assert source.run(esc, tool, timeout=0) is None
    assert source.last_refusal and source.last_refusal.code == "unknown_key"
    gateway.approve(esc)
    assert isinstance(source.run(esc, tool, timeout=5), Ran)
    assert len(tool.effects) == 1


def test_an_answer_about_another_escalation_is_refused(source: Source, gateway: FakeGateway) -> None:
    esc, other = proposed(source, gateway, "call-1"), proposed(source, gateway, "call-2")
    gateway.approve(other)
    gateway.resolutions[esc] = gateway.resolutions[other]
    assert source.run(esc, Tool(), timeout=0) is None
    assert source.last_refusal and source.last_refusal.code == "not_pending"


def test_a_final_refusal_is_reported_and_never_tried_again(source: Source, gateway: FakeGateway) -> None:
    esc, tool = proposed(source, gateway), Tool()
    gateway.approve(esc, "olga")
    assert source.run(esc, tool, timeout=5) == RefusedHere(esc, "own_proposal")
    gateway.approve(esc)
    assert source.run(esc, tool, timeout=5) == RefusedHere(esc, "own_proposal")
    assert tool.calls == 0
    assert [(each["status"], each["code"]) for each in gateway.outcomes] == [("refused", "own_proposal")]


def test_a_halt_holds_until_it_is_lifted(source: Source, gateway: FakeGateway) -> None:
    esc, tool = proposed(source, gateway), Tool()
    gateway.approve(esc)
    gateway.add_standing(gateway.world.halt({"all": True}))
    assert source.run(esc, tool, timeout=0) is None
    gateway.add_standing(gateway.world.halt({"all": True}, name="lift", says="lift", lifts=uuid("halt")))
    assert isinstance(source.run(esc, tool, timeout=5), Ran)


def test_without_a_standing_list_nothing_runs(source: Source, gateway: FakeGateway) -> None:
    esc, tool = proposed(source, gateway), Tool()
    gateway.approve(esc)
    gateway.lose = ["/v1/standing"] * 6
    with pytest.raises(Unreachable):
        source.run(esc, tool, timeout=0)
    assert tool.calls == 0
    assert source.registry.open_rows()[0].state == "pending"


def test_a_revoked_key_no_longer_counts(source: Source, gateway: FakeGateway) -> None:
    from signed_world import ROSTER, sign

    world = gateway.world
    esc = proposed(source, gateway)
    gateway.approve(esc)
    revoked = world.next_roster(revoked=[{"kid": kid("ann"), "at": world.issued}])
    gateway.add_standing(sign(ROSTER, revoked, "root-1"), sign(ROSTER, revoked, "root-3"))
    assert source.run(esc, Tool(), timeout=0) is None
    assert source.last_refusal and source.last_refusal.code == "key_revoked"


def test_it_stops_waiting_when_its_time_is_over(source: Source, gateway: FakeGateway, clock: Clock) -> None:
    esc = proposed(source, gateway)
    clock.offset = timedelta(hours=5)
    assert source.wait(esc, 0) == RefusedHere(esc, "expired")
    assert gateway.statuses(esc) == ["refused"]


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


def test_after_a_crash_an_idempotent_tool_runs_again_with_the_same_key(
    open_source: OpenSource, gateway: FakeGateway
) -> None:
    first = open_source()
    esc, tool = proposed(first, gateway), Tool()
    gateway.approve(esc)
    result = first.wait(esc, 5)
    assert isinstance(result, Approved)
    tool(result.action, esc)
    first.close()
    again = open_source()
    assert [row.esc for row in again.registry.open_rows()] == [esc]
    assert isinstance(again.run(esc, tool, 5), Ran)
    assert tool.calls == 2
    assert len(tool.effects) == 1
    assert gateway.statuses(esc) == ["accepted", "executed"]


@pytest.mark.parametrize("why", ["not idempotent", "halted", "expired", "roster expired"])
def test_after_a_crash_what_may_not_run_again_is_unknown(
    open_source: OpenSource, gateway: FakeGateway, clock: Clock, why: str
) -> None:
    first = open_source()
    tool = Tool()
    esc = proposed(first, gateway, tool="fare.override" if why == "not idempotent" else "refund.create")
    approver = "dan" if why == "not idempotent" else "ann"
    if why == "not idempotent":
        people = gateway.world.roster_payload()["people"]
        people[3]["groups"] = ["support"]
        from signed_world import ROSTER, sign

        roster = gateway.world.next_roster(people=people)
        gateway.add_standing(sign(ROSTER, roster, "root-1"), sign(ROSTER, roster, "root-2"))
    gateway.approve(esc, approver)
    assert isinstance(first.wait(esc, 5), Approved)
    first.close()
    if why == "halted":
        gateway.add_standing(gateway.world.halt({"all": True}))
    if why == "expired":
        clock.offset = timedelta(hours=5)
    if why == "roster expired":
        clock.offset = timedelta(days=21)
    assert open_source().run(esc, tool, 5) == Unknown(esc)
    assert tool.calls == 0
    assert gateway.statuses(esc) == ["accepted", "unknown"]


def test_outcomes_are_kept_until_they_are_acknowledged(open_source: OpenSource, gateway: FakeGateway) -> None:
    first = open_source(tries=1)
    esc = proposed(first, gateway)
    gateway.approve(esc)
    result = first.wait(esc, 5)
    assert isinstance(result, Approved)
    gateway.fail = [503, 503]
    first.perform(result, Tool())
    assert [report.idempotency_key for report in first.registry.reports()] == [
        f"{esc}:accepted",
        f"{esc}:executed",
    ]
    first.close()
    again = open_source()
    gateway.lose = ["/v1/outcomes"]
    assert again.flush()
    assert again.registry.reports() == []
    assert gateway.statuses(esc) == ["accepted", "executed"]


def test_an_outcome_that_the_gateway_refuses_for_good_stays_visible(
    open_source: OpenSource, gateway: FakeGateway
) -> None:
    source = open_source()
    esc = proposed(source, gateway)
    gateway.approve(esc)
    assert isinstance(source.wait(esc, 5), Approved)
    gateway.fail = [422]
    assert source.flush()
    assert [key for key, _ in source.registry.dead_reports()] == [f"{esc}:accepted"]


def test_calls_are_tried_again_a_bounded_number_of_times_with_growing_pauses(
    source: Source, gateway: FakeGateway, clock: Clock
) -> None:
    gateway.fail = [503, 429, 500]
    proposed(source, gateway)
    assert len(clock.slept) == 3
    gateway.fail = [503] * 20
    with pytest.raises(GatewayError) as wrong:
        proposed(source, gateway, "call-2")
    assert wrong.value.code == "saturated"
    assert len(gateway.fail) == 20 - 6


def test_a_wrong_token_is_said_at_once(open_source: OpenSource, gateway: FakeGateway, clock: Clock) -> None:
    with pytest.raises(GatewayError) as wrong:
        proposed(open_source(token="another"), gateway)
    assert wrong.value.code == "unauthenticated"
    assert clock.slept == []


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
