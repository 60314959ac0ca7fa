"""What a gateway may send, and what a source makes of it: nothing runs that was not signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from acting import Tool, proposed
from clock import Clock
from fake_gateway import FakeGateway
from fermata.client import Conflict, Ran, Source
from fermata.codes import Refused
from fermata.gateway import Unreachable
from fermata.results import (
    RefusedHere,
)
from named_keys import kid, uuid


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
    from fermata.roster import TYP as ROSTER
    from named_keys import sign

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
