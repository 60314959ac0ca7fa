"""Between a source and its gateway: no proxy of the environment's, and what a proxy says ends nothing."""

from __future__ import annotations

import httpx
import pytest

from acting import OpenSource, Tool, proposed
from between import Between
from fake_gateway import FakeGateway
from fermata.client import Ran, Source
from fermata.gateway import GatewayError

HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
PROBLEM = {"Content-Type": "application/problem+json"}


def test_a_proxy_that_the_environment_names_is_not_asked(
    gateway: FakeGateway, open_source: OpenSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    source = open_source(tries=1)
    esc = proposed(source, gateway)
    gateway.approve(esc)
    assert isinstance(source.run(esc, Tool(), 5), Ran)


FOREIGN = {
    "a redirect": httpx.Response(302, headers={"Location": "https://login.example.com/"}),
    "a portal's page": httpx.Response(200, headers=HTML, text="<h1>Welcome</h1>"),
    "another service's yes": httpx.Response(200, headers=JSON, json={"ok": True}),
    "a page that is not found": httpx.Response(404, headers=HTML, text="<h1>404</h1>"),
    "another service's no": httpx.Response(404, headers=JSON, json={"code": "not_found"}),
    "a method that is not allowed": httpx.Response(405),
    "a proxy that wants a password": httpx.Response(407, headers=HTML, text="<h1>407</h1>"),
    "a problem without a code": httpx.Response(422, headers=PROBLEM, json={"title": "Wrong"}),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_an_answer_that_is_not_fermatas_leaves_a_report_queued(
    open_source: OpenSource, gateway: FakeGateway, name: str
) -> None:
    between = Between()
    source = open_source(transport=between)
    esc = proposed(source, gateway)
    gateway.approve(esc)
    between.rule = lambda request: FOREIGN[name] if request.url.path == "/v1/outcomes" else None
    assert isinstance(source.run(esc, Tool(), 5), Ran)
    assert not source.flush()
    assert source.registry.dead_reports() == []
    between.rule = lambda request: None
    assert source.flush()
    assert gateway.statuses(esc) == ["accepted", "executed"]


@pytest.mark.parametrize("name", ["a portal's page", "another service's yes"])
def test_a_standing_list_that_is_not_fermatas_is_no_answer(
    open_source: OpenSource, gateway: FakeGateway, name: str
) -> None:
    between = Between()
    source = open_source(transport=between)
    esc = proposed(source, gateway)
    gateway.approve(esc)
    between.rule = lambda request: FOREIGN[name] if request.url.path == "/v1/standing" else None
    with pytest.raises(GatewayError, match="check the address"):
        source.run(esc, Tool(), 5)
    between.rule = lambda request: None
    assert isinstance(source.run(esc, Tool(), 5), Ran)


def test_only_fermatas_own_no_is_final(source: Source, gateway: FakeGateway) -> None:
    finals = []
    for status in (401, 403, 404, 409, 422, 429, 503):
        gateway.fail = [status] * 6
        with pytest.raises(GatewayError) as wrong:
            source.refresh_standing()
        finals.append((status, wrong.value.final))
        gateway.fail = []
    assert [status for status, final in finals if final] == [404, 409, 422]
