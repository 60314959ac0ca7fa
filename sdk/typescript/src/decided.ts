/**
 * What was decided and stored: handed to one runner at a time; and what a restart may do with it.
 *
 * A row that is decided and has no outcome was taken by this process, or is left over from one that ended. Then the
 * restart rule applies: it runs again only if twice is once, otherwise nobody knows, and a person has to look.
 */

import { Refused } from './codes.ts';
import { contractOf } from './contracts.ts';
import type { Deadline } from './deadline.ts';
import { type Instant, readTime } from './encoding.ts';
import { takeApart } from './compact.ts';
import type { Proposal } from './payloads/actions.ts';
import type { StandingReader } from './reader.ts';
import type { Registry, Row } from './registry.ts';
import type { Reporting } from './reporting.ts';
import { type Result, type Runs, runs } from './results.ts';
import { PROPOSAL } from './statement.ts';
import { parseObject } from './strictJson.ts';
import { checkHalts, checkRoster, type Me } from './verify.ts';

/** The parts that deciding and waiting share. */
export interface Parts {
  readonly me: Me;
  readonly registry: Registry;
  readonly reader: StandingReader;
  readonly reporting: Reporting;
  readonly now: () => Instant;
}

/** What a start found among the rows: escalations. */
export interface TakenUp {
  readonly runAgain: string[];
  readonly unknown: string[];
  readonly waiting: string[];
}

/** What this process may run, and what became of the rest. */
export class Decided {
  readonly #with: Parts;
  /** Decided by this process: not yet begun, and under way. */
  readonly #taken = new Set<string>();
  readonly #running = new Set<string>();

  constructor(parts: Parts) {
    this.#with = parts;
  }

  /** Step 11, and from here on this process may run it. */
  take(result: Runs, proposal: Proposal): void {
    const accepted = this.#with.reporting.ofRun(result, 'accepted');
    this.#with.registry.decide(result, () => this.#checkHalts(proposal), accepted);
    this.#taken.add(result.esc);
  }

  /** The stored action, for one caller at a time; once begun, only the restart rule gives it out again. */
  async running<T>(esc: string, run: (stored: Runs) => Promise<T>): Promise<T> {
    const row = this.#with.registry.byEsc(esc);
    if (!row?.result || !runs(row.result)) throw new Refused('not_pending', `${esc} was not decided here`);
    if (row.outcome !== null || this.#running.has(esc) || !this.#taken.has(esc)) {
      throw new Refused('already_consumed', `${esc} runs or ran already`);
    }
    this.#with.registry.attempt(esc);
    this.#running.add(esc);
    this.#taken.delete(esc);
    try {
      return await run(row.result);
    } finally {
      this.#running.delete(esc);
    }
  }

  /** The ending that this row holds. */
  async stored(row: Row, deadline?: Deadline): Promise<Result> {
    const { result } = row;
    const esc = String(row.esc);
    if (!result) return { word: 'refused', esc, code: String(row.code) };
    if (!runs(result)) return result;
    const known = this.#known(result);
    if (known) return known;
    await this.#with.reader.refresh(deadline);
    return this.#known(result) ?? this.#leftOver(row, result);
  }

  #known(result: Runs): Result | null {
    const { esc, action } = result;
    const outcome = this.#with.registry.byEsc(esc)?.outcome ?? null;
    if (outcome !== null) return { word: 'finished', esc, status: outcome, action };
    return this.#taken.has(esc) || this.#running.has(esc) ? result : null;
  }

  #leftOver(row: Row, result: Runs): Result {
    const { esc } = result;
    if (!this.#with.registry.isAlone()) {
      throw new Refused('already_consumed', `another process of this source has ${esc}; wait for it to end`);
    }
    if (this.#mayRunAgain(row)) {
      this.#taken.add(esc);
      return result;
    }
    return this.#giveUp(result, 'the process ended while this was about to run');
  }

  /** The restart rule: only an idempotent tool, and only while steps 5, 6 and 10 still hold. */
  #mayRunAgain(row: Row): boolean {
    const { reader, now } = this.#with;
    const proposal = proposalOf(row);
    try {
      checkRoster(reader.standing, reader.answeredAt, now());
      if (now() > readTime(proposal.expires_at)) return false;
      this.#checkHalts(proposal);
      return contractOf(proposal, reader.standing.contracts)?.idempotent === true;
    } catch (wrong) {
      if (wrong instanceof Refused) return false;
      throw wrong;
    }
  }

  #checkHalts(proposal: Proposal): void {
    const { me, reader, now } = this.#with;
    checkHalts(reader.standing, me.source, proposal, reader.answeredAt, now());
  }

  #giveUp(result: Runs, error: string): Result {
    const report = this.#with.reporting.ofRun(result, 'unknown', { error });
    this.#with.registry.finish(result.esc, 'unknown', report);
    return { word: 'unknown', esc: result.esc };
  }

  /** What the process before left: what may run again, what is unknown now, what waits for people. */
  async takeUp(): Promise<TakenUp> {
    const found: TakenUp = { runAgain: [], unknown: [], waiting: [] };
    for (const row of this.#with.registry.openRows()) {
      const esc = String(row.esc);
      if (row.state === 'pending') found.waiting.push(esc);
      else if (!this.#running.has(esc)) {
        try {
          const ending = await this.stored(row);
          (runs(ending) ? found.runAgain : found.unknown).push(esc);
        } catch (wrong) {
          // Another process has it, and brings it to its end.
          if (!(wrong instanceof Refused) || wrong.code !== 'already_consumed') throw wrong;
        }
      }
    }
    return found;
  }

  /** Ends everything that is open here: pending is withdrawn, decided without an outcome is unknown. */
  closeOpen(): void {
    const why = "the source's registry was restored from a backup";
    for (const row of this.#with.registry.openRows()) {
      const esc = String(row.esc);
      if (row.result && runs(row.result)) this.#giveUp(row.result, why);
      else this.#with.registry.refuse(esc, 'not_pending', this.#with.reporting.ofWithdrawal(esc, why));
    }
  }
}

/** The proposal of a row: it was verified before it was stored. */
export function proposalOf(row: Row): Proposal {
  return parseObject(takeApart(String(row.proposal), PROPOSAL).payload) as unknown as Proposal;
}
