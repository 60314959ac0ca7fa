"""Lost answers, dead processes, slow gateways: nothing is lost, nothing is done twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from acting import OpenSource, Tool, proposed
from clock import Clock
from fake_gateway import FakeGateway
from fermata.client import Conflict, Ran, Source
from fermata.codes import Refused
from fermata.gateway import GatewayError, Unreachable
from fermata.results import (
    Action,
    Approved,
    Finished,
    RefusedHere,
    Unknown,
)


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


def test_a_final_refusal_is_reported_and_never_tried_again(source: Source, gateway: FakeGateway) -> None:
    esc, tool = proposed(source, gateway), Tool()
    gateway.approve(esc, "olga")
    assert source.run(esc, tool, timeout=5) == RefusedHere(esc, "own_proposal")
    gateway.approve(esc)
    assert source.run(esc, tool, timeout=5) == RefusedHere(esc, "own_proposal")
    assert tool.calls == 0
    assert [(each["status"], each["code"]) for each in gateway.outcomes] == [("refused", "own_proposal")]


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
        from fermata.roster import TYP as ROSTER
        from named_keys import sign

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


def test_a_restored_registry_runs_nothing_that_was_open_when_it_was_saved(
    open_source: OpenSource, gateway: FakeGateway, tmp_path: Path
) -> None:
    first = open_source()
    decided, waiting = proposed(first, gateway, "call-1"), proposed(first, gateway, "call-2")
    gateway.approve(decided)
    assert isinstance(first.wait(decided, 5), Approved)
    gateway.lose = ["/v1/proposals"] * 6
    with pytest.raises(Unreachable):
        proposed(first, gateway, "call-3")
    first.close()
    tool, restored = Tool(), open_source()
    restored.fence()
    gateway.approve(waiting)
    assert restored.run(decided, tool, 5) == Finished(
        decided, "unknown", Action("refund.create", {"order_id": "ORD-1", "amount": "12.50"})
    )
    assert restored.run(waiting, tool, 5) == RefusedHere(waiting, "not_pending")
    with pytest.raises(Conflict):
        proposed(restored, gateway, "call-3")
    assert tool.calls == 0
    assert gateway.statuses(decided) == ["accepted", "unknown"]
    assert [(each["esc"], each["type"]) for each in gateway.notes] == [(waiting, "withdrawn")]


def test_one_approval_handed_out_to_two_callers_runs_once(source: Source, gateway: FakeGateway) -> None:
    esc = proposed(source, gateway)
    gateway.approve(esc)
    first, second = source.wait(esc, 5), source.wait(esc, 5)
    assert isinstance(first, Approved) and isinstance(second, Approved)

    def tool(action: Action, key: str) -> str:
        with pytest.raises(Refused) as refused:
            source.perform(second, Tool())
        return refused.value.code

    assert source.perform(first, tool).value == "already_consumed"
    with pytest.raises(Refused):
        source.perform(second, Tool())
    assert gateway.statuses(esc) == ["accepted", "executed"]
