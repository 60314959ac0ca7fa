"""The agent against a gateway over HTTP: what it proposes, what it runs, what it tells the model."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fake_gateway import FakeGateway
from fermata.encoding import utc_now
from named_keys import payload_of
from playing import Playing, call, run, said
from signed_world import World

from airline_agent.script import load_runs
from airline_agent.writes import WRITES

EXAMPLE = Path(__file__).resolve().parents[2] / "runs.jsonl"
CHECKOUT = Path(__file__).resolve().parents[4]
RECORDED = Path(os.environ.get("FERMATA_TAU_DIR", CHECKOUT.parent / "shared" / "data" / "tau-airline"))

Make = Callable[..., Playing]
CANCEL = call("cancel_reservation", reservation_id="Q4TZ7A")
CERTIFICATE = call("send_certificate", user_id="nora_lindgren_4410", amount=100)


def approve(gateway: FakeGateway, esc: str) -> None:
    gateway.approve(esc)


def proposals(gateway: FakeGateway) -> list[dict[str, Any]]:
    return [payload_of(proposal) for proposal in gateway.proposals.values()]


def test_an_approved_write_is_carried_out_once_and_reported(gateway: FakeGateway, playing: Make) -> None:
    gateway.reviewer = approve
    agent = playing([run(said("Cancel it, please."), CANCEL)])
    events = agent.play()
    (esc,) = gateway.proposals
    assert [(each["esc"], each["tool"], each["arguments"]) for each in agent.executions()] == [
        (esc, "cancel_reservation", {"reservation_id": "Q4TZ7A"})
    ]
    assert agent.record("reservations", "Q4TZ7A")["status"] == "cancelled"
    assert gateway.statuses(esc) == ["accepted", "executed"]
    assert [event["event"] for event in events] == [
        "proposed",
        "resolved",
        "ran",
        "answered",
        "finished",
        "done",
    ]


def test_an_edited_write_is_carried_out_as_edited_and_the_model_is_told(
    gateway: FakeGateway, playing: Make
) -> None:
    gateway.reviewer = lambda gateway, esc: gateway.edit(esc, {"user_id": "nora_lindgren_4410", "amount": 50})
    agent = playing([run(said("I want compensation."), CERTIFICATE)])
    events = agent.play()
    assert [each["arguments"]["amount"] for each in agent.executions()] == [50]
    assert agent.record("customers", "nora_lindgren_4410")["certificates"] == [50]
    answer = next(event["answer"] for event in events if event["event"] == "answered")
    assert "amount: 100 became 50" in answer
    assert answer.endswith("Sent a certificate of 50 USD to nora_lindgren_4410.")


def test_a_rejection_goes_back_to_the_model_in_words(gateway: FakeGateway, playing: Make) -> None:
    def review(gateway: FakeGateway, esc: str) -> None:
        if len(gateway.proposals) == 1:
            gateway.close_by(esc, "reject", reason={"code": "against_policy", "message": "She is not insured."})
        else:
            gateway.approve(esc)

    gateway.reviewer = review
    agent = playing([run(said("Cancel it."), CANCEL, said("Then a certificate."), CERTIFICATE)])
    agent.play()
    assert [each["tool"] for each in agent.executions()] == ["send_certificate"]
    script = [run(said("Cancel it."), CANCEL, {"role": "tool", "content": "?"}, said("Then?"), CERTIFICATE)]
    assert script
    first, second = proposals(gateway)
    assert first["action"]["tool"] == "cancel_reservation"
    assert second["action"]["tool"] == "send_certificate"


def test_the_models_next_proposal_shows_what_the_reviewer_said(gateway: FakeGateway, playing: Make) -> None:
    gateway.reviewer = lambda gateway, esc: gateway.close_by(
        esc, "reject", reason={"code": "against_policy", "message": "She is not insured."}
    )
    recorded = {"role": "tool", "name": "cancel_reservation", "content": "cancelled, as recorded"}
    agent = playing([run(said("Cancel it."), CANCEL, recorded, said("Then a certificate."), CERTIFICATE)])
    agent.play()
    told = proposals(gateway)[1]["context"]["messages"][2]["content"]
    why = 'for against_policy, with the message "She is not insured."'
    assert told == f"Rejected by a reviewer {why}. It was not carried out."
    assert agent.executions() == []


def test_a_timeout_is_not_told_as_a_no(gateway: FakeGateway, playing: Make) -> None:
    gateway.reviewer = lambda gateway, esc: gateway.expire(esc)
    events = playing([run(said("Cancel it."), CANCEL)]).play()
    answer = next(event["answer"] for event in events if event["event"] == "answered")
    assert answer == "Nobody decided in time, so it was not carried out. This is not a no."


def test_reads_run_at_once_and_are_shown_as_evidence(gateway: FakeGateway, playing: Make) -> None:
    gateway.reviewer = approve
    looked = call("get_reservation_details", reservation_id="Q4TZ7A")
    playing(
        [run(said("Cancel it."), looked, {"role": "tool", "name": "get_reservation_details"}, CANCEL)]
    ).play()
    (proposed,) = proposals(gateway)
    (evidence,) = proposed["context"]["evidence"]
    assert json.loads(evidence["text"])["flights"][0]["flight_number"] == "LS410"
    assert proposed["context"]["before"]["status"] == "booked"
    assert proposed["context"]["after"]["status"] == "cancelled"
    assert proposed["context"]["subject"]["name"] == "Nora Lindgren"


def test_confidence_is_the_share_of_trials_with_exactly_this_call(gateway: FakeGateway, playing: Make) -> None:
    gateway.reviewer = approve
    other = call("cancel_reservation", reservation_id="M8KP2C")
    trials = [
        run(said("Cancel it."), wanted, trial=trial)
        for trial, wanted in enumerate((CANCEL, CANCEL, CANCEL, other))
    ]
    playing([*trials, run(said("Cancel it."), CANCEL, task=2)]).play()
    values = Counter(each["confidence"]["value"] for each in proposals(gateway))
    assert values == {0.75: 3, 0.25: 1, 1.0: 1}


def test_once_goes_as_far_as_it_can_and_the_next_call_goes_on(gateway: FakeGateway, playing: Make) -> None:
    agent = playing([run(said("Cancel it."), CANCEL)])
    assert [event["event"] for event in agent.play("--once")] == ["proposed", "waiting", "done"]
    (esc,) = gateway.proposals
    gateway.approve(esc)
    assert [event["event"] for event in agent.play("--once")] == [
        "resolved",
        "ran",
        "answered",
        "finished",
        "done",
    ]
    assert [event["event"] for event in agent.play("--once")] == ["finished", "done"]
    assert len(agent.executions()) == 1


def test_a_start_tells_what_the_process_before_left_undone(gateway: FakeGateway, playing: Make) -> None:
    gateway.world = World(at=utc_now(), tools={tool: {"idempotent": False} for tool in WRITES})
    gateway.reviewer = approve
    agent = playing([run(said("Cancel it."), CANCEL)])
    assert agent.play_and_kill("call")
    (esc,) = gateway.proposals
    events = agent.play()
    assert events[0] == {"event": "recovered", "run_again": [], "unknown": [esc], "not_proposed": []}
    assert gateway.statuses(esc) == ["accepted", "unknown"]
    assert agent.calls() == {esc: 1}


def test_a_start_takes_up_a_proposal_whose_answer_was_lost(gateway: FakeGateway, playing: Make) -> None:
    gateway.lose = ["/v1/proposals"] * 6
    agent = playing([run(said("Cancel it."), CANCEL)])
    lost = subprocess.run(agent.command("--once"), capture_output=True, text=True, timeout=60)
    assert lost.returncode == 1
    assert [event["event"] for event in agent.play("--once")] == ["proposed", "waiting", "done"]
    assert len(gateway.proposals) == 1


def test_a_proxys_page_is_not_told_to_the_model_as_a_no(gateway: FakeGateway, playing: Make) -> None:
    gateway.foreign = ["/v1/proposals"]
    gateway.reviewer = approve
    agent = playing([run(said("Cancel it."), CANCEL)])
    words = [event["event"] for event in agent.play()]
    assert words == ["trouble", "proposed", "resolved", "ran", "answered", "finished", "done"]
    assert len(agent.executions()) == 1


def test_the_example_runs_play_to_their_end(gateway: FakeGateway, playing: Make) -> None:
    gateway.reviewer = approve
    agent = playing(EXAMPLE)
    agent.play()
    assert wanted(EXAMPLE) == carried_out(agent)


def test_recorded_runs_play_to_their_end(gateway: FakeGateway, playing: Make) -> None:
    gateway.reviewer = approve
    agent = playing(RECORDED / "trajectories.jsonl")
    agent.play("--limit", "24")
    assert wanted(RECORDED / "trajectories.jsonl", 24) == carried_out(agent)


def wanted(file: Path, limit: int | None = None) -> Counter[tuple[str, str, str]]:
    """Every write of the script: its run, its tool and its exact arguments."""
    runs = load_runs(file)[:limit]
    return Counter(
        (run.thread, call.tool, json.dumps(call.arguments, sort_keys=True))
        for run in runs
        for turn in range(len(run.messages))
        if run.messages[turn]["role"] == "assistant"
        for call in run.calls(turn)
        if call.tool in WRITES
    )


def carried_out(agent: Playing) -> Counter[tuple[str, str, str]]:
    return Counter(
        (each["world"], each["tool"], json.dumps(each["arguments"], sort_keys=True))
        for each in agent.executions()
    )


def test_a_wrong_token_ends_the_agent_with_what_is_wrong(gateway: FakeGateway, playing: Make) -> None:
    agent = playing([run(said("Cancel it."), CANCEL)])
    agent.source.write_text(json.dumps({**gateway.source_file(), "token": "another"}), encoding="utf-8")
    done = subprocess.run(agent.command(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "unauthenticated" in json.loads(done.stdout.splitlines()[-1])["what"]


def test_a_second_agent_on_the_same_state_is_told_so(gateway: FakeGateway, playing: Make) -> None:
    agent = playing([run(said("Cancel it."), CANCEL)])
    first = subprocess.Popen(agent.command(), stdout=subprocess.PIPE, text=True)
    assert first.stdout
    assert json.loads(first.stdout.readline())["event"] == "proposed"
    second = subprocess.run(agent.command(), capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert "another agent runs" in second.stderr
    gateway.approve(next(iter(gateway.proposals)))
    assert first.communicate(timeout=60)[0].splitlines()[-1] == '{"event": "done", "ok": true}'
