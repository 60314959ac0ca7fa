/**
 * Waiting for a resolution, judging it, and storing what it came to.
 *
 * Waits run beside each other; judging and committing happen in one go, with nothing awaited in between. What happens
 * to what was stored is in `decided`.
 */

import { FINAL, Refused } from './codes.ts';
import { Deadline } from './deadline.ts';
import { type Decided, type Parts, proposalOf } from './decided.ts';
import { checkSigned } from './downgrade.ts';
import { readTime } from './encoding.ts';
import { backoff, type Gateway, GatewayError, Unreachable } from './gateway.ts';
import type { Row } from './registry.ts';
import { type Result, runs } from './results.ts';
import { AHEAD, verifyResolution } from './verify.ts';

const HOLD = 25;

/** Time, as a caller may replace it. */
export interface Pace {
  readonly sleep: (seconds: number) => Promise<void>;
  readonly monotonic: () => number;
}

/** Brings pending rows to their end. */
export class Waiting {
  /** Why the newest resolution that did not hold did not hold. */
  lastRefusal: Refused | null = null;
  readonly #with: Parts;
  readonly #decided: Decided;
  readonly #gateway: Gateway;
  readonly #pace: Pace;

  constructor(parts: Parts, decided: Decided, gateway: Gateway, pace: Pace) {
    this.#with = parts;
    this.#decided = decided;
    this.#gateway = gateway;
    this.#pace = pace;
  }

  /** A gateway that is away for a while is waited for; one that is away at the end is an error. */
  async wait(esc: string, timeout: number): Promise<Result | null> {
    const deadline = new Deadline(timeout, this.#pace.monotonic);
    for (let attempt = 0; ; attempt = Math.min(attempt + 1, 6)) {
      let trouble: unknown = null;
      try {
        const result = await this.#round(esc, deadline);
        if (result?.word === 'refused' || result?.word === 'unknown') await this.#with.reporting.flush(deadline);
        if (result) return result;
      } catch (wrong) {
        const passes = wrong instanceof Unreachable || (wrong instanceof GatewayError && wrong.temporary);
        if (!passes) throw wrong;
        trouble = wrong;
      }
      const left = deadline.left();
      if (left === 0) {
        if (trouble) throw trouble;
        return null;
      }
      await this.#pace.sleep(Math.min(backoff(attempt), left));
    }
  }

  #row(esc: string): Row {
    const row = this.#with.registry.byEsc(esc);
    if (!row) throw new RangeError(`${esc} was not proposed by this source`);
    return row;
  }

  /** What is stored, or one question to the gateway. */
  async #round(esc: string, deadline: Deadline): Promise<Result | null> {
    const before = this.#row(esc);
    if (before.state !== 'pending') return this.#decided.stored(before, deadline);
    const hold = Math.min(HOLD, deadline.left());
    const path = `/v1/escalations/${esc}/resolution`;
    const answer = await this.#gateway.get(path, { wait: String(Math.trunc(hold)) }, hold, deadline);
    if (answer.status === 200) {
      await this.#with.reader.refresh(deadline);
      const ended = this.#judge(esc, answer.body);
      const row = this.#row(esc);
      // Another call or process may have taken it since.
      return ended || row.state === 'pending' ? ended : this.#decided.stored(row, deadline);
    }
    const row = this.#row(esc);
    if (row.state !== 'pending') return this.#decided.stored(row, deadline);
    const over = readTime(proposalOf(row).expires_at) + AHEAD;
    return this.#with.now() > over ? this.#refuse(row, 'expired') : null;
  }

  /** Steps 1 to 11. Null: it did not hold, and the row stays pending to be asked for again. */
  #judge(esc: string, body: Buffer): Result | null {
    const row = this.#row(esc);
    if (row.state !== 'pending') return null;
    try {
      return this.#take(row, body);
    } catch (wrong) {
      if (!(wrong instanceof Refused)) throw wrong;
      this.lastRefusal = wrong;
      if (FINAL.has(wrong.code)) return this.#refuse(row, wrong.code);
      checkSigned(body);
      return null;
    }
  }

  #take(row: Row, body: Buffer): Result {
    const { me, registry, reader, now } = this.#with;
    const result = verifyResolution(body, {
      me,
      pending: (named) => (named === row.esc ? registry.pending(named) : null),
      standing: reader.standing,
      answeredAt: reader.answeredAt,
      now: now(),
    });
    if (runs(result)) this.#decided.take(result, proposalOf(row));
    else registry.closeWith(result);
    return result;
  }

  #refuse(row: Row, code: string): Result {
    const esc = String(row.esc);
    this.#with.registry.refuse(esc, code, this.#with.reporting.ofRefusal(row, code));
    return { word: 'refused', esc, code };
  }
}
