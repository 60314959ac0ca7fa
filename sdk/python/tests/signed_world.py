"""A whole signed workspace in one process: roots, gateway, reviewers, sources, contracts, a policy.

Everything is derived from names and one time, so the same calls give the same bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from fermata import statement as st
from fermata.encoding import b64url, sha256, write_time
from fermata.roster import TYP as ROSTER
from named_keys import jwk, kid, payload_of, seed, sign, to_bytes, uuid

WORKSPACE = "01930000-0000-7000-8000-000000000001"
NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)


REFUND_SCHEMA = {
    "type": "object",
    "properties": {
        "order_id": {"type": "string", "maxLength": 32},
        "amount": {"type": "string", "pattern": "^[0-9]{1,4}\\.[0-9]{2}$"},
        "notify": {"type": "boolean"},
    },
    "required": ["order_id", "amount"],
    "additionalProperties": False,
}


class World:
    """The builder. `at` is the time around which everything is valid."""

    source = "airline-bot"
    # Who signs the first roster.
    roots: tuple[str, ...] = ("root-1", "root-2")

    def __init__(self, at: datetime = NOW, tools: dict[str, dict[str, Any]] | None = None) -> None:
        """`tools` are further contracts: tool to what its contract says, by default any object at low risk."""
        self.at = at
        self.issued = write_time(at)
        roster = self.roster_payload()
        self.pin = sha256(to_bytes(roster))
        self.standing: list[dict[str, Any]] = []
        self.add_standing(*(sign(ROSTER, roster, root) for root in self.roots))
        self.contracts = {
            tool: self.contract(tool, risk)
            for tool, risk in (
                ("refund.create", "medium"),
                ("order.note", "low"),
                ("order.tag", "low"),
                ("fare.override", "critical"),
            )
        }
        for tool, changes in (tools or {}).items():
            said = {"input_schema": {"type": "object"}, "fields": [], "title": tool, **changes}
            self.contracts[tool] = self.contract(tool, "low", **said)
        for contract in self.contracts.values():
            self.add_standing(contract)
        policy = {**self.head("policy", "ann"), "version": 1, "files": [{"name": "base", "text": "escalate"}]}
        self.policy = sign(st.POLICY, policy, "ann")
        self.add_standing(self.policy)

    # Standing statements

    def later(self, **delta: float) -> str:
        return write_time(self.at + timedelta(**delta))

    def head(self, name: str, iss: str) -> dict[str, str]:
        return {"jti": uuid(name), "iss": iss, "ws": WORKSPACE, "issued_at": self.issued}

    def add_standing(self, *statements: str, at: str | None = None) -> dict[str, Any]:
        entry = self.entry(len(self.standing) + 1, *statements, at=at)
        self.standing.append(entry)
        return entry

    def entry(self, seq: int, *statements: str, at: str | None = None) -> dict[str, Any]:
        jti = payload_of(statements[0]).get("jti", uuid(f"entry {seq}"))
        return {"seq": seq, "at": at or self.later(minutes=-30), "id": jti, "statements": list(statements)}

    def key(self, name: str, **changes: Any) -> dict[str, Any]:
        valid = {"not_before": self.later(days=-100), "not_after": self.later(days=100)}
        return {"jwk": jwk(name), **valid, **changes}

    def person_key(self, name: str, **changes: Any) -> dict[str, Any]:
        return {**self.key(name), "tier": "software", "use": ["decide", "session"], **changes}

    def person(self, name: str, groups: list[str], max_risk: str, rights: list[str]) -> dict[str, Any]:
        return {
            "id": name,
            "name": name.capitalize(),
            "email": f"{name}@example.com",
            "groups": groups,
            "max_risk": max_risk,
            "rights": rights,
            "keys": [self.person_key(name)],
        }

    def roster_payload(self, **changes: Any) -> dict[str, Any]:
        ann = self.person("ann", ["support"], "high", ["halt", "contracts", "policy"])
        ann["keys"] += [
            self.person_key("ann-old", not_after=self.later(days=-1)),
            self.person_key("ann-next", not_before=self.later(days=1)),
            self.person_key("ann-lost"),
            self.person_key("ann-session", use=["session"]),
        ]
        people = [
            ann,
            self.person("bob", ["support"], "high", []),
            self.person("cyd", ["support"], "low", []),
            self.person("dan", ["finance"], "critical", ["halt"]),
            self.person("olga", ["support", "finance"], "critical", []),
        ]
        reasons = [{"code": "wrong-amount", "label": "Wrong amount"}, {"code": "other", "label": "Other"}]
        queue = {"groups": ["support"], "reasons": reasons, "default_reason": "other"}
        bot = {"owners": ["olga"], "queues": ["refunds", "payments"], "max_risk": "high"}
        return {
            "jti": uuid("roster 1"),
            "iss": "root",
            "ws": WORKSPACE,
            "issued_at": self.later(days=-1),
            "version": 1,
            "expires_at": self.later(days=20),
            "threshold": 2,
            "roots": [jwk("root-1"), jwk("root-2"), jwk("root-3")],
            "allow": {"max_risk": "low", "tools": ["order.note", "refund.create"]},
            "people": people,
            "sources": [
                {"id": "airline-bot", "vouched": True, **bot},
                {"id": "other-bot", "vouched": True, **bot},
                {"id": "signing-bot", "keys": [self.key("signing-bot")], **bot},
            ],
            "gateways": [{"id": "gateway-1", "keys": [self.key("gateway-1")]}],
            "queues": [
                {"id": "refunds", **queue},
                {
                    **queue,
                    "id": "payments",
                    "groups": ["support", "finance"],
                    "requires": {"approvals": 2, "friction": "hold"},
                },
            ],
            "revoked": [{"kid": kid("ann-lost"), "at": self.later(days=-2)}],
            **changes,
        }

    def next_roster(self, version: int = 2, prev: str | None = None, **changes: Any) -> dict[str, Any]:
        return self.roster_payload(
            jti=uuid(f"roster {version}"), version=version, prev_sha256=prev or self.pin, **changes
        )

    def contract(self, tool: str, risk: str, by: str = "ann", **changes: Any) -> str:
        payload = {
            **self.head(f"contract {tool}", by.split("-")[0]),
            "tool": tool,
            "version": 1,
            "title": f"{tool} {{/amount}} for order {{/order_id}}",
            "description": "A tool of the tests.",
            "input_schema": REFUND_SCHEMA,
            "risk": risk,
            "reversible": False,
            "idempotent": tool != "fare.override",
            "fields": [
                {"pointer": "/order_id", "label": "Order", "format": "id"},
                {"pointer": "/amount", "label": "Amount", "format": "money", "currency": "EUR"},
            ],
            "redact": [],
            **changes,
        }
        return sign(st.CONTRACT, payload, by)

    def inline(self, tool: str) -> dict[str, Any]:
        """The same contract, brought along instead of reviewed."""
        terms = payload_of(self.contracts[tool])
        for member in ("jti", "iss", "ws", "issued_at"):
            del terms[member]
        return {"inline": terms}

    def halt(self, scope: dict[str, Any], by: str = "dan", name: str = "halt", **changes: Any) -> str:
        payload = {**self.head(name, by), "scope": scope, "says": "halt", "reason": "stop", **changes}
        return sign(st.HALT, payload, by)

    # One escalation

    def draft(self, tool: str = "refund.create", arguments: Any = None, **changes: Any) -> dict[str, Any]:
        draft = {
            "expires_at": self.later(hours=4),
            "queue": "refunds",
            "kind": "action",
            "action": {"tool": tool, "arguments": arguments or {"order_id": "ORD-1", "amount": "12.50"}},
            "contract": sha256(self.contracts.get(tool, self.contracts["refund.create"])),
            "allowed": ["approve", "edit", "reject", "respond"],
            "deliver": {"kind": "poll"},
            **changes,
        }
        return {name: value for name, value in draft.items() if value is not None}

    def proposal(
        self, name: str = "one", by: str = "gateway-1", head: dict[str, Any] | None = None, **draft: Any
    ) -> str:
        first = {**self.head(f"proposal {name}", self.source), "nonce": b64url(seed(f"nonce {name}", 16))}
        return sign(st.PROPOSAL, {**first, **(head or {}), **self.draft(**draft)}, by)

    def about(self, name: str, iss: str, proposal: str) -> dict[str, Any]:
        return {**self.head(name, iss), "esc": payload_of(proposal)["jti"]}

    def verdict(
        self,
        proposal: str,
        word: str = "escalate",
        candidate: str | None = None,
        by: str = "gateway-1",
        **changes: Any,
    ) -> str:
        asked = payload_of(proposal)
        contract = asked.get("contract")
        name = f"verdict {word} {sha256(candidate or proposal)}"
        payload = {
            **self.about(name, by, proposal),
            "proposal_sha256": sha256(proposal),
            "candidate_sha256": sha256(candidate or proposal),
            "verdict": word,
            "reasons": [{"code": "amount-high", "text": "Above the limit"}],
            "risk": "medium",
            "contract_sha256": contract if isinstance(contract, str) else None,
            "policy_sha256": sha256(self.policy),
            "requires": {"approvals": 1, "groups": ["support"], "friction": "none", "blind": False},
            "due": self.later(hours=1),
            **changes,
        }
        payload = {member: value for member, value in payload.items() if value is not None}
        return sign(st.VERDICT, payload, by)

    def decision(
        self, by: str, verb: str, proposal: str, verdict: str, candidate: str | None = None, **changes: Any
    ) -> str:
        person = by.split("-")[0]
        self_made: dict[str, Any] = {
            "approve": {"candidate_sha256": sha256(candidate or proposal)},
            "edit": {"arguments": {"order_id": "ORD-1", "amount": "9.00"}},
            "reject": {"reason": {"code": "wrong-amount", "message": "Half of it was used."}},
            "respond": {"answer": "Ask the customer for the receipt."},
        }[verb]
        payload = {
            **self.about(f"decision {by} {verb} {sha256(proposal)}", person, proposal),
            "aud": self.source,
            "expires_at": payload_of(proposal)["expires_at"],
            "proposal_sha256": sha256(proposal),
            "decision": verb,
            **self_made,
            "view": {"v": 1, "sha256": sha256("view"), "uninspectable": [], "opened": [], "dwell_ms": 4200},
            "verdict_sha256": sha256(verdict),
            "roster_version": 1,
            "saw": {"n": 1, "head": sha256("head")},
            "seq": 1,
            **changes,
        }
        payload = {member: value for member, value in payload.items() if value is not None}
        return sign(st.DECISION, payload, by)

    def note(self, by: str, kind: str, body: dict[str, Any], proposal: str, iss: str | None = None) -> str:
        payload = {**self.about(f"note {by} {kind}", iss or by, proposal), "type": kind, "body": body}
        if iss:
            # What a gateway signs for a vouched source has a derived id.
            payload["jti"] = uuid(f"note {by} {kind}", version=8)
        return sign(st.NOTE, payload, by)

    def receipt(
        self,
        proposal: str,
        statements: list[str],
        says: str = "resolved",
        by: str = "gateway-1",
        **changes: Any,
    ) -> str:
        payload = {
            **self.about(f"receipt {says} {sha256(proposal)} {changes.get('status')}", by, proposal),
            "says": says,
            "statements": [sha256(each) for each in statements],
            "n": len(statements),
            "head": sha256("head"),
            "at": self.issued,
            **changes,
        }
        return sign(st.RECEIPT, payload, by)

    def resolution(self, status: str, statements: list[str], receipt: str | None = None, **changes: Any) -> str:
        proposal = statements[0]
        body = {
            "esc": payload_of(proposal)["jti"],
            "status": status,
            "statements": statements,
            "receipt": receipt or self.receipt(proposal, statements, status=status),
            **changes,
        }
        return to_bytes(body).decode()

    def approved(self, *people: str, proposal: str | None = None, **verdict: Any) -> str:
        proposal = proposal or self.proposal()
        over = self.verdict(proposal, **verdict)
        approvals = [self.decision(person, "approve", proposal, over) for person in people or ("ann",)]
        return self.resolution("approved", [proposal, over, *approvals])

    def edited(self, *people: str, arguments: Any = None, proposal: str | None = None, **verdict: Any) -> str:
        """The first person edits, the others approve the edit."""
        proposal = proposal or self.proposal()
        over = self.verdict(proposal)
        changed = {"arguments": arguments} if arguments is not None else {}
        edit = self.decision(people[0], "edit", proposal, over, **changed)
        again = self.verdict(proposal, candidate=edit, **verdict)
        approvals = [self.decision(each, "approve", proposal, again, candidate=edit) for each in people[1:]]
        return self.resolution("edited", [proposal, over, edit, again, *approvals])

    def closed(self, by: str, verb: str, proposal: str | None = None, **changes: Any) -> str:
        proposal = proposal or self.proposal()
        over = self.verdict(proposal)
        status = {"reject": "rejected", "respond": "responded"}[verb]
        return self.resolution(status, [proposal, over, self.decision(by, verb, proposal, over, **changes)])
