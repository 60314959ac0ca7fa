/**
 * HTTP to the gateway: timeouts, bounded retries with backoff and jitter, problems as exceptions.
 *
 * Retrying is safe because every POST carries an idempotency key. What an answer means is decided elsewhere; only
 * whether it can be Fermata's at all is decided here, because a proxy may answer in a gateway's place.
 */

import { Refused } from './codes.ts';
import type { Deadline } from './deadline.ts';
import type { JsonObject } from './json.ts';
import { parseObject } from './strictJson.ts';

const TIMEOUT = 10;
/** The least, in seconds, that a question needs to be answered at all. */
export const LEAST = 1;
const TEMPORARY: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const FOREIGN = 'unexpected';

/** The gateway answered with a problem. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: number;
  readonly code: string;
  readonly detail: string;

  constructor(status: number, code: string, detail: string) {
    super(`${code} (HTTP ${status}): ${detail}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }

  /** Whether the same question may be answered later. */
  get temporary(): boolean {
    return TEMPORARY.has(this.status);
  }

  /** Fermata itself says no, and would again. Credentials can be mended; a proxy's answer passes. */
  get final(): boolean {
    const refuses = this.status >= 400 && this.status < 500 && this.code !== FOREIGN;
    return refuses && !this.temporary && this.status !== 401 && this.status !== 403;
  }
}

/** No answer after the last try; what was to be sent is kept, and can be sent again. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What came back, read to its end. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** How to reach a gateway. */
export interface Reach {
  readonly url: string;
  readonly bearer: () => string;
  readonly tries: number;
  readonly sleep: (seconds: number) => Promise<void>;
  readonly fetch: typeof fetch;
}

interface Sent {
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

/** Asks, and tells. */
export class Gateway {
  readonly #reach: Reach;

  constructor(reach: Reach) {
    if (!keepsSecrets(reach.url)) {
      throw new TypeError(`${reach.url} is not on this machine: put a proxy with TLS before the gateway, and give its https:// address`);
    }
    this.#reach = reach;
  }

  /** `hold` is for how many seconds the gateway may hold the answer back; the timeout is longer than that. */
  get(path: string, params: Record<string, string>, hold = 0, deadline?: Deadline): Promise<Answer> {
    return this.#send('GET', `${path}?${new URLSearchParams(params)}`, hold, deadline, {});
  }

  /** Sends, and reads the answer as an object. */
  async post(path: string, type: string, body: Buffer, key: string, deadline?: Deadline): Promise<JsonObject> {
    const headers = { 'Content-Type': type, 'Idempotency-Key': key };
    return read(await this.#send('POST', path, 0, deadline, { headers, body }));
  }

  /** With a deadline one try, which ends soon after it: whoever has one comes back by himself. */
  async #send(method: string, path: string, hold: number, deadline: Deadline | undefined, sent: Sent): Promise<Answer> {
    const longest = hold + TIMEOUT;
    const timeout = deadline ? Math.min(longest, Math.max(LEAST, deadline.leftWithGrace())) : longest;
    const tries = deadline ? 1 : this.#reach.tries;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#once(method, path, timeout, sent);
      } catch (problem) {
        const again = problem instanceof Unreachable || (problem instanceof GatewayError && problem.temporary);
        if (!again || attempt + 1 >= tries) throw problem;
      }
      await this.#reach.sleep(backoff(attempt));
    }
  }

  async #once(method: string, path: string, timeout: number, sent: Sent): Promise<Answer> {
    const { url, bearer } = this.#reach;
    const headers = { Authorization: `Bearer ${bearer()}`, ...sent.headers };
    const signal = AbortSignal.timeout(Math.ceil(timeout * 1000));
    const asked = { method, headers, signal, redirect: 'manual' as const, ...(sent.body && { body: sent.body }) };
    let answer: Answer;
    let response: Response;
    try {
      response = await this.#reach.fetch(new URL(path, url), asked);
      answer = { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    } catch (wrong) {
      throw new Unreachable(`${method} ${path}: ${String(wrong)}`, { cause: wrong });
    }
    if (response.ok || response.status === 423) return answer;
    throw problemOf(response, answer.body);
  }
}

/** Over plain HTTP a token stays on this machine. */
function keepsSecrets(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:') return true;
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname));
}

/** Seconds, doubling from 0.1 up to 10, with full jitter so that many clients do not come back at once. */
export function backoff(attempt: number): number {
  return Math.random() * Math.min(10, 0.1 * 2 ** attempt);
}

/** The answer as an object; what is none came from somebody else. */
export function read(answer: Answer): JsonObject {
  try {
    return parseObject(answer.body);
  } catch (wrong) {
    throw foreign(answer.status, String(wrong));
  }
}

/** What somebody else answered in the gateway's place. */
export function foreign(status: number, why: string): GatewayError {
  return new GatewayError(status, FOREIGN, `not an answer of Fermata's (${why}); check the address`);
}

function problemOf(response: Response, raw: Buffer): GatewayError {
  const [kind = ''] = (response.headers.get('Content-Type') ?? '').split(';');
  const body = kind.trim() === 'application/problem+json' ? objectOf(raw) : {};
  const { code, detail, title, errors } = body;
  const said = [String(detail || title || response.statusText)];
  for (const each of Array.isArray(errors) ? errors : []) {
    if (each && typeof each === 'object' && !Array.isArray(each)) {
      said.push(`${String(each['pointer'])}: ${String(each['text'])}`);
    }
  }
  return new GatewayError(response.status, String(code || FOREIGN), said.join('; '));
}

function objectOf(raw: Buffer): JsonObject {
  try {
    return parseObject(raw);
  } catch (wrong) {
    if (wrong instanceof Refused) return {};
    throw wrong;
  }
}
