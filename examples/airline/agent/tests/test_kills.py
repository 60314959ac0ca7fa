"""kill -9 at random steps: every approved write takes effect exactly once, and every call is proposed once.

What a tool did is counted twice: by its effects, where the same escalation again is the same effect, and by its
calls, which nothing makes one of two. A tool that may not run twice is held by the calls.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest
from fake_gateway import FakeGateway
from fermata.encoding import utc_now
from playing import Playing, call, run, said, written
from signed_world import World

from airline_agent.writes import WRITES

Make = Callable[..., Playing]
SEEDS = range(int(os.environ.get("FERMATA_KILL_SEEDS", "3")))
SCRIPT = [
    run(
        said("Cancel my flight, and I want compensation."),
        call("get_reservation_details", reservation_id="Q4TZ7A"),
        call("cancel_reservation", reservation_id="Q4TZ7A"),
        call("send_certificate", user_id="nora_lindgren_4410", amount=100),
    ),
    run(
        said("A bag more."),
        call("update_reservation_baggages", reservation_id="B2WD9F", total_baggages=1),
        task=2,
    ),
]


def approving(gateway: FakeGateway, idempotent: bool) -> None:
    gateway.world = World(at=utc_now(), tools={tool: {"idempotent": idempotent} for tool in WRITES})
    gateway.reviewer = lambda gateway, esc: gateway.approve(esc)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many steps the whole play takes, so that a kill may come at any of them."""
    gateway = FakeGateway(World(at=utc_now()))
    approving(gateway, True)
    try:
        agent = written(gateway, tmp_path_factory.mktemp("undisturbed"), SCRIPT)
        taken = agent.play_undisturbed()
    finally:
        gateway.close()
    assert agent.calls().keys() == gateway.proposals.keys(), "each write was called in these steps"
    assert set(agent.calls().values()) == {1}
    return taken


def play_with_kills(agent: Playing, seed: int, steps: int, kills: int = 3) -> None:
    """Play to the end, with up to so many kills at random steps of the whole play."""
    chance = random.Random(seed)
    # No two plays take the same number of steps; the first kill must not come after the end.
    first = agent.play_and_kill(chance.randrange(1, steps * 9 // 10))
    for _ in range(kills - 1):
        agent.play_and_kill(chance.randrange(1, steps + 1))
    agent.play_undisturbed()
    assert first, "it was killed"


def check_each_took_effect_once(agent: Playing, gateway: FakeGateway) -> None:
    assert sorted(each["tool"] for each in agent.executions()) == [
        "cancel_reservation",
        "send_certificate",
        "update_reservation_baggages",
    ]
    assert agent.record("customers", "nora_lindgren_4410")["certificates"] == [100]
    assert len(gateway.proposals) == 3
    assert agent.calls().keys() == gateway.proposals.keys()
    for esc in gateway.proposals:
        assert gateway.statuses(esc) == ["accepted", "executed"]


def check_none_was_called_twice(agent: Playing, gateway: FakeGateway) -> None:
    assert len(gateway.proposals) == 3
    calls = agent.calls()
    assert set(calls.values()) <= {1}, "a tool that may not run twice was called twice"
    took_effect = {each["esc"] for each in agent.executions()}
    assert took_effect <= calls.keys()
    for esc in gateway.proposals:
        last = gateway.statuses(esc)[-1]
        assert last == "unknown" or (last == "executed" and esc in took_effect)


@pytest.mark.parametrize("seed", SEEDS)
def test_after_kills_every_approved_write_took_effect_exactly_once(
    gateway: FakeGateway, playing: Make, seed: int, steps: int
) -> None:
    approving(gateway, True)
    agent = playing(SCRIPT)
    play_with_kills(agent, seed, steps)
    check_each_took_effect_once(agent, gateway)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tool_that_may_not_run_twice_is_called_at_most_once_and_doubt_is_reported(
    gateway: FakeGateway, playing: Make, seed: int, steps: int
) -> None:
    approving(gateway, False)
    agent = playing(SCRIPT)
    play_with_kills(agent, 1000 + seed, steps)
    check_none_was_called_twice(agent, gateway)


def test_a_kill_in_the_middle_of_a_tool_calls_it_again_where_twice_is_once(
    gateway: FakeGateway, playing: Make
) -> None:
    approving(gateway, True)
    agent = playing(SCRIPT)
    assert agent.play_and_kill("call"), "it was killed"
    agent.play_undisturbed()
    assert max(agent.calls().values()) == 2
    check_each_took_effect_once(agent, gateway)


def test_a_kill_in_the_middle_of_a_tool_leaves_it_unknown_where_twice_is_not_once(
    gateway: FakeGateway, playing: Make
) -> None:
    approving(gateway, False)
    agent = playing(SCRIPT)
    assert agent.play_and_kill("call"), "it was killed"
    begun = agent.calls()
    agent.play_undisturbed()
    check_none_was_called_twice(agent, gateway)
    assert begun and {gateway.statuses(esc)[-1] for esc in begun} == {"unknown"}
