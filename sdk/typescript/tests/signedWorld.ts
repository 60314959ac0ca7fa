/** A signed workspace in one process. Everything is derived from names and one time. For tests only. */

import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { signUnchecked, takeApart } from '../src/compact.ts';
import { b64url, type Instant, sha256, writeTime } from '../src/encoding.ts';
import { type JsonObject, write } from '../src/json.ts';
import { publicJwk, thumbprint } from '../src/keys.ts';
import type { Typ } from '../src/payloads/index.ts';
import type { Entry } from '../src/standing.ts';
import { parseObject } from '../src/strictJson.ts';

export const WORKSPACE = '01930000-0000-7000-8000-000000000001';
export const SOURCE = 'airline-bot';
const HOUR = 3_600_000;

export function seed(name: string, size = 32): Buffer {
  return createHash('sha256').update(`fermata test: ${name}`).digest().subarray(0, size);
}

function key(name: string): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed(`key ${name}`)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

export function uuid(name: string): string {
  const hex = seed(`uuid ${name}`, 16).toString('hex');
  return `0193588a-9c00-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

export function sign(typ: Typ, payload: unknown, by: string): string {
  const bytes = Buffer.isBuffer(payload) ? payload : write(payload);
  return signUnchecked(typ, bytes, key(by), thumbprint(publicJwk(key(by))));
}

export function payloadOf(compact: string): JsonObject {
  return parseObject(takeApart(compact).payload);
}

/** Around the moment `at` everything is valid. */
export class World {
  readonly at: Instant;
  readonly pin: string;
  readonly standing: Entry[] = [];
  readonly contracts: Record<string, string> = {};

  constructor(at: Instant) {
    this.at = at;
    const roster = this.#roster();
    this.pin = sha256(write(roster));
    this.add(sign('fermata-roster+jws', roster, 'root-1'));
    for (const [tool, idempotent] of [['refund.create', true], ['order.cancel', false]] as const) {
      const contract = sign('fermata-contract+jws', this.#contract(tool, idempotent), 'ann');
      this.contracts[tool] = contract;
      this.add(contract);
    }
  }

  time(hours = 0): string {
    return writeTime(this.at + hours * HOUR);
  }

  head(name: string, iss: string): Record<string, unknown> {
    return { jti: uuid(name), iss, ws: WORKSPACE, issued_at: this.time() };
  }

  add(statement: string): void {
    const id = String(payloadOf(statement)['jti']);
    this.standing.push({ seq: this.standing.length + 1, at: this.time(), id, statements: [statement] });
  }

  halt(name: string, more: object = { says: 'halt' }): void {
    this.add(sign('fermata-halt+jws', { ...this.head(name, 'ann'), scope: { all: true }, reason: 'stop', ...more }, 'ann'));
  }

  draft(tool = 'refund.create', amount = '12.50'): Record<string, unknown> {
    return {
      expires_at: this.time(4),
      queue: 'refunds',
      kind: 'action',
      action: { tool, arguments: { amount } },
      contract: sha256(this.contracts[tool] ?? ''),
      allowed: ['approve', 'edit', 'reject', 'respond'],
      deliver: { kind: 'poll' },
    };
  }

  verdict(proposal: string): string {
    const payload = {
      ...this.#about('verdict', 'gateway-1', proposal),
      candidate_sha256: sha256(proposal),
      verdict: 'escalate',
      reasons: [],
      risk: 'medium',
      contract_sha256: payloadOf(proposal)['contract'],
      policy_sha256: sha256('policy'),
      requires: { approvals: 1, groups: [], friction: 'none', blind: false },
      due: this.time(1),
    };
    return sign('fermata-verdict+jws', payload, 'gateway-1');
  }

  decision(by: string, verb: object, proposal: string, verdict: string, signer = by): string {
    const payload = {
      ...this.#about(`decision ${by}`, by, proposal),
      aud: SOURCE,
      expires_at: payloadOf(proposal)['expires_at'],
      view: { v: 1, sha256: sha256('view'), uninspectable: [], opened: [], dwell_ms: 10 },
      verdict_sha256: sha256(verdict),
      roster_version: 1,
      saw: { n: 1, head: sha256('head') },
      seq: 1,
      ...verb,
    };
    return sign('fermata-decision+jws', payload, signer);
  }

  resolution(status: string, statements: string[]): Buffer {
    const [proposal = ''] = statements;
    const { proposal_sha256: _, ...about } = this.#about(`receipt ${status}`, 'gateway-1', proposal);
    const named = statements.map((each) => sha256(each));
    const says = { says: 'resolved', status, statements: named, n: 1, head: sha256('head'), at: this.time() };
    const receipt = sign('fermata-receipt+jws', { ...about, ...says }, 'gateway-1');
    return write({ esc: payloadOf(proposal)['jti'], status, statements, receipt });
  }

  #about(name: string, iss: string, proposal: string): Record<string, unknown> {
    const esc = payloadOf(proposal)['jti'];
    return { ...this.head(`${name} ${String(esc)}`, iss), esc, proposal_sha256: sha256(proposal) };
  }

  #roster(): unknown {
    const keys = (name: string): object[] => [
      { jwk: publicJwk(key(name)), not_before: this.time(-99), not_after: this.time(999) },
    ];
    const person = (id: string, rights: string[]): object => ({
      ...{ id, name: id, email: `${id}@example.com`, groups: ['support'], max_risk: 'high', rights },
      keys: keys(id).map((each) => ({ ...each, tier: 'software', use: ['decide'] })),
    });
    return {
      ...{ ...this.head('roster', 'root'), version: 1, expires_at: this.time(480), threshold: 1 },
      roots: [publicJwk(key('root-1'))],
      allow: { max_risk: 'low', tools: [] },
      people: [person('ann', ['halt', 'contracts']), person('bob', []), person('olga', [])],
      sources: [{ id: SOURCE, vouched: true, owners: ['olga'], queues: ['refunds'], max_risk: 'high' }],
      gateways: [{ id: 'gateway-1', keys: keys('gateway-1') }],
      queues: [{ id: 'refunds', groups: ['support'], reasons: [], default_reason: 'other' }],
      revoked: [],
    };
  }

  #contract(tool: string, idempotent: boolean): unknown {
    const schema = { type: 'object', properties: { amount: { type: 'string', pattern: '^[0-9.]+$' } } };
    return {
      ...this.head(`contract ${tool}`, 'ann'),
      ...{ tool, version: 1, title: `${tool} {/amount}`, description: '', input_schema: schema, risk: 'medium' },
      ...{ reversible: false, idempotent, fields: [], redact: [] },
    };
  }

  /** What a gateway that vouches signs for a draft. */
  vouch(name: string, draft: Buffer): string {
    const head = write({ ...this.head(`proposal ${name}`, SOURCE), nonce: b64url(seed(name, 16)) });
    return sign('fermata-proposal+jws', Buffer.concat([head.subarray(0, -1), Buffer.from(','), draft.subarray(1)]), 'gateway-1');
  }
}
