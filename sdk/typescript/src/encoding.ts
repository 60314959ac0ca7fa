/** Base64url without padding, SHA-256 and times, in the one form each that the protocol knows. */

import { createHash } from 'node:crypto';
import { Refused } from './codes.ts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A moment, in milliseconds since the beginning of 1970 in UTC, as `Date.now` gives it. */
export type Instant = number;

/** Base64url without padding. */
export function b64url(data: Uint8Array): string {
  return Buffer.from(data).toString('base64url');
}

/** Decodes strictly: alphabet, no padding, zero trailing bits; else `bad_encoding`. */
export function unb64url(text: string): Buffer {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new Refused('bad_encoding', 'not base64url without padding');
  }
  const data = Buffer.from(text, 'base64url');
  if (data.toString('base64url') !== text) throw new Refused('bad_encoding', 'trailing bits are not zero');
  return data;
}

/** The hash by which one statement names another. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('base64url');
}

/** Reads RFC 3339 in UTC with exactly milliseconds, 24 characters; else `bad_member`. */
export function readTime(text: unknown): Instant {
  if (typeof text !== 'string' || !TIME.test(text)) {
    throw new Refused('bad_member', 'not a time such as 2026-11-22T09:30:00.000Z');
  }
  const at = Date.parse(text);
  // A day that a month does not have would be read as one of the next.
  if (Number.isNaN(at) || writeTime(at) !== text || text.startsWith('0000')) {
    throw new Refused('bad_member', `no such time: ${text}`);
  }
  return at;
}

/** The protocol's form of a time. */
export function writeTime(at: Instant): string {
  return new Date(at).toISOString();
}
