/**
 * The roster: who may propose, decide and vouch; and its chain from the pinned first version.
 *
 * Readers walk version by version. What is kept here is one accepted roster, indexed by key; persisting the highest
 * version is the registry's part.
 */

import type { KeyObject } from 'node:crypto';
import { Refused } from './codes.ts';
import { checkSignature, type Parts, takeApart } from './compact.ts';
import { type Instant, readTime, sha256 } from './encoding.ts';
import { valueOf } from './json.ts';
import { publicKey, thumbprint } from './keys.ts';
import { RISKS, type Risk } from './payloads/common.ts';
import { checkShape } from './payloads/index.ts';
import type { Jwk, Person, Queue, RosterPayload, RosterSource } from './payloads/rosters.ts';
import { parse } from './strictJson.ts';

export const ROSTER = 'fermata-roster+jws';

/** Whose key it is, and for what. */
export interface Holder {
  readonly role: 'person' | 'source' | 'gateway';
  readonly owner: string;
  readonly key: KeyObject;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  readonly use: ReadonlySet<string>;
  readonly rights: ReadonlySet<string>;
}

type PersonKey = Person['keys'][number];
type Roots = ReadonlyMap<string, Jwk>;

/** One version, with strong keys of which none stands twice. */
export class Roster {
  readonly payloadSha256: string;
  readonly jti: string;
  readonly workspace: string;
  readonly version: number;
  readonly prevSha256: string | undefined;
  readonly expiresAt: Instant;
  readonly threshold: number;
  readonly roots: Roots;
  readonly allow: RosterPayload['allow'];
  readonly people: ReadonlyMap<string, Person>;
  readonly sources: ReadonlyMap<string, RosterSource>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly revoked: ReadonlySet<string>;
  readonly keys: ReadonlyMap<string, Holder>;

  constructor(payload: RosterPayload, digest: string) {
    this.payloadSha256 = digest;
    this.jti = payload.jti;
    this.workspace = payload.ws;
    this.version = payload.version;
    this.prevSha256 = payload.prev_sha256;
    this.expiresAt = readTime(payload.expires_at);
    this.threshold = payload.threshold;
    this.roots = rootsOf(payload);
    this.allow = payload.allow;
    this.people = byId(payload.people);
    this.sources = byId(payload.sources);
    this.queues = byId(payload.queues);
    this.revoked = new Set(payload.revoked.map((each) => each.kid));
    payload.roots.forEach(publicKey);
    this.keys = new Map(holders(payload));
  }

  /** Whether a gateway signs for this source. */
  isVouched(source: string): boolean {
    return this.sources.get(source)?.vouched === true;
  }
}

function byId<T extends { id: string }>(entries: readonly T[]): ReadonlyMap<string, T> {
  return new Map(entries.map((each) => [each.id, each]));
}

function rootsOf(payload: RosterPayload): Roots {
  return new Map(payload.roots.map((jwk) => [thumbprint(jwk), jwk]));
}

function* holders(payload: RosterPayload): Generator<[string, Holder]> {
  const seen = new Set<string>();
  for (const [role, owners] of [
    ['person', payload.people],
    ['source', payload.sources],
    ['gateway', payload.gateways],
  ] as const) {
    for (const owner of owners) {
      for (const each of owner.keys ?? []) {
        const key = publicKey(each.jwk);
        const kid = thumbprint(each.jwk);
        if (seen.has(kid)) throw new Refused('bad_member', `the key ${kid} stands twice`);
        seen.add(kid);
        const use = new Set<string>('use' in each ? (each as PersonKey).use : []);
        const rights = new Set<string>('rights' in owner ? owner.rights : []);
        const [notBefore, notAfter] = [readTime(each.not_before), readTime(each.not_after)];
        yield [kid, { role, owner: owner.id, key, notBefore, notAfter, use, rights }];
      }
    }
  }
}

/** Risks in their order, as numbers. */
export function riskLevel(word: Risk): number {
  return RISKS.indexOf(word);
}

/** The next version, or `Refused`. `current` is the version before; without one, `pin` decides. */
export function accept(current: Roster | null, statements: readonly string[], pin: string): Roster {
  const parts = statements.length <= 32 ? statements.map((each) => takeApart(each, ROSTER)) : [];
  const [first] = parts;
  if (!first) throw new Refused('malformed', 'a roster carries 1 to 32 signatures');
  const digest = sha256(first.payload);
  return current ? acceptNext(current, parts, first.payload, digest) : acceptFirst(parts, first.payload, digest, pin);
}

function acceptFirst(parts: readonly Parts[], payload: Buffer, digest: string, pin: string): Roster {
  if (digest !== pin) {
    throw new Refused('roster_threshold', 'the first roster is not the pinned one; check the invite');
  }
  const members = readPayload(payload);
  requireSigned(parts, rootsOf(members), members.threshold, new Map());
  const roster = new Roster(members, digest);
  if (roster.version !== 1) throw new Refused('roster_rollback', `the first roster is of version ${roster.version}`);
  return roster;
}

function acceptNext(current: Roster, parts: readonly Parts[], payload: Buffer, digest: string): Roster {
  requireSigned(parts, current.roots, current.threshold, rootsNamed(payload));
  const roster = new Roster(readPayload(payload), digest);
  if (roster.version !== current.version + 1 || roster.prevSha256 !== current.payloadSha256) {
    throw new Refused('roster_rollback', `version ${roster.version} does not follow ${current.version}`);
  }
  if (roster.workspace !== current.workspace) throw new Refused('wrong_workspace', 'a roster of another workspace');
  requireSigned(parts, roster.roots, roster.threshold, current.roots);
  return roster;
}

function readPayload(payload: Buffer): RosterPayload {
  const tree = parse(payload);
  if (tree.kind !== 'object') throw new Refused('bad_member', 'not an object');
  checkShape(ROSTER, tree);
  return valueOf(tree) as unknown as RosterPayload;
}

/**
 * The roots that a proposed roster names: in a rotation some signatures are theirs.
 *
 * They give no authority here; they only let such a signature be checked instead of being an unknown key's.
 */
function rootsNamed(payload: Buffer): Roots {
  try {
    return rootsOf(readPayload(payload));
  } catch (wrong) {
    if (wrong instanceof Refused) return new Map();
    throw wrong;
  }
}

/** Every signature holds, and `threshold` distinct ones of `roots` stand over the same bytes. */
function requireSigned(parts: readonly Parts[], roots: Roots, threshold: number, others: Roots): void {
  const signed = new Set<string>();
  for (const part of parts) {
    const jwk = roots.get(part.kid) ?? others.get(part.kid);
    if (!jwk) throw new Refused('unknown_key', `${part.kid} is not a root`);
    checkSignature(part, publicKey(jwk));
    if (parts[0] && !part.payload.equals(parts[0].payload)) {
      throw new Refused('roster_threshold', 'the signatures are over different bytes');
    }
    if (roots.has(part.kid)) signed.add(part.kid);
  }
  if (signed.size < threshold) throw new Refused('roster_threshold', `${signed.size} of ${threshold} root signatures`);
}
