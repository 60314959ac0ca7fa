/**
 * Statements: from a compact string to a payload that somebody in the roster signed.
 *
 * Two doors, in this order: `check` proves form, key and signature, `read` then opens the payload.
 * A payload is reachable through `read` only, so unverified bytes can not be mistaken for a statement.
 */

import { Refused } from './codes.ts';
import { checkSignature, type Parts, takeApart } from './compact.ts';
import { type Instant, sha256 } from './encoding.ts';
import { valueOf } from './json.ts';
import { checkShape, type Payloads, type Typ } from './payloads/index.ts';
import { type Holder, ROSTER, type Roster } from './roster.ts';
import { parse } from './strictJson.ts';

export const PROPOSAL = 'fermata-proposal+jws';
export const VERDICT = 'fermata-verdict+jws';
export const DECISION = 'fermata-decision+jws';
export const NOTE = 'fermata-note+jws';
export const OUTCOME = 'fermata-outcome+jws';
export const RECEIPT = 'fermata-receipt+jws';
export const CONTRACT = 'fermata-contract+jws';
export const POLICY = 'fermata-policy+jws';
export const HALT = 'fermata-halt+jws';
export const SESSION = 'fermata-session+jws';

/** The kinds that a key of the roster signs; a roster itself is signed by roots. */
export type Signed = Exclude<Typ, typeof ROSTER>;

const ROLES: Readonly<Record<Signed, readonly Holder['role'][]>> = {
  [PROPOSAL]: ['source', 'gateway'],
  [VERDICT]: ['gateway'],
  [DECISION]: ['person'],
  [NOTE]: ['person', 'source', 'gateway'],
  [OUTCOME]: ['source', 'gateway'],
  [RECEIPT]: ['gateway'],
  [CONTRACT]: ['person'],
  [POLICY]: ['person'],
  [HALT]: ['person'],
  [SESSION]: ['person', 'source', 'gateway'],
};
const VOUCHABLE: ReadonlySet<Typ> = new Set([PROPOSAL, NOTE, OUTCOME]);
const RIGHTS: Partial<Record<Typ, string>> = { [CONTRACT]: 'contracts', [POLICY]: 'policy' };

/** Form, key and signature hold; the payload is still closed. */
export interface Checked<T extends Signed = Signed> {
  readonly typ: T;
  readonly parts: Parts;
  readonly holder: Holder;
}

/** A statement of somebody in the roster, with its payload; its `typ` tells which one. */
export type Verified<T extends Signed = Signed> = {
  [K in T]: {
    readonly typ: K;
    readonly compact: string;
    readonly sha256: string;
    readonly holder: Holder;
    readonly payload: Payloads[K];
  };
}[T];

/** Section 2 up to the signature, at the time `t`. */
export function check<T extends Signed>(compact: string, typ: T, roster: Roster, t: Instant): Checked<T> {
  const parts = takeApart(compact, typ);
  const holder = roster.keys.get(parts.kid);
  const revoked = roster.revoked.has(parts.kid);
  if (!holder && revoked) throw new Refused('key_revoked', `${parts.kid}, which is in the roster no longer`);
  if (!holder) throw new Refused('unknown_key', `${parts.kid} is not in roster version ${roster.version}`);
  checkRole(typ, holder);
  const whose = `${parts.kid} of ${holder.owner}`;
  if (revoked) throw new Refused('key_revoked', whose);
  if (t < holder.notBefore) throw new Refused('key_not_yet_valid', whose);
  if (t >= holder.notAfter) throw new Refused('key_expired', whose);
  checkSignature(parts, holder.key);
  return { typ, parts, holder };
}

function checkRole(typ: Signed, holder: Holder): void {
  if (!ROLES[typ].includes(holder.role)) throw new Refused('wrong_role', `a ${holder.role} does not sign ${typ}`);
  const use = typ === SESSION ? 'session' : 'decide';
  if (holder.role === 'person' && !holder.use.has(use)) {
    throw new Refused('wrong_role', `the key of ${holder.owner} is not for ${use}`);
  }
  const right = RIGHTS[typ];
  if (right !== undefined && !holder.rights.has(right)) {
    throw new Refused('wrong_role', `${holder.owner} does not have the right ${right}`);
  }
}

/** The payload, in its form, and said by the owner of the key (or vouched for by a gateway). */
export function read<T extends Signed>({ typ, parts, holder }: Checked<T>, roster: Roster): Verified<T> {
  const tree = parse(parts.payload);
  checkShape(typ, tree);
  const payload = valueOf(tree) as unknown as Payloads[T];
  const vouched = holder.role === 'gateway' && VOUCHABLE.has(typ);
  if (vouched ? !roster.isVouched(payload.iss) : payload.iss !== holder.owner) {
    throw new Refused('wrong_role', `${holder.owner} does not speak for ${payload.iss}`);
  }
  // The one place where a payload gets its type: its form was checked above.
  return { typ, compact: parts.compact, sha256: sha256(parts.compact), holder, payload } as unknown as Verified<T>;
}

/** Both doors, one after the other. */
export function verify<T extends Signed>(compact: string, typ: T, roster: Roster, t: Instant): Verified<T> {
  return read(check(compact, typ, roster, t), roster);
}
