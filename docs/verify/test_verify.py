"""Each small verifier over every shared vector of the layer `statement`, and its size."""

import base64
import functools
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILT = ROOT / "target/verify"
LONGEST = 40
# How each is built and run, and what brings its tools.
LANGUAGES = {
    "python": (None, [ROOT / "target/venv/bin/python", HERE / "run.py"], "scripts/setup"),
    "node": (None, ["node", HERE / "run.mjs"], "scripts/setup"),
    "java": (
        ["javac", "-d", BUILT, HERE / "Verify.java", HERE / "Run.java"],
        ["java", "-cp", BUILT, "Run"],
        "apt-get install default-jdk-headless",
    ),
    "go": (
        ["go", "build", "-o", BUILT / "verify", HERE / "verify.go", HERE / "run.go"],
        [BUILT / "verify"],
        "apt-get install golang-go",
    ),
}
VERIFIERS = {"python": "verify.py", "node": "verify.mjs", "java": "Verify.java", "go": "verify.go"}
WHO_SIGNS = {
    "people": ["decision", "note", "halt", "contract", "policy"],
    "sources": ["proposal", "outcome", "note"],
    "gateways": ["verdict", "receipt"],
}
RIGHT = {"contract": "contracts", "policy": "policy", "halt": "halt"}


def payload(compact: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(compact.split(".")[1] + "=="))


def typ(word: str) -> str:
    return f"fermata-{word}+jws"


def thumbprint(jwk: dict[str, str]) -> str:
    """RFC 7638."""
    form = json.dumps({name: jwk[name] for name in ("crv", "kty", "x")}, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(form.encode()).digest()).rstrip(b"=").decode()


def keys_of(roster: dict[str, Any]) -> dict[str, Any]:
    """The roster as a small verifier wants it: for each key, whose word it is in which kind of statement."""
    keys: dict[str, Any] = {}
    for member, words in WHO_SIGNS.items():
        for owner in roster[member]:
            for key in owner.get("keys", ()):
                jwk = key["jwk"]
                mine = [word for word in words if may(owner, key, member, word)]
                signs = {typ(word): [owner["id"]] for word in mine}
                times = {name: key[name] for name in ("not_before", "not_after")}
                keys[thumbprint(jwk)] = {"x": jwk["x"], **times, "revoked": False, "signs": signs}
    vouched = [source["id"] for source in roster["sources"] if source.get("vouched")]
    for gateway in roster["gateways"]:
        for key in gateway["keys"]:
            signs = keys[thumbprint(key["jwk"])]["signs"]
            signs.update({typ(word): vouched for word in WHO_SIGNS["sources"] if vouched})
    for revoked in roster["revoked"]:
        gone = {"x": "", "not_before": "", "not_after": "", "signs": {}}
        keys.setdefault(revoked["kid"], gone)["revoked"] = True
    return keys


def may(owner: dict[str, Any], key: dict[str, Any], member: str, word: str) -> bool:
    if member != "people":
        return True
    return "decide" in key["use"] and (word not in RIGHT or RIGHT[word] in owner["rights"])


def as_lines(keys: dict[str, Any]) -> str:
    """For Java, whose library reads no JSON."""
    lines = []
    for kid, key in keys.items():
        head = [kid, key["x"], key["not_before"], key["not_after"], "yes" if key["revoked"] else "no"]
        says = [(each, iss) for each, who in key["signs"].items() for iss in who] or [("", "")]
        lines += ["\t".join([*head, *pair]) for pair in says]
    return "\n".join(lines)


@functools.cache
def cases() -> dict[str, dict[str, Any]]:
    found = {}
    for name in ("accepted", "refused"):
        vectors = json.loads((ROOT / f"vectors/{name}.json").read_text())
        for case in vectors["cases"]:
            if case["layer"] == "statement":
                found[case["name"]] = case | {"standing": vectors["worlds"][case["world"]]["standing"]}
    return found


def record(case: dict[str, Any]) -> str:
    statement = case["statement"]
    if not isinstance(statement, str):
        repeated = statement["repeat"] * statement["times"]
        statement = statement.get("before", "") + repeated + statement.get("after", "")
    return "\t".join([case["typ"], case["now"], statement])


@functools.cache
def built(language: str) -> list[Any]:
    """Builds it, and how it is run."""
    build, run, install = LANGUAGES[language]
    for tool in {command[0] for command in (build, run) if command} - {BUILT / "verify"}:
        assert shutil.which(tool), f"{tool} is missing: {install}"
    BUILT.mkdir(parents=True, exist_ok=True)
    if build:
        subprocess.run(build, check=True)
    return run


def say(run: list[Any], records: list[str]) -> list[str]:
    done = subprocess.run(run, input="\0".join(records).encode(), capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()
    assert len(lines) == len(records), done.stderr
    return lines


@functools.cache
def judged(language: str) -> dict[str, str]:
    """What it says of every case."""
    run = built(language)
    worlds: dict[str, list[str]] = {}
    for name, case in cases().items():
        worlds.setdefault(case["world"], []).append(name)
    said = {}
    for world, names in worlds.items():
        entries = [entry["statements"][0] for entry in cases()[names[0]]["standing"]]
        rosters = [payload(each) for each in entries if "threshold" in payload(each)]
        keys = keys_of(rosters[-1])
        file = BUILT / f"{world}.keys"
        file.write_text(as_lines(keys) if language == "java" else json.dumps(keys))
        lines = say([*run, file], [record(cases()[name]) for name in names])
        said |= dict(zip(names, lines, strict=True))
    return said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", cases())
def test_raw_verifier(language: str, name: str) -> None:
    expect = cases()[name]["expect"]
    assert judged(language)[name] == expect.get("code", expect.get("payload_sha256"))


def signatures() -> dict[str, tuple[str, str]]:
    """By name: the record of key, message and signature, and whether it is valid."""
    found = {}
    for name in ("wycheproof", "rfc8037"):
        for group in json.loads((ROOT / f"vectors/signatures/{name}.json").read_text())["testGroups"]:
            for test in group["tests"]:
                fields = "\t".join([group["publicKey"]["pk"], test["msg"], test["sig"]])
                found[f"{name} {test['tcId']} {test['result']}"] = (fields, test["result"])
    return found


@functools.cache
def signatures_judged(language: str) -> dict[str, str]:
    lines = say(built(language), [fields for fields, _ in signatures().values()])
    return dict(zip(signatures(), lines, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", signatures())
def test_raw_signature(language: str, name: str) -> None:
    assert signatures_judged(language)[name] == signatures()[name][1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_short(language: str) -> None:
    text = (HERE / VERIFIERS[language]).read_text()
    code = [line for line in text.splitlines() if not re.fullmatch(r"\s*((//|#).*)?", line)]
    assert len(code) <= LONGEST
