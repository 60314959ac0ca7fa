/** Running what was decided: once, as stored, and told to the gateway. */

import { Deadline } from './deadline.ts';
import type { Decided, Parts } from './decided.ts';
import { type Instant, writeTime } from './encoding.ts';
import type { Action, Runs } from './results.ts';

/** Thrown by a tool that can not tell whether it took effect. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** `result` ran, and this came of it. */
export interface Ran<T> {
  readonly word: 'ran';
  readonly result: Runs;
  readonly status: 'executed' | 'failed' | 'unknown';
  readonly value?: T;
  readonly error?: string;
}

/** Runs the action; it is given the escalation's id as its idempotency key. */
export type Tool<T> = (action: Action, esc: string) => T | Promise<T>;

/** More of an outcome than its word. */
export interface Details {
  readonly error?: string | undefined;
  readonly externalId?: string | undefined;
  readonly startedAt?: Instant | undefined;
}

/** Runs for one source. */
export class Running {
  readonly #with: Parts;
  readonly #decided: Decided;
  readonly #monotonic: () => number;

  constructor(parts: Parts, decided: Decided, monotonic: () => number) {
    this.#with = parts;
    this.#decided = decided;
    this.#monotonic = monotonic;
  }

  /** Runs what the registry holds for this result, and reports what came of it. */
  async perform<T>(result: Runs, execute: Tool<T>): Promise<Ran<T>> {
    // `accepted` is told first. If the gateway is away it stays queued, and what was approved runs.
    await this.#with.reporting.flush(new Deadline(0, this.#monotonic));
    return this.#decided.running(result.esc, async (stored) => {
      const startedAt = this.#with.now();
      const ran = await attempt(stored, execute);
      await this.report(stored, ran.status, { error: ran.error, startedAt });
      return ran;
    });
  }

  /** Stores the outcome, durably and before anything else, then tells the gateway. */
  async report(result: Runs, status: string, { error, externalId, startedAt }: Details = {}): Promise<void> {
    const said = {
      error,
      external_id: externalId,
      started_at: startedAt === undefined ? undefined : writeTime(startedAt),
      ended_at: startedAt === undefined ? undefined : writeTime(this.#with.now()),
    };
    this.#with.registry.finish(result.esc, status, this.#with.reporting.ofRun(result, status, said));
    await this.#with.reporting.flush();
  }
}

async function attempt<T>(result: Runs, execute: Tool<T>): Promise<Ran<T>> {
  try {
    return { word: 'ran', result, status: 'executed', value: await execute(result.action, result.esc) };
  } catch (wrong) {
    if (wrong instanceof OutcomeUnknown) return { word: 'ran', result, status: 'unknown', error: wrong.message };
    return { word: 'ran', result, status: 'failed', error: String(wrong).toWellFormed() };
  }
}
