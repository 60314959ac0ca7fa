"""What a start finds: each row that the process before left is taken up, and none is guessed at."""

from __future__ import annotations

import httpx
import pytest

from acting import OpenSource, Tool, proposed
from between import Between
from fake_gateway import FakeGateway
from fermata.client import Ran, Recovered, Source
from fermata.encoding import utc_now
from fermata.gateway import GatewayError, Unreachable
from fermata.results import Action, Approved, Finished
from signed_world import World

NOTHING = Recovered([], [], [], [])


class Killed(BaseException):
    """The process ends while the tool runs."""


def killed(action: Action, esc: str) -> None:
    raise Killed


@pytest.fixture
def before(gateway: FakeGateway, open_source: OpenSource) -> Source:
    """The process before, in a workspace where one tool may not run twice."""
    once = {"order.cancel": {"idempotent": False}}
    gateway.world = World(at=utc_now(), tools=once)
    return open_source(tries=1)


def decided(source: Source, gateway: FakeGateway, key: str, tool: str = "refund.create") -> str:
    esc = proposed(source, gateway, key, tool=tool)
    gateway.approve(esc)
    assert isinstance(source.wait(esc, 5), Approved)
    return esc


def test_every_open_row_is_taken_up_by_what_may_become_of_it(
    before: Source, open_source: OpenSource, gateway: FakeGateway
) -> None:
    waits = proposed(before, gateway, "waits")
    repeatable, once = decided(before, gateway, "repeatable"), decided(before, gateway, "once", "order.cancel")
    gateway.lose = ["/v1/proposals"]
    with pytest.raises(Unreachable):
        proposed(before, gateway, "sent")
    before.close()
    again, tool = open_source(), Tool()
    found = again.recover()
    sent = next(esc for esc in gateway.proposals if esc not in (waits, repeatable, once))
    assert found == Recovered([repeatable], [once], [waits, sent], [])
    assert gateway.statuses(repeatable) == ["accepted"]
    assert gateway.statuses(once) == ["accepted", "unknown"]
    assert isinstance(again.run(repeatable, tool, 0), Ran)
    assert isinstance(again.run(once, tool, 0), Finished)
    assert list(tool.effects) == [repeatable]
    assert again.recover() == Recovered([], [], [waits, sent], [])


def test_a_proposal_that_the_gateway_does_not_take_is_told_with_why(
    before: Source, open_source: OpenSource, gateway: FakeGateway
) -> None:
    gateway.lose = ["/v1/proposals"]
    with pytest.raises(Unreachable):
        proposed(before, gateway, "call-1")
    before.close()
    gateway.fail = [422]
    ((key, why),) = open_source().recover().not_proposed
    assert key == "call-1" and isinstance(why, GatewayError) and why.status == 422


def test_a_gateway_that_gives_no_answer_of_its_own_ends_nothing(
    before: Source, open_source: OpenSource, gateway: FakeGateway
) -> None:
    esc = decided(before, gateway, "call-1", "order.cancel")
    gateway.lose = ["/v1/proposals"]
    with pytest.raises(Unreachable):
        proposed(before, gateway, "call-2")
    before.close()
    between = Between()
    again = open_source(transport=between, tries=1)
    between.rule = lambda request: httpx.Response(404, text="<h1>404</h1>")
    with pytest.raises(GatewayError):
        again.recover()
    row = again.registry.by_esc(esc)
    assert row and row.outcome is None and len(again.registry.proposing()) == 1
    between.rule = lambda request: None
    assert again.recover().unknown == [esc]


def test_what_another_process_may_be_running_is_left_to_it(
    before: Source, open_source: OpenSource, gateway: FakeGateway
) -> None:
    esc = decided(before, gateway, "call-1", "order.cancel")
    assert open_source().recover() == NOTHING
    assert gateway.statuses(esc) == ["accepted"], "nothing was said in the other's name"


def test_what_this_process_runs_is_not_taken_up_beside_it(before: Source, gateway: FakeGateway) -> None:
    esc, found = decided(before, gateway, "call-1"), []
    before.run(esc, lambda action, key: found.append(before.recover()), 5)
    assert found == [NOTHING]


def test_reports_that_the_process_before_could_not_send_are_sent(
    before: Source, open_source: OpenSource, gateway: FakeGateway
) -> None:
    esc = decided(before, gateway, "call-1")
    gateway.fail = [503, 503]
    assert isinstance(before.run(esc, Tool(), 5), Ran)
    before.close()
    assert open_source().recover() == NOTHING
    assert gateway.statuses(esc) == ["accepted", "executed"]


def test_an_outcome_says_which_attempt_it_was(
    before: Source, open_source: OpenSource, gateway: FakeGateway
) -> None:
    repeatable, once = decided(before, gateway, "call-1"), decided(before, gateway, "call-2", "order.cancel")
    for esc in (repeatable, once):
        with pytest.raises(Killed):
            before.run(esc, killed, 5)
    before.close()
    for _ in range(2):
        again = open_source()
        again.recover()
        with pytest.raises(Killed):
            again.run(repeatable, killed, 0)
        again.close()
    last = open_source()
    assert last.recover().run_again == [repeatable]
    assert isinstance(last.run(repeatable, Tool(), 0), Ran)
    said = {(each["esc"], each["status"]): each["attempt"] for each in gateway.outcomes}
    assert said[repeatable, "accepted"] == 1
    assert said[repeatable, "executed"] == 4
    assert said[once, "unknown"] == 1
