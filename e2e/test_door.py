"""The door between the page and the desk: what a script in the page could try, were there one, and what it gets."""

import json
from typing import Any

import httpx
import pytest
from desk import Desk
from webdriver import wait_for

INVOKE = """
const [command, payload] = arguments;
window.fermataAnswer = undefined;
window.__TAURI_INTERNALS__.invoke(command, payload).then(
  (value) => { window.fermataAnswer = { value: value ?? null }; },
  (error) => { window.fermataAnswer = { error }; },
);
"""
# Said by the driver as a whole: the page's own policy would refuse a function made from text.
TRY = """
window.fermataAnswer = undefined;
const attempt = async () => { %s };
attempt().then(
  (value) => { window.fermataAnswer = { value }; },
  (error) => { window.fermataAnswer = { error: String(error) }; },
);
"""
IMAGE = "const it = new Image(); it.onload = yes; it.onerror = () => no('refused'); it.src = '%s';"
SCRIPT = "const it = document.createElement('script'); it.onload = yes; it.onerror = () => no('refused'); it.src = '%s'; document.head.append(it);"
NOBODY = "01935a6e-7b1c-7c3d-8e4f-0123456789ab"
SEEN = {"view_sha256": "x", "opened": [], "dwell_ms": 1}


def answer(desk: Desk) -> dict[str, Any]:
    return wait_for("an answer", lambda: desk.window.script("return window.fermataAnswer"))


def invoke(desk: Desk, command: str, payload: Any) -> dict[str, Any]:
    desk.window.script(INVOKE, command, payload)
    return answer(desk)


@pytest.mark.parametrize(
    ("command", "payload", "code"),
    [
        ("detail", {"esc": "../../etc/passwd"}, "notFound"),
        ("detail", {"esc": NOBODY}, "notFound"),
        ("undo", {"esc": NOBODY}, "alreadyDecided"),
        ("sign_now", {"esc": NOBODY}, "notFound"),
        ("preview", {"esc": NOBODY, "edited": "{"}, "notFound"),
        ("preview", {"esc": NOBODY, "edited": "x" * 70_000}, "tooLong"),
        ("decide", {"esc": NOBODY, "decision": {"verb": "approve", "typed": None}, "seen": SEEN}, "notFound"),
        (
            "decide",
            {"esc": NOBODY, "decision": {"verb": "edit", "arguments": "y" * 70_000}, "seen": SEEN},
            "tooLong",
        ),
    ],
)
def test_bad_input_gets_a_sentence_and_a_code(desk: Desk, command: str, payload: Any, code: str) -> None:
    error = invoke(desk, command, payload)["error"]
    assert error["code"] == code
    assert all(error["message"][language].strip() for language in ("en", "de")), error


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        ("decide", {"esc": NOBODY, "decision": {"verb": "approve_all"}, "seen": SEEN}),
        ("decide", {"esc": NOBODY, "decision": "approve", "seen": SEEN}),
        ("decide", {"esc": 7, "decision": {"verb": "approve", "typed": None}, "seen": SEEN}),
        ("rows", {"list": "everything", "queue": None, "after": None}),
        ("set_theme", {"theme": "pink"}),
        ("detail", {}),
        ("sign", {"bytes": [1, 2, 3]}),
        ("plugin:event|emit", {"event": "x", "payload": 1}),
        ("plugin:window|close", {"label": "desk"}),
        ("plugin:webview|create_webview_window", {"options": {"label": "b", "url": "https://example.org"}}),
        ("plugin:app|version", {}),
        ("plugin:path|resolve_directory", {"directory": 1}),
        ("plugin:tray|new", {"options": {}}),
    ],
)
def test_what_is_no_command_of_the_desk_is_refused(desk: Desk, command: str, payload: Any) -> None:
    found = invoke(desk, command, payload)
    assert "error" in found, json.dumps(found)


def attempt(desk: Desk, script: str) -> dict[str, Any]:
    desk.window.script(TRY % script)
    return answer(desk)


def test_the_page_reaches_nothing_but_its_desk(desk: Desk) -> None:
    assert attempt(desk, "return 2") == {"value": 2}
    own = json.loads((desk.home / "gateway.json").read_text())["url"]
    assert httpx.get(f"{own}/healthz", trust_env=False).status_code == 200, "what is refused to the page is there"
    for what in (
        "return eval('2')",
        "return new Function('return 2')()",
        f"return fetch('{own}/healthz', {{ mode: 'no-cors' }})",
        f"return new Promise((yes, no) => {{ {IMAGE % (own + '/x.png')} }})",
        f"return new Promise((yes, no) => {{ {SCRIPT % 'data:text/javascript,1'} }})",
    ):
        assert "error" in attempt(desk, what), what


def test_the_desk_is_unmoved(desk: Desk) -> None:
    assert desk.window.attribute("status-link", "data-link") == "live"
    assert desk.rows() == {}
