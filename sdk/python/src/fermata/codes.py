"""The refusal and its code: one word per check, the same in every implementation (protocol, section 9)."""

from __future__ import annotations

STATEMENT = frozenset(
    "too_large malformed bad_encoding header_not_allowed wrong_typ unknown_key key_not_yet_valid "
    "key_expired key_revoked wrong_role bad_signature".split()
)
PAYLOAD = frozenset(
    "not_utf8 bad_json duplicate_member unsafe_integer lone_surrogate too_deep "
    "unknown_member bad_member".split()
)
# What whoever sends rubbish can cause: the entry stays pending and is tried again until it expires.
LEAVES_PENDING = (
    STATEMENT
    | PAYLOAD
    | frozenset(
        "wrong_audience wrong_workspace not_pending proposal_mismatch already_consumed "
        "roster_stale roster_expired halted halt_unknown".split()
    )
)
FINAL = frozenset(
    "expired from_the_future not_allowed tool_changed schema_violation candidate_mismatch own_proposal "
    "risk_too_high group_missing quorum_not_met allow_not_permitted closed_without_approval".split()
)
ROSTER = frozenset("roster_rollback roster_threshold weak_key".split())


class Refused(Exception):
    """Something was checked and did not hold; `code` says which check, the text says what to look at."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
