"""How long a source can act for a revoked device: for less than 60 s, whatever its gateway holds back."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from acting import OpenSource, Tool, proposed
from between import Between
from fake_gateway import FakeGateway
from fermata.client import Ran
from fermata.encoding import utc_now
from fermata.roster import TYP as ROSTER
from named_keys import kid, sign


class Still:
    """A clock that stands, and is moved by hand."""

    def __init__(self) -> None:
        self.at = utc_now()

    def __call__(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.mark.parametrize(("millis", "runs"), [(0, True), (59_999, True), (60_000, False), (60_001, False)])
def test_a_list_that_does_not_say_so_yet_is_acted_on_for_less_than_60_s(
    gateway: FakeGateway, open_source: OpenSource, millis: int, runs: bool
) -> None:
    between, clock, tool = Between(), Still(), Tool()
    source = open_source(transport=between, now=clock, sleep=clock.sleep, tries=1)
    esc = proposed(source, gateway)
    gateway.approve(esc)
    late = httpx.HTTPTransport()

    def revoked_meanwhile(request: httpx.Request) -> httpx.Response | None:
        """The answer is on its way when the roster changes, and arrives so much later."""
        if request.url.path != "/v1/standing":
            return None
        between.rule = lambda request: None
        answer = late.handle_request(request)
        answer.read()
        roster = gateway.world.next_roster(revoked=[{"kid": kid("ann"), "at": gateway.world.issued}])
        gateway.add_standing(sign(ROSTER, roster, "root-1"), sign(ROSTER, roster, "root-2"))
        clock.at += timedelta(milliseconds=millis)
        return answer

    between.rule = revoked_meanwhile
    first = source.run(esc, tool, timeout=0)
    if runs:
        assert isinstance(first, Ran)
        return
    assert first is None
    assert source.last_refusal is not None and source.last_refusal.code == "roster_stale"
    # The next answer says so, and from then on nothing is run for that device.
    for _ in range(2):
        assert source.run(esc, tool, timeout=0) is None
        assert source.last_refusal is not None and source.last_refusal.code == "key_revoked"
    assert tool.effects == {}
