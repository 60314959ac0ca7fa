"""A short day at the desk: twenty of the recorded actions arrive, three are decided, and each runs as signed."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from airline import ARRIVE, Airline
from desk import Desk
from truth import Bus, Gateway, files_with, keychain_secrets, payload, public_x, put_on_screen, sha256, verified
from webdriver import wait_for

MESSAGE = "Please ask the customer for the reason first."
FLIGHT = "/flights/0/flight_number"

TEXTS = "return [...document.querySelectorAll(`[data-testid=${arguments[0]}]`)].map((it) => it.innerText.trim())"


@dataclass
class Decided:
    approved: str
    edited: str
    rejected: str
    code: str


@pytest.fixture(scope="module")
def arrived(desk: Desk, airline: Airline) -> dict[str, str]:
    """What came, in the list's order, with its title."""
    wait_for(f"{ARRIVE} rows", lambda: len(desk.rows()) >= ARRIVE, 60)
    return {esc: row["title"] for esc, row in desk.rows().items()}


@pytest.fixture(scope="module")
def decided(arrived: dict[str, str], desk: Desk, airline: Airline, gateway: Gateway) -> Decided:
    flights = [esc for esc in arrived if action(gateway, esc)["arguments"].get("flights")]
    edited = flights[0]
    approved, rejected = [esc for esc in arrived if esc != edited][:2]
    desk.approve(approved)
    desk.edit(edited, FLIGHT, "HAT999")
    code = desk.reject(rejected, MESSAGE)
    for esc, status in ((approved, "executed"), (edited, "executed"), (rejected, "rejected")):
        wait_for(f"{esc} is {status}", lambda: gateway.status(esc) == status, 60)
    return Decided(approved, edited, rejected, code)


def action(gateway: Gateway, esc: str) -> dict:
    return payload(gateway.statements(esc, "proposal")[0])["action"]


def test_what_the_agents_wanted_is_listed_by_the_contracts_title(arrived: dict[str, str], desk: Desk) -> None:
    assert len(arrived) >= ARRIVE
    for row in desk.rows().values():
        assert row["title"] and "\n" not in row["title"]


def test_the_open_item_shows_every_argument_why_it_is_asked_and_the_conversation(
    arrived: dict[str, str], desk: Desk, gateway: Gateway
) -> None:
    esc = next(iter(arrived))
    desk.open(esc)
    shown = {desk.window.attribute_of(found, "data-pointer") for found in desk.window.elements("field")}
    wanted = action(gateway, esc)["arguments"]
    for name, value in wanted.items():
        assert any(pointer.split("/")[1] == name for pointer in shown) or value in ([], {}), name
    assert desk.window.text("detail-title") == desk.rows()[esc]["title"]
    signed = payload(gateway.statements(esc, "proposal")[0])
    assert f"{round(signed['confidence']['value'] * 100)}" in desk.window.text("confidence")
    verdict = payload(gateway.escalation(esc)["entries"][0]["statements"][1])
    shown_reasons = desk.window.script(TEXTS, "reason")
    assert [reason["text"] for reason in verdict["reasons"]] == shown_reasons
    desk.window.click("tab-conversation")
    messages = payload(gateway.statements(esc, "proposal")[0])["context"]["messages"]
    said = [message for message in messages if message["role"] == "user"]
    texts = desk.window.script(
        "return [...document.querySelectorAll('[data-testid=message][data-role=user]')].map((it) => it.innerText)"
    )
    assert len(texts) == len(said)
    for message, text in zip(said, texts, strict=True):
        assert " ".join(message["content"].split())[:60] in " ".join(text.split())


def test_the_agent_runs_exactly_what_was_signed_and_only_once(
    decided: Decided, gateway: Gateway, airline: Airline
) -> None:
    ran = airline.ran()
    assert [run["action"] for run in ran if run["esc"] == decided.approved] == [action(gateway, decided.approved)]
    proposed = action(gateway, decided.edited)
    decision = payload(gateway.statements(decided.edited, "decision")[0])
    assert decision["arguments"]["flights"][0]["flight_number"] == "HAT999"
    signed = {"tool": proposed["tool"], "arguments": decision["arguments"]}
    assert [run["action"] for run in ran if run["esc"] == decided.edited] == [signed]
    assert len(ran) == 2, "nothing else ran"


def test_the_agent_is_told_why_it_was_rejected(decided: Decided, gateway: Gateway, airline: Airline) -> None:
    (decision,) = (payload(statement) for statement in gateway.statements(decided.rejected, "decision"))
    assert decision["reason"] == {"code": decided.code, "message": MESSAGE}
    told = airline.resolved(decided.rejected)
    assert (told["result"], told["reason"], told["message"]) == ("rejected", decided.code, MESSAGE)


def test_each_decision_verifies_with_nothing_but_the_public_key(decided: Decided, gateway: Gateway) -> None:
    jwk = gateway.reviewer_key()
    for esc, verb in ((decided.approved, "approve"), (decided.edited, "edit"), (decided.rejected, "reject")):
        (statement,) = gateway.statements(esc, "decision")
        decision = verified(statement, jwk)
        assert decision["decision"] == verb
        assert decision["esc"] == esc
        assert decision["proposal_sha256"] == sha256(gateway.statements(esc, "proposal")[0])
        head, body, _ = statement.split(".")
        with pytest.raises(Exception, match="[Ss]ignature"):
            verified(f"{head}.{body}.{'A' * 86}", jwk)


def test_the_window_shows_what_came_of_each(decided: Decided, desk: Desk) -> None:
    desk.show("Decided")
    for esc in (decided.approved, decided.edited):
        wait_for(f"{esc} is shown as executed", lambda: desk.step(esc) == "executed")
    assert desk.rows()[decided.rejected]["step"] in ("recorded", "accepted")
    desk.show("Inbox")
    assert not {decided.approved, decided.edited, decided.rejected} & set(desk.rows())


def test_a_notification_was_shown_in_the_contracts_words(arrived: dict[str, str], bus: Bus) -> None:
    wait_for("a notification", bus.notifications)
    summary, body = bus.notifications()[0]
    assert any(title in f"{summary}\n{body}" for title in arrived.values()), (summary, body)
    assert (summary, body) in put_on_screen(), "the daemon had it on the display"


def test_the_private_key_is_in_the_keychain_and_nowhere_on_disk(decided: Decided, desk: Desk, gateway: Gateway) -> None:
    secrets = keychain_secrets()
    assert gateway.reviewer_key()["x"] in {public_x(secret) for secret in secrets}
    for secret in secrets:
        for folder in (desk.home, Path(os.environ["HOME"])):
            assert files_with(secret, folder) == []
