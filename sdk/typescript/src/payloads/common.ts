/** What several payloads share: words, the head, lifetimes. */

import { readTime } from '../encoding.ts';
import { valueOf } from '../json.ts';
import * as s from '../shapes.ts';

/** What a reviewer may do with a proposal. */
export const VERBS = ['approve', 'edit', 'reject', 'respond'] as const;
/** From the lowest to the highest. */
export const RISKS = ['low', 'medium', 'high', 'critical'] as const;
/** What a source says of an action. */
export const OUTCOMES = ['accepted', 'refused', 'executed', 'failed', 'compensated', 'unknown'] as const;
/** What the fold says of an escalation. */
export const STATUSES = [
  'allowed',
  'denied',
  'open',
  'approved',
  'edited',
  'rejected',
  'responded',
  'expired',
  'withdrawn',
] as const;

/** One of `RISKS`. */
export type Risk = (typeof RISKS)[number];
/** One of `STATUSES`. */
export type Status = (typeof STATUSES)[number];
/** One of `OUTCOMES`. */
export type OutcomeStatus = (typeof OUTCOMES)[number];

/** The longest life of a proposal and of a roster: 30 days. */
export const MAX_LIFE = 30 * 24 * 3600 * 1000;
/** The most that a count can be: 32 bits. */
export const COUNT = 2 ** 32 - 1;

export const risk = s.oneOf(...RISKS);
export const friction = s.oneOf('none', 'hold', 'type');
/** Something said, for programs and for people. */
export const said = s.obj({ code: s.text, text: s.text });
/** A public Ed25519 key. */
export const jwk = s.obj({ kty: s.oneOf('OKP'), crv: s.oneOf('Ed25519'), x: s.digest });
/** What an agent wants to do. */
export const action = s.obj({ tool: s.name, arguments: s.anyObject });
/** A wish for more scrutiny. */
export const wish = s.obj({}, { approvals: s.integer(1, COUNT), friction });
/** The head of an escalation's chain; before its first entry that is its id. */
export const headOfChain = s.either(s.digest, s.uuid7);

/** What every payload begins with. */
export const head = { jti: s.entryId, iss: s.name, ws: s.uuid7, issued_at: s.time };
/** What every payload about one escalation begins with. */
export const about = { ...head, esc: s.uuid7 };

/** `shape`, and then what takes several of its members to see. */
export function also<T>(shape: s.Shape<T>, whole: (value: T) => void): s.Shape<T> {
  return (tree) => {
    shape(tree);
    whole(valueOf(tree) as T);
  };
}

/** Refuses what lives longer than `most` milliseconds. */
export function checkLife(payload: { issued_at: string; expires_at: string }, most: number): void {
  if (readTime(payload.expires_at) - readTime(payload.issued_at) > most) {
    throw s.bad(`'expires_at' is more than ${most / 1000} s after 'issued_at'`);
  }
}
