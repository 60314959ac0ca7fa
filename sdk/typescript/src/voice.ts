/**
 * How a source speaks to its gateway: with a key of its own, or with a token and the gateway vouching for it.
 *
 * Both make the same three things: a proposal to send, a check of the proposal that came back, and reports. The
 * difference ends here.
 */

import { randomBytes, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Refused } from './codes.ts';
import { sign, takeApart } from './compact.ts';
import { b64url, type Instant, writeTime } from './encoding.ts';
import { write } from './json.ts';
import { privateKey, publicJwk, thumbprint } from './keys.ts';
import type { Jwk } from './payloads/rosters.ts';
import type { Report } from './registry.ts';
import { NOTE, OUTCOME, PROPOSAL, SESSION } from './statement.ts';
import { parseObject } from './strictJson.ts';
import type { Me } from './verify.ts';

const JOSE = 'application/jose';
const JSON_TYPE = 'application/json';
const HEAD = ['iss', 'issued_at', 'jti', 'nonce', 'ws'];
const MINUTE = 60_000;

/** What is said of an escalation, without its head. */
export type Said = Record<string, unknown>;

/** Both ways to speak. */
export interface Voice {
  readonly contentType: string;
  /** What proves to the gateway who calls. */
  bearer(): string;
  /** What is stored and sent for this draft; the same bytes at every retry. */
  proposal(draft: Buffer): Buffer;
  /** `proposal_mismatch` unless this statement is over exactly what was sent. */
  checkProposal(sent: Buffer, compact: string): void;
  report(kind: 'outcome' | 'note', idempotencyKey: string, said: Said): Report;
}

/** A bearer token; the gateway signs, and this side compares bytes. */
export class Vouched implements Voice {
  readonly contentType = JSON_TYPE;
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  bearer(): string {
    return this.#token;
  }

  proposal(draft: Buffer): Buffer {
    checkDraft(draft);
    return draft;
  }

  checkProposal(sent: Buffer, compact: string): void {
    const { payload } = takeApart(compact, PROPOSAL);
    const head = payload.subarray(0, Math.max(0, payload.length - sent.length));
    const tail = Buffer.concat([Buffer.from(','), sent.subarray(1)]);
    if (!payload.subarray(head.length).equals(tail) || head[0] !== 0x7b) {
      throw new Refused('proposal_mismatch', 'the gateway signed other bytes than the draft');
    }
    const members = Object.keys(parseObject(Buffer.concat([head, Buffer.from('}')])));
    if (members.sort().join() !== HEAD.join()) {
      throw new Refused('proposal_mismatch', 'the gateway added other members than its five');
    }
  }

  report(kind: 'outcome' | 'note', idempotencyKey: string, said: Said): Report {
    return { idempotencyKey, path: `/v1/${kind}s`, contentType: JSON_TYPE, body: write(said) };
  }
}

/** An Ed25519 key of its own, as a JWK in a file that only its user may read. */
export class Signing implements Voice {
  readonly contentType = JOSE;
  readonly #key: KeyObject;
  readonly #kid: string;
  readonly #me: Me;
  readonly #now: () => Instant;
  #session: { statement: string; ends: Instant } | null = null;

  constructor(keyFile: string, me: Me, now: () => Instant) {
    if (statSync(keyFile).mode & 0o077) {
      throw new Error(`${keyFile} can be read by others; run: chmod 600 ${keyFile}`);
    }
    this.#key = privateKey(JSON.parse(readFileSync(keyFile, 'utf8')) as Jwk & { d: string });
    this.#kid = thumbprint(publicJwk(this.#key));
    this.#me = me;
    this.#now = now;
  }

  bearer(): string {
    const now = this.#now();
    if (!this.#session || this.#session.ends < now + MINUTE) {
      const ends = now + 5 * MINUTE;
      const payload = write({ ...this.#head(), expires_at: writeTime(ends) });
      this.#session = { statement: sign(SESSION, payload, this.#key, this.#kid), ends };
    }
    return this.#session.statement;
  }

  proposal(draft: Buffer): Buffer {
    checkDraft(draft);
    const head = write({ ...this.#head(), nonce: b64url(randomBytes(16)) });
    const payload = Buffer.concat([head.subarray(0, -1), Buffer.from(','), draft.subarray(1)]);
    return Buffer.from(sign(PROPOSAL, payload, this.#key, this.#kid), 'ascii');
  }

  checkProposal(sent: Buffer, compact: string): void {
    if (!sent.equals(Buffer.from(compact, 'utf8'))) {
      throw new Refused('proposal_mismatch', 'the gateway returned another statement than was sent');
    }
  }

  report(kind: 'outcome' | 'note', idempotencyKey: string, said: Said): Report {
    const typ = kind === 'outcome' ? OUTCOME : NOTE;
    const statement = sign(typ, write({ ...this.#head(), ...said }), this.#key, this.#kid);
    return { idempotencyKey, path: '/v1/entries', contentType: JOSE, body: Buffer.from(statement, 'ascii') };
  }

  #head(): Said {
    const now = this.#now();
    return { jti: uuid7(now), iss: this.#me.source, ws: this.#me.workspace, issued_at: writeTime(now) };
  }
}

function checkDraft(draft: Buffer): void {
  const members = draft[0] === 0x7b ? Object.keys(parseObject(draft)) : HEAD;
  if (members.length === 0 || members.some((member) => HEAD.includes(member))) {
    throw new Refused('bad_member', `a draft is an object without ${HEAD.join(', ')}`);
  }
}

function uuid7(now: Instant): string {
  const raw = Buffer.concat([Buffer.alloc(6), randomBytes(10)]);
  raw.writeUIntBE(now, 0, 6);
  raw[6] = 0x70 | ((raw[6] ?? 0) & 0x0f);
  raw[8] = 0x80 | ((raw[8] ?? 0) & 0x3f);
  return raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
