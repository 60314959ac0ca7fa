"""Makes the inputs that fuzzing begins with, from the vectors and the example's data: fuzz/seeds.py DIRECTORY.

One directory per target. The same inputs come out each time.
"""

import base64
import hashlib
import itertools
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).parent.parent
# In the order of the protocol's table: the letter that a payload's input begins with.
KINDS = ["proposal", "verdict", "decision", "note", "outcome", "receipt", "roster", "contract", "policy", "halt", "session",
         "invite", "join"]
# Whom the fuzz targets' roster knows, for whom the vectors' know.
NAMES = {"airline-bot": "ledger", "signing-bot": "ledger", "gateway-1": "gate", "dan": "bob"}
LARGEST = 4096


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def texts(value):
    """Every text in a document, and in the documents that stand in it as text."""
    if isinstance(value, str):
        yield value
        if value.startswith("{"):
            try:
                yield from texts(json.loads(value))
            except ValueError:
                pass
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(texts, value.values()))
    elif isinstance(value, list):
        yield from itertools.chain.from_iterable(map(texts, value))


def statements():
    """Each statement of the vectors, once."""
    seen = {}
    for file in ["accepted.json", "refused.json"]:
        for text in texts(json.loads((ROOT / "vectors" / file).read_text())):
            if text.startswith("eyJ") and text.count(".") == 2:
                seen[text] = None
    return list(seen)


def payloads():
    """The kind and the payload of each, where they can be read."""
    for text in statements():
        try:
            header, payload, _ = text.split(".")
            kind = json.loads(decoded(header))["typ"].removeprefix("fermata-").removesuffix("+jws")
            yield kind, decoded(payload)
        except (ValueError, KeyError):
            continue


def of_statement():
    for text in statements():
        yield text.encode()
    for kind, payload in payloads():
        if kind not in KINDS:
            continue
        for ours, known in NAMES.items():
            payload = payload.replace(f'"iss":"{ours}"'.encode(), f'"iss":"{known}"'.encode())
        yield bytes([ord("A") + KINDS.index(kind)]) + payload
    head = '"jti":"01a207a2-3280-7000-8000-000000000009","iss":"ann","ws":"01a207a2-3280-7707-8707-070707070707",' \
           '"issued_at":"2026-11-23T09:00:00.000Z"'
    nonce, pin = "CQkJCQkJCQkJCQkJCQkJCQ", "9Wj9NxOqk2ZCqR3ZrFfPq4mLw3m1H7eQfK1T2nV0a2E"
    yield f'L{{{head},"expires_at":"2026-11-24T09:00:00.000Z","pin":"{pin}","challenge":"{nonce}","gateway":"http://127.0.0.1:1"}}'.encode()
    jwk = '{"kty":"OKP","crv":"Ed25519","x":"gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q"}'
    yield f'M{{{head},"jwk":{jwk},"name":"Ann","nonce":"{nonce}","invite":"eyJ"}}'.encode()


def of_json():
    for _, payload in payloads():
        yield payload
    for text in ['[1,-2,3.5e-7,9007199254740991,1e20,-0]', '{"a":{"a":[]},"\\u0061":null}', '"\\ud83d\\ude00\\ud800"',
                 "[" * 33 + "]" * 33, "\ufeff{}", "[true,false,null]", '"\\b\\f\\n\\r\\t\\/\\\\"']:
        yield text.encode()
    for file in sorted((ROOT / "examples/airline").rglob("*.json")):
        yield file.read_bytes()


def of_roster():
    for kind, payload in payloads():
        if kind == "roster":
            yield payload
    # A step is four bytes: its place in the chain, the roots from now on, who signs, what else changes.
    begin = bytes([3, 0, 1, 0])
    yield begin
    for order, roots, signers, change in [(3, 0, 1, 1), (3, 0x13, 1, 0), (3, 0x23, 3, 0), (0x10, 0, 1, 0), (1, 0, 1, 0), (2, 0, 1, 0),
                                          (3, 0, 0x11, 0), (3, 0, 0x21, 0), (3, 0, 0x41, 0), (3, 0x2f, 15, 0)]:
        yield begin + bytes([order, roots, signers, change])
    for change in range(1, 10):
        yield begin + bytes([3, 0, 1, change])
    yield begin + bytes([3, 0x23, 3, 0]) + bytes([3, 0x12, 3, 0]) + bytes([3, 0, 2, 1]) + bytes([3, 0x34, 6, 0])


def of_title():
    arguments = {"amount": 119000, "fee": "12.50", "currency": "EUR", "order": "W4923227", "note": "fine", "to": "mia@example.com",
                 "day": "2024-05-20", "at": "2024-05-20T09:30:00+02:00", "card": "4421486", "pin": "1234",
                 "flights": [{"number": "HAT001"}, {"number": "HAT002"}]}
    templates = ["Refund {/amount} to order {/order}", "Fee {/fee}, {/note}, {/to}", "{/day} {/at} {/card} {/pin}",
                 "Book {/flights/*/number}", "Lone } brace", "{/x~1y}", "pay\u202e {/order}"]
    for template in templates:
        for changed in [{}, {"order": "W1 (already approved)"}, {"order": "\u202eW1"}, {"flights": [{"number": f"HAT00{n}"} for n in range(5)]}]:
            yield f"{template}\n{json.dumps(arguments | changed, ensure_ascii=False)}".encode()
    for file in sorted((ROOT / "examples/airline").rglob("*.json")):
        for text in texts(json.loads(file.read_text())):
            if "{/" in text:
                yield f"{text}\n{json.dumps(arguments)}".encode()


def of_words():
    for text in ["Refund 12 €", "# A heading\n\n- **bold** [link](javascript:alert(1)) <b>x</b> `code`", "pay\u202e\x1b[2J\u200b", "a\r\n\tb",
                 "⟨U+202E⟩", "e" + "\u0301" * 5, "\u0301a", "हिन्दी שלום 東京 😀", "p\u0430ypal", "\ufeff\ufffe\U000e0041\U0010fffd", "data:text/html;base64,PGI+"]:
        yield text.encode()
    for file in sorted(ROOT.glob("*.md")):
        yield file.read_bytes()[:LARGEST]


def of_commands():
    def sent(cmd, **args):
        return json.dumps({"cmd": cmd, "args": args}).encode()

    for n in range(4):
        esc, seen = f"@esc{n}", {"view_sha256": f"@view{n}", "opened": ["raw"], "dwell_ms": 900}
        edited = '{"order":"A-1","amount":15}'
        for form in [{"verb": "approve", "typed": None}, {"verb": "approve", "typed": " A-1 "},
                     {"verb": "edit", "arguments": edited, "typed": "A-1"}, {"verb": "edit", "arguments": '{"amount":1e3}', "typed": None},
                     {"verb": "reject", "reason": "wrong_arguments", "message": " no "}, {"verb": "reject", "reason": "x", "message": None},
                     {"verb": "respond", "answer": '{"yes":true}'}, {"verb": "respond", "answer": "yes"}]:
            yield sent("decide", esc=esc, decision=form, seen=seen)
        for cmd in ["detail", "undo", "sign_now", "save_evidence"]:
            yield sent(cmd, esc=esc)
        yield sent("looked", esc=esc, alarms=["executed_other"])
        yield sent("preview", esc=esc, edited=edited)
        for scope in ["esc", "agent", "queue", "source", "all"]:
            yield sent("halt", esc=esc, scope=scope, reason="Look")
    for cmd in ["hydrate", "subscribe", "send_first", "quit"]:
        yield sent(cmd)
    yield sent("rows", list="inbox", queue=None, after=None)
    yield sent("rows", list="decided", queue="refunds", after="x")
    yield sent("set_theme", theme="dark")
    yield sent("lift", id="01a207a2-3280-7000-8000-000000000009")
    yield sent("retire", kid="kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    yield sent("join", link="fermata://escalation/01935a6e-7b1c-7c3d-8e4f-0123456789ab", name="Ann")
    yield sent("join", link="fermata://join?invite=eyJ", name="Ann")


def main(into):
    for target, inputs in [("statement", of_statement()), ("json", of_json()), ("roster", of_roster()), ("title", of_title()),
                           ("words", of_words()), ("commands", of_commands())]:
        directory = into / target
        directory.mkdir(parents=True, exist_ok=True)
        for data in inputs:
            if len(data) <= LARGEST * 2:
                (directory / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


main(pathlib.Path(sys.argv[1]))
