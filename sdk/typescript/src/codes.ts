/** The refusal and its code: one word per check, the same in every implementation (protocol, section 9). */

/** What the form, the key or the signature of a statement fails by. */
export const STATEMENT: ReadonlySet<string> = new Set(
  (
    'too_large malformed bad_encoding header_not_allowed wrong_typ unknown_key key_not_yet_valid ' +
    'key_expired key_revoked wrong_role bad_signature'
  ).split(' '),
);

/** What a payload fails by. */
export const PAYLOAD: ReadonlySet<string> = new Set(
  'not_utf8 bad_json duplicate_member unsafe_integer lone_surrogate too_deep unknown_member bad_member'.split(' '),
);

/** What whoever sends rubbish can cause: the entry stays pending and is tried again until it expires. */
export const LEAVES_PENDING: ReadonlySet<string> = new Set([
  ...STATEMENT,
  ...PAYLOAD,
  ...(
    'wrong_audience wrong_workspace not_pending proposal_mismatch already_consumed ' +
    'roster_stale roster_expired halted halt_unknown'
  ).split(' '),
]);

/** What ends an entry: pending becomes refused, and trying again takes a new proposal. */
export const FINAL: ReadonlySet<string> = new Set(
  (
    'expired from_the_future not_allowed tool_changed schema_violation candidate_mismatch own_proposal ' +
    'risk_too_high group_missing quorum_not_met allow_not_permitted closed_without_approval'
  ).split(' '),
);

/** Something was checked and did not hold; `code` says which check, `detail` what to look at. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  readonly detail: string;

  constructor(code: string, detail = '') {
    super(detail ? `${code}: ${detail}` : code);
    this.code = code;
    this.detail = detail;
  }
}
