"""kill -9 at random steps: every approved write takes effect exactly once, and every call is proposed once."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest
from fake_gateway import FakeGateway
from fermata.encoding import utc_now
from playing import Playing, call, run, said
from signed_world import World

from airline_agent.writes import WRITES

Make = Callable[..., Playing]
SEEDS = range(int(os.environ.get("FERMATA_KILL_SEEDS", "3")))
# An undisturbed play of the script below takes a little more than 300 steps.
STEPS = 320
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


def play_with_kills(agent: Playing, seed: int, kills: int = 3) -> int:
    """Play to the end with up to so many kills at random steps; how many there were."""
    chance = random.Random(seed)
    done = sum(agent.play_and_kill(chance.randrange(1, STEPS)) for _ in range(kills))
    agent.play()
    return done


@pytest.mark.parametrize("seed", SEEDS)
def test_after_kills_every_approved_write_took_effect_exactly_once(
    gateway: FakeGateway, playing: Make, seed: int
) -> None:
    gateway.reviewer = lambda gateway, esc: gateway.approve(esc)
    agent = playing(SCRIPT)
    play_with_kills(agent, seed)
    assert sorted(each["tool"] for each in agent.executions()) == [
        "cancel_reservation",
        "send_certificate",
        "update_reservation_baggages",
    ]
    assert agent.record("customers", "nora_lindgren_4410")["certificates"] == [100]
    assert len(gateway.proposals) == 3
    for esc in gateway.proposals:
        assert gateway.statuses(esc) == ["accepted", "executed"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tool_that_may_not_run_twice_took_effect_at_most_once_and_doubt_is_reported(
    playing: Make, gateway: FakeGateway, seed: int
) -> None:
    gateway.world = World(at=utc_now(), tools={tool: {"idempotent": False} for tool in WRITES})
    gateway.reviewer = lambda gateway, esc: gateway.approve(esc)
    agent = playing(SCRIPT)
    play_with_kills(agent, 1000 + seed)
    carried_out = [each["esc"] for each in agent.executions()]
    assert len(carried_out) == len(set(carried_out))
    assert len(gateway.proposals) == 3
    for esc in gateway.proposals:
        last = gateway.statuses(esc)[-1]
        assert last == "unknown" or (last == "executed" and esc in carried_out)
