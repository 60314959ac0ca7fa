"""What was on screen is what was hashed: the window's own text against the bytes whose digest the decision signs.

The digest is made here, from the bytes that the window saved; every leaf of them is looked for on the screen.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from airline import Airline
from desk import Desk
from truth import Gateway, payload, sha256
from webdriver import wait_for

FIELDS = """
return [...document.querySelectorAll('[data-testid=field]')].map((field) => ({
  pointer: field.dataset.pointer,
  text: (field.querySelector('dd') ?? field).innerText,
  exact: field.querySelector('[title]')?.title ?? null,
}));
"""
SHOWN = "return [document.querySelector('main').innerText, ...[...document.querySelectorAll('main mark')].map((it) => it.title)].join(' ')"
INTO_VIEW = "document.querySelector(`[data-testid=${arguments[0]}]`).scrollIntoView({ block: 'start' })"
EARLIER = "[...document.querySelectorAll('.chat > button')].forEach((it) => it.click())"
AS_SENT = "document.querySelectorAll('[data-testid=as-sent][aria-pressed=false]').forEach((it) => it.click())"
KEPT = "document.querySelectorAll('[data-testid=diff-kept][aria-expanded=false]').forEach((it) => it.click())"
NODES = """
const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_ELEMENT);
const names = new Set();
while (walker.nextNode()) names.add(walker.currentNode.localName);
return [...names];
"""
OWN_PLACE = {"question", "subject", "changes", "narration", "reasons", "messages", "evidence"}
RAW_ONLY = {"role", "id", "tool_call_id", "type", "code"}
HOSTILE = "Refund <b>only</b> <img src=x onerror=alert(1)> \u202e99.9\u202c \u200bpay\u0430l [link](https://evil.example)"


def hostile(gateway: Gateway, like: str) -> str:
    """The same proposal, with words that would mislead whoever renders them and a document that nobody can read."""
    draft = payload(gateway.statements(like, "proposal")[0])
    for member in ("jti", "iss", "ws", "issued_at", "nonce"):
        del draft[member]
    # A run and a subject of its own: the same action asked again within one of them would ask for more than a hold.
    for of in (draft["run"], draft["context"]["subject"]):
        of["id"] += "-hostile"
    draft["narration"] = HOSTILE
    draft["context"]["messages"].append({"role": "user", "content": HOSTILE})
    draft["context"]["evidence"] = [
        {"title": HOSTILE, "media_type": "text/html", "text": HOSTILE},
        {"title": "scan", "media_type": "image/png", "base64": "iVBORw0KGgoA/wD/"},
    ]
    return gateway.propose(draft, "hostile")


def runs(value: Any) -> list[str]:
    """The text of a leaf, part by part; a stand-in is named on hover."""
    kind, held = value["type"], value.get("value")
    match kind:
        case "text" | "id" | "email" | "url" | "code":
            return [run.get("mark") or run["text"] for run in held]
        case "money":
            return [held["amount"]]
        case "bool":
            return ["Yes" if held else "No"]
        case "null" | "empty_object" | "empty_array" | "secret":
            return []
        case "uninspectable":
            return ["bytes"]
        case _:
            return [str(held)]


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def leaves(node: Any) -> list[dict[str, Any]]:
    """Everything in a view that has a pointer and a typed value."""
    if isinstance(node, list):
        return [leaf for item in node for leaf in leaves(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if "pointer" in node and isinstance(node.get("value"), dict) else []
    return own + [leaf for item in node.values() for leaf in leaves(item)]


def press(desk: Desk, testid: str) -> None:
    """Scrolls there first: what lies behind the bar at the bottom can not be clicked."""
    desk.window.element(testid)
    desk.window.script(INTO_VIEW, testid)
    desk.window.click(testid)


def on_screen(desk: Desk, esc: str) -> tuple[list[dict[str, Any]], str, str, str]:
    """The fields, the text without the raw bytes, the text with them, and the digest that the window names."""
    desk.open(esc)
    fields = desk.window.script(FIELDS)
    text = raw = ""
    for tab in ("conversation", "evidence", "trace", "history", "raw"):
        if desk.window.elements(f"tab-{tab}"):
            press(desk, f"tab-{tab}")
            desk.window.script(EARLIER)
            desk.window.script(AS_SENT)
            desk.window.script(KEPT)
            raw = desk.window.script(SHOWN)
            text += "" if tab == "raw" else raw
    allowed = set(desk.window.script(NODES))
    assert not allowed & {"img", "iframe", "script", "object", "embed", "video", "audio", "link", "style", "a"}, allowed
    digests = desk.window.script("return [...document.querySelectorAll('#panel dd')].map((it) => it.innerText.trim())")
    return fields, text, raw, digests[1]


def saved(desk: Desk, esc: str) -> dict[str, Any]:
    press(desk, "tab-raw")
    press(desk, "save-evidence")
    path = wait_for("the evidence is saved", lambda: re.search(r"/\S+\.json", desk.window.text("saved-evidence")))
    bundle = json.loads(Path(path[0]).read_text())
    (evidence,) = bundle["escalations"]
    assert evidence["esc"] == esc
    return evidence


@pytest.fixture(scope="module")
def items(desk: Desk, airline: Airline, gateway: Gateway) -> list[str]:
    wait_for("five rows", lambda: len(desk.rows()) >= 5, 60)
    first = list(desk.rows())[:4]
    made = hostile(gateway, first[0])
    wait_for("the hostile one", lambda: made in desk.rows())
    return [*first, made]


def test_every_leaf_of_the_bytes_that_are_signed_was_on_the_screen(
    items: list[str], desk: Desk, gateway: Gateway
) -> None:
    looked = 0
    for esc in items:
        fields, text, raw, named = on_screen(desk, esc)
        desk.approve(esc)
        wait_for(f"{esc} is decided", lambda: gateway.statements(esc, "decision"))
        (decision,) = (payload(statement) for statement in gateway.statements(esc, "decision"))
        desk.show("Decided")
        wait_for(f"{esc} stands under Decided", lambda: esc in desk.rows())
        desk.window.click("row", esc=esc)
        (view,) = saved(desk, esc)["views"]
        desk.show("Inbox")

        assert sha256(view["bytes"]) == decision["view"]["sha256"] == named
        built = json.loads(view["bytes"])
        assert [field["pointer"] for field in built["fields"]] == [field["pointer"] for field in fields]
        for signed, shown in zip(built["fields"], fields, strict=True):
            seen = plain(f"{shown['text']} {shown['exact'] or ''}").replace(",", "")
            for part in runs(signed["value"]):
                assert plain(part).replace(",", "") in seen, (signed, shown)
            looked += 1
        for name in built:
            for leaf in leaves(built[name]) if name != "fields" else []:
                # Ids, times and names of roles are for who wants to see all of it: they stand in the raw bytes.
                # So is a record of which the source tells one side alone: there is nothing to compare.
                alone = name == "changes" and not all(any(change[side] for change in built[name]) for side in ("before", "after"))
                own = name in OWN_PLACE and not alone and leaf["pointer"].rsplit("/")[-1] not in RAW_ONLY
                shown_in = plain(text if own else raw)
                for part in runs(leaf["value"]):
                    escaped = plain(json.dumps(part, ensure_ascii=False)[1:-1])
                    assert plain(part) in shown_in or escaped in shown_in, (name, leaf)
                looked += 1
    assert looked > 200, looked
    print(f"{looked} leaves of {len(items)} views were on the screen")


def test_what_can_not_be_shown_is_named_and_signed_as_such(items: list[str], gateway: Gateway) -> None:
    (decision,) = (payload(statement) for statement in gateway.statements(items[-1], "decision"))
    assert decision["view"]["uninspectable"] == ["/context/evidence/1/base64"]
