/**
 * A source: propose, wait, run, report. Every step survives the end of the process at any instant.
 *
 * `Source` puts the pieces together: the checks are in `verify`, what must last is in `registry`, the order of steps is
 * in `proposing`, `waiting`, `decided` and `running`.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Refused } from './codes.ts';
import { Decided, type Parts, type TakenUp } from './decided.ts';
import type { Instant } from './encoding.ts';
import { Gateway } from './gateway.ts';
import { type NotProposed, type Proposed, Proposing } from './proposing.ts';
import { StandingReader } from './reader.ts';
import { Registry } from './registry.ts';
import { Reporting } from './reporting.ts';
import { type Result, type Runs, runs } from './results.ts';
import { type Details, type Ran, Running, type Tool } from './running.ts';
import type { Contracts } from './standing.ts';
import { Signing, type Voice, Vouched } from './voice.ts';
import { Waiting } from './waiting.ts';

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

/** What a start found. `notProposed` holds keys of proposals that the gateway did not take, each with why. */
export interface Recovered extends TakenUp {
  readonly notProposed: NotProposed[];
}

/** One source of one workspace, with its own registry. */
export class Source {
  readonly #with: Parts;
  readonly #decided: Decided;
  readonly #proposing: Proposing;
  readonly #waiting: Waiting;
  readonly #running: Running;

  constructor(options: Options) {
    const { token, keyFile, now = Date.now, sleep = (seconds) => pause(seconds * 1000) } = options;
    const me = { source: options.source, workspace: options.workspace };
    let voice: Voice;
    if (token !== undefined && keyFile === undefined) voice = new Vouched(token);
    else if (keyFile !== undefined && token === undefined) voice = new Signing(keyFile, me, now);
    else throw new TypeError('give either a token (a vouched source) or a keyFile (one that signs)');
    const monotonic = options.monotonic ?? (() => performance.now() / 1000);
    const gateway = new Gateway({
      url: options.gateway,
      bearer: () => voice.bearer(),
      tries: options.tries ?? 6,
      sleep,
      fetch: options.fetch ?? fetch,
    });
    const registry = new Registry(options.registry);
    try {
      const standing = registry.standing.load(options.workspace, options.rosterPin);
      const reader = new StandingReader(gateway, registry, standing, now);
      const reporting = new Reporting(voice, gateway, registry);
      this.#with = { me, registry, reader, reporting, now };
    } catch (wrong) {
      registry.close();
      throw wrong;
    }
    this.#decided = new Decided(this.#with);
    this.#proposing = new Proposing(this.#with, voice, gateway);
    this.#waiting = new Waiting(this.#with, this.#decided, gateway, { sleep, monotonic });
    this.#running = new Running(this.#with, this.#decided, monotonic);
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
  propose(draft: Record<string, unknown>, idempotencyKey: string): Promise<Proposed> {
    return this.#proposing.propose(draft, idempotencyKey);
  }

  /**
   * Takes up what the process before left: call it once at the start, before anything is proposed or run.
   *
   * What was sent without an answer is sent again under its key; what was decided and has no outcome may run again only
   * by the restart rule; reports are sent. `Unreachable` or `GatewayError` if the gateway has to be asked and gives no
   * answer: then nothing is lost, call it again.
   */
  async recover(): Promise<Recovered> {
    const notProposed = await this.#proposing.again();
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
  perform<T>(result: Runs, execute: Tool<T>): Promise<Ran<T>> {
    return this.#running.perform(result, execute);
  }

  /** Stores the outcome, durably and before anything else, then tells the gateway. */
  report(result: Runs, status: string, details: Details = {}): Promise<void> {
    return this.#running.report(result, status, details);
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
