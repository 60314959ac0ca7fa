/**
 * A source: propose, wait, run, report. Every step survives the end of the process at any instant.
 *
 * `Source` puts the pieces together: the checks are in `verify`, what must last is in `registry`, the order of steps is
 * in `waiting` and `decided`.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './codes.ts';
import { Deadline } from './deadline.ts';
import { Decided, type Parts, type TakenUp } from './decided.ts';
import { type Instant, writeTime } from './encoding.ts';
import { Gateway, GatewayError } from './gateway.ts';
import { same, write } from './json.ts';
import { askedIn, checkReturned } from './proposing.ts';
import { StandingReader } from './reader.ts';
import { Registry, type Row } from './registry.ts';
import { Reporting } from './reporting.ts';
import { type Action, type Result, type Runs, runs } from './results.ts';
import type { Contracts } from './standing.ts';
import { Signing, type Voice, Vouched } from './voice.ts';
import { Waiting } from './waiting.ts';

/** The idempotency key was used for another action. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** Thrown by a tool that can not tell whether it took effect. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** What a source is made of. Give either a token (a vouched source) or a key file (one that signs). */
export interface Options {
  readonly gateway: string;
  readonly workspace: string;
  readonly source: string;
  readonly rosterPin: string;
  readonly registry: string;
  readonly token?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now?: () => Instant;
  /** For so many seconds. */
  readonly sleep?: (seconds: number) => Promise<void>;
  /** Seconds, by a clock that never goes back. */
  readonly monotonic?: () => number;
  readonly tries?: number;
  readonly fetch?: typeof fetch;
}

/** It was taken by the gateway; `status` is the gateway's word, and nothing to act on. */
export interface Proposed {
  readonly esc: string;
  readonly status: string;
}

/** `result` ran, and this came of it. */
export interface Ran<T> {
  readonly word: 'ran';
  readonly result: Runs;
  readonly status: 'executed' | 'failed' | 'unknown';
  readonly value?: T;
  readonly error?: string;
}

/** What a start found. `notProposed` holds keys of proposals that the gateway did not take, each with why. */
export interface Recovered extends TakenUp {
  readonly notProposed: [string, GatewayError | Refused][];
}

/** Runs the action; it is given the escalation's id as its idempotency key. */
export type Tool<T> = (action: Action, esc: string) => T | Promise<T>;

/** More of an outcome than its word. */
export interface Details {
  readonly error?: string | undefined;
  readonly externalId?: string | undefined;
  readonly startedAt?: Instant | undefined;
}

/** One source of one workspace, with its own registry. */
export class Source {
  readonly #voice: Voice;
  readonly #gateway: Gateway;
  readonly #with: Parts;
  readonly #decided: Decided;
  readonly #waiting: Waiting;
  readonly #monotonic: () => number;

  constructor(options: Options) {
    const { token, keyFile, now = Date.now, sleep = (seconds) => pause(seconds * 1000) } = options;
    const me = { source: options.source, workspace: options.workspace };
    if (token !== undefined && keyFile === undefined) this.#voice = new Vouched(token);
    else if (keyFile !== undefined && token === undefined) this.#voice = new Signing(keyFile, me, now);
    else throw new TypeError('give either a token (a vouched source) or a keyFile (one that signs)');
    this.#monotonic = options.monotonic ?? (() => performance.now() / 1000);
    this.#gateway = new Gateway({
      url: options.gateway,
      bearer: () => this.#voice.bearer(),
      tries: options.tries ?? 6,
      sleep,
      fetch: options.fetch ?? fetch,
    });
    const registry = new Registry(options.registry);
    try {
      const standing = registry.standing.load(options.workspace, options.rosterPin);
      const reader = new StandingReader(this.#gateway, registry, standing, now);
      const reporting = new Reporting(this.#voice, this.#gateway, registry);
      this.#with = { me, registry, reader, reporting, now };
    } catch (wrong) {
      registry.close();
      throw wrong;
    }
    this.#decided = new Decided(this.#with);
    this.#waiting = new Waiting(this.#with, this.#decided, this.#gateway, { sleep, monotonic: this.#monotonic });
  }

  /** From the file that `fermata init` writes; the registry lies beside it unless named. */
  static fromFile(path: string, rest: Partial<Options> = {}): Source {
    const given = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string | undefined>;
    const { gateway = '', workspace = '', source = '', roster_pin: rosterPin = '', token, key_file } = given;
    const keyFile = key_file === undefined ? undefined : join(dirname(path), key_file);
    const registry = path.replace(/(\.[^./]*)?$/, '.db');
    return new Source({ gateway, workspace, source, rosterPin, registry, token, keyFile, ...rest });
  }

  /** What is stored, to be looked at. */
  get registry(): Registry {
    return this.#with.registry;
  }

  /** Lets go of the registry. */
  close(): void {
    this.#with.registry.close();
  }

  /** Proposes once per key, however often this is called and wherever the process ended in between. */
  async propose(draft: Record<string, unknown>, idempotencyKey: string): Promise<Proposed> {
    const sent = write(draft);
    const row = this.registry.begin(idempotencyKey, this.#voice.proposal(sent));
    const key = JSON.stringify(idempotencyKey);
    if (row.state === 'fenced') {
      throw new Conflict(`${key} was in flight when this registry was saved; use a new key`);
    }
    if (!same(askedIn(row.draft), askedIn(sent))) {
      throw new Conflict(`${key} was used for another action; use a new key for a new action`);
    }
    return row.esc === null ? this.#send(row) : { esc: row.esc, status: row.state };
  }

  /** Sends what is stored, and stores what came of it. */
  async #send({ idempotencyKey, draft }: Row): Promise<Proposed> {
    const answer = await this.#gateway.post('/v1/proposals', this.#voice.contentType, draft, idempotencyKey);
    await this.#with.reader.refresh();
    const roster = this.#with.reader.standing.inForce();
    const proposal = checkReturned(answer, draft, this.#voice, this.#with.me, roster, this.#with.now());
    const esc = proposal.payload.jti;
    this.registry.proposed(idempotencyKey, esc, proposal.compact, proposal.sha256);
    return { esc, status: String(answer['status']) };
  }

  /**
   * Takes up what the process before left: call it once at the start, before anything is proposed or run.
   *
   * What was sent without an answer is sent again under its key; what was decided and has no outcome may run again only
   * by the restart rule; reports are sent. `Unreachable` or `GatewayError` if the gateway has to be asked and gives no
   * answer: then nothing is lost, call it again.
   */
  async recover(): Promise<Recovered> {
    const notProposed: Recovered['notProposed'] = [];
    for (const row of this.registry.proposing()) {
      try {
        await this.#send(row);
      } catch (wrong) {
        const told = wrong instanceof Refused || (wrong instanceof GatewayError && wrong.final);
        if (!told) throw wrong;
        notProposed.push([row.idempotencyKey, wrong]);
      }
    }
    const found = await this.#decided.takeUp();
    await this.flush();
    return { ...found, notProposed };
  }

  /** After restoring the registry from a backup: what was open may have run since, so none of it runs. */
  async fence(): Promise<void> {
    this.registry.fenceCalls();
    this.#decided.closeOpen();
    await this.flush();
  }

  /** Takes it back; it counts when the resolution says so. */
  async withdraw(esc: string, reason: string): Promise<void> {
    this.registry.queue(this.#with.reporting.ofWithdrawal(esc, reason));
    await this.flush();
  }

  /**
   * The proven result, stored before it is returned; null while there is none.
   *
   * It takes `timeout` seconds and a few more at most, also when the gateway never answers. `Unreachable` or
   * `GatewayError` if the last question got no answer; then it can be called again. `Downgrade` if the gateway says how
   * it ended and nobody signed that.
   */
  wait(esc: string, timeout: number): Promise<Result | null> {
    return this.#waiting.wait(esc, timeout);
  }

  /** Why the newest resolution that did not hold did not hold. */
  get lastRefusal(): Refused | null {
    return this.#waiting.lastRefusal;
  }

  /** Waits, then runs exactly what was signed, with `esc` as the idempotency key, and reports it. */
  async run<T>(esc: string, execute: Tool<T>, timeout: number): Promise<Ran<T> | Result | null> {
    const result = await this.wait(esc, timeout);
    return result && runs(result) ? this.perform(result, execute) : result;
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
    this.registry.finish(result.esc, status, this.#with.reporting.ofRun(result, status, said));
    await this.flush();
  }

  /** Sends the reports that wait; true when nothing is left. */
  flush(): Promise<boolean> {
    return this.#with.reporting.flush();
  }

  /** Reads what is new in the standing list. */
  refreshStanding(): Promise<void> {
    return this.#with.reader.refresh();
  }

  /** The contracts in the standing list, by the hash that a draft names. */
  get contracts(): Contracts {
    return this.#with.reader.standing.contracts;
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
