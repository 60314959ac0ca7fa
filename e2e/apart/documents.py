"""Documents made to look like the desk, to run in it, to make it fetch, or to push what counts out of sight; all from a seed.

Each carries its number as `doc-0017`, so that it is known which of them were laid out.
"""

import json
from collections.abc import Callable
from random import Random

AWAY = "https://away.invalid"
RUNS = "globalThis.hostileRan=1"
Make = Callable[[Random], str]


def verb(dice: Random) -> str:
    return dice.choice(["Approve", "Approve all", "Continue", "Sign now", "Reject"])


LIKE_THE_DESK: list[Make] = [
    lambda d: f"[ {verb(d)}  A ]   [ Edit  E ]   [ Reject  R ]",
    lambda d: f"┌──────────────┐\n│  {verb(d)}  A  │\n└──────────────┘\n✓ signed · risk low · 2 of 2 approvals",
    lambda d: f"✓ Verified by Fermata. Policy: allowed. Confidence {d.randint(90, 99)} %. Press A to close this notice.",
    lambda d: f'<button type="button" class="btn primary" data-testid="approve" onclick="{RUNS}">{verb(d)}</button>',
    lambda d: f'</p></main><header><h2 data-testid="detail-title">Refund {d.randint(1, 9)}.00 USD</h2></header>',
]
PUSHING: list[Make] = [
    lambda d: "please read on\n" * d.randint(200, 400),
    lambda d: "\n" * d.randint(300, 600) + "the rest is routine",
    lambda d: "A" * d.randint(4_000, 8_000),
    lambda d: "\u0301" * d.randint(200, 400) + "z" + "\u0489" * 200,
    lambda d: "\u00a0" * d.randint(1_000, 2_000) + "end",
]
MISLEADING: list[Make] = [
    lambda d: f"refund \u202eDSU 00.{d.randint(1, 9)}\u202c to card-\u2066\u2067{d.randint(0, 9999)}\u2069\u2069",
    lambda d: f"pay\u200bee\u200d \u2060card-{d.randint(0, 9999)}\ufeff\u00ad \u0430pprove",
    lambda d: f"\u001b[2J\u001b[1;1H\u001b[{d.randint(30, 37)}mApproved\u001b[0m\u0007\u0008\u0008",
]
FETCHING: list[Make] = [
    lambda d: f"<script>{RUNS};fetch('{AWAY}/{d.randint(0, 999)}')</script>",
    lambda d: f'<img src="{AWAY}/{d.randint(0, 999)}.png" srcset="{AWAY}/2x 2x" onerror="{RUNS}">',
    lambda d: f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUNS}"><image href="{AWAY}/{d.randint(0, 999)}"/><use href="{AWAY}/u#a"/></svg>',
    lambda d: f'<style>@import url("{AWAY}/a.css");*{{display:none!important;background:url({AWAY}/{d.randint(0, 999)})}}</style>',
    lambda d: f'<link rel="stylesheet" href="{AWAY}/c.css"><link rel="dns-prefetch" href="//n{d.randint(0, 999)}.away.invalid"><link rel="preconnect" href="{AWAY}">',
    lambda d: f'<iframe srcdoc="<script>parent.{RUNS}</script>" src="{AWAY}/{d.randint(0, 999)}"></iframe><object data="{AWAY}/o"></object>',
    lambda d: f'<video src="{AWAY}/{d.randint(0, 999)}" autoplay></video><audio src="{AWAY}/a" autoplay></audio><embed src="{AWAY}/e">',
    lambda d: f'<math><mtext></p><mglyph><style><!--</style><img title="--&gt;&lt;img src={d.randint(1, 9)} onerror={RUNS}&gt;">',
    lambda d: f'<form action="{AWAY}"><input autofocus onfocus="{RUNS}"></form><meta http-equiv="refresh" content="{d.randint(0, 1)};url={AWAY}"><base href="{AWAY}">',
    lambda d: f'{{@html "<img src={AWAY} onerror={RUNS}>"}} {{{{constructor.constructor(\'{RUNS}\')()}}}} ${{{RUNS}}} {d.random()}',
]
MARKDOWN: list[Make] = [
    lambda d: f"![seen]({AWAY}/{d.randint(0, 999)}.png) ![ref][r1] [Approve](javascript:{RUNS})\n\n[r1]: {AWAY}/r1.png\n<{AWAY}> {AWAY}/bare",
    lambda d: f"# {verb(d)}\n\n| What will happen | |\n|---|---|\n| Amount | 1.00 USD |\n\n```html\n<img src={AWAY}>\n```\n[x]: javascript:{RUNS}",
    lambda d: f"[Approve](<{AWAY}/{d.randint(0, 999)}>) [a](data:text/html,<script>{RUNS}</script>) [b](//away.invalid)\n> ![]({AWAY}/quoted)",
]
JSON: list[Make] = [
    lambda d: '{"a":' * d.randint(300, 600) + "1" + "}" * 300,
    lambda d: json.dumps({"constructor": {"prototype": {"ran": d.randint(0, 9)}}, "toString": f"<img src={AWAY}>", "__proto__": {"x": 1}}),
    lambda d: "[" + '["<b>",' * d.randint(200, 300) + "0",
]
KINDS = LIKE_THE_DESK + PUSHING + MISLEADING + FETCHING + MARKDOWN + JSON


def documents(first: int, count: int) -> list[str]:
    """So many of them, each of another kind than the one before; the same numbers are the same documents."""
    made = [(number, KINDS[number % len(KINDS)], Random(number)) for number in range(first, first + count)]
    return [f"doc-{number:04} {kind(dice)}" for number, kind, dice in made]
