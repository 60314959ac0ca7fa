"""A thousand hostile documents in the real window, on a network that counts what leaves (`scripts/apart`)."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from airline import Airline, invented
from desk import Desk
from documents import documents
from truth import Gateway, payload
from webdriver import wait_for

ITEMS = 40
EACH = 26
TYPES = ["text/html", "image/svg+xml", "text/markdown", "application/json", "text/csv", "text/plain"]

# What only a document that became part of the page would bring.
LOOK = """
const detail = document.querySelector('main.detail');
const foreign = 'img, script, style, link, iframe, object, embed, video, audio, form, meta, base, math, foreignObject, image, use, a[href], [onload], [onerror], [onfocus], [onclick]';
const inSight = (testid) => {
  const all = document.querySelectorAll(`[data-testid=${testid}]`);
  if (all.length !== 1) return `${all.length} of ${testid}`;
  const { left, top, bottom } = all[0].getBoundingClientRect();
  const hit = document.elementFromPoint(left + 8, top + 8);
  return top >= 0 && bottom <= innerHeight && all[0].contains(hit) ? '' : `${testid} is covered`;
};
document.querySelectorAll('.chat > button, [data-testid=as-sent][aria-pressed=false]').forEach((it) => it.click());
return {
  laidOut: detail.textContent.match(/doc-\\d{4}/g) ?? [],
  wide: [...detail.querySelectorAll('[data-scroll] *')].filter((it) => it.getBoundingClientRect().right > detail.getBoundingClientRect().right + 1 && !it.closest('[tabindex="0"]:not([data-scroll])')).map((it) => it.outerHTML.slice(0, 200)).slice(0, 5),
  foreign: [...detail.querySelectorAll(foreign)].map((it) => it.outerHTML.slice(0, 200)),
  covered: [inSight('detail-title'), inSight('approve')].filter((it) => it !== ''),
  elsewhere: [location.href, history.length, document.querySelectorAll('iframe').length, 'hostileRan' in globalThis],
};
"""

PRESS = "document.querySelector(`[data-testid=${arguments[0]}]`).click()"


def sent() -> int:
    """Packets that left by any card but the loopback."""
    lines = Path("/proc/net/dev").read_text().splitlines()[2:]
    cards = {name.strip(): rest.split() for name, rest in (line.split(":") for line in lines)}
    return sum(int(numbers[9]) for name, numbers in cards.items() if name != "lo")


def hostile(like: dict[str, Any], n: int) -> dict[str, Any]:
    """The like with hostile words in all that a source can write freely."""
    draft = {name: value for name, value in like.items() if name not in ("jti", "iss", "ws", "issued_at", "nonce")}
    narration, reason, name, title, *rest = documents(n * EACH, EACH)
    talk, evidence = rest[:10], rest[10:]
    draft["run"] = {"id": f"hostile-{n}"}
    draft["narration"] = narration
    draft["reasons"] = [{"code": "own", "text": reason[:2000]}]
    draft["context"] = {
        "subject": like["context"]["subject"] | {"id": f"hostile-{n}", "name": name[:500]},
        "messages": [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(talk)],
        "evidence": [
            {"title": title[:200] if i == 0 else "Record", "media_type": TYPES[i % len(TYPES)], "text": text}
            for i, text in enumerate(evidence)
        ],
    }
    return draft


@pytest.fixture(scope="module")
def proposed(desk: Desk, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    airline = Airline(desk.home, tmp_path_factory.mktemp("airline"), invented()[:1])
    first = wait_for("a row", lambda: list(desk.rows())[:1], 60)[0]
    like = payload(gateway.statements(first, "proposal")[0])
    yield [gateway.propose(hostile(like, n), f"hostile-{n}") for n in range(ITEMS)]
    airline.close()


def test_of_a_thousand_none_runs_none_is_fetched_and_none_covers_what_is_the_desks_own(
    desk: Desk, proposed: list[str], gateway: Gateway
) -> None:
    before = sent()
    wait_for("all are listed", lambda: set(proposed) <= set(desk.rows()), 120)
    stood = desk.window.script("return [location.href, history.length, 0, false]")
    laid_out: set[str] = set()
    for esc in proposed:
        desk.open(esc)
        # The keys are dead, and not everything was seen: this decides nothing.
        desk.window.keys("a")
        for tab in ("tab-conversation", "tab-evidence"):
            desk.window.script(PRESS, tab)
            desk.window.script(LOOK)
            look = desk.window.script(LOOK)
            laid_out.update(look["laidOut"])
            assert (look["foreign"], look["covered"], look["wide"], look["elsewhere"]) == ([], [], [], stood), (esc, tab)
    assert len(laid_out) >= 1000, "all but titles that are cut were on the page"
    assert all(gateway.status(esc) == "open" for esc in proposed)
    assert sent() == before == 0, "packets left"


def test_the_counter_counts_a_name_that_is_asked_for_and_a_packet_that_is_sent() -> None:
    before = sent()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(b"hello", ("198.51.100.1", 9))
    wait_for("a packet is counted", lambda: sent() > before)
    asked = sent()
    with suppress(OSError):
        socket.getaddrinfo("away.invalid", 443)
    assert sent() > asked
