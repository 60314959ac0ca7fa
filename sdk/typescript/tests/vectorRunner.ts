/** One source as a vector describes it, on a real registry. */

import { FINAL, Refused } from '../src/codes.ts';
import { type Instant, readTime, sha256 } from '../src/encoding.ts';
import { Registry, type Report } from '../src/registry.ts';
import { type Resolution, runs } from '../src/results.ts';
import { type Entry, type Mark, Standing } from '../src/standing.ts';
import { PROPOSAL, type Signed, verify } from '../src/statement.ts';
import { takeApart } from '../src/compact.ts';
import { checkHalts, verifyResolution } from '../src/verify.ts';

export interface World {
  workspace: string;
  source: string;
  roster_pin: string;
  standing: Entry[];
}
export interface Step {
  do?: 'standing' | 'restart' | 'resolve';
  now: string;
  entries?: Entry[];
  resolution?: string;
  commit_now?: string;
  before_commit?: Entry[];
  expect?: unknown;
}
export interface Case extends Step {
  name: string;
  layer: 'statement' | 'payload' | 'resolution' | 'stateful';
  world: string;
  typ?: Signed;
  statement?: string | { before?: string; repeat: string; times: number; after?: string };
  answered_at?: string;
  pending?: { esc: string; proposal: string; state: string }[];
  steps?: Step[];
}

export class Runner {
  readonly #world: World;
  readonly #path: string;
  readonly #first: string;
  #registry: Registry;
  #standing: Standing;
  #answeredAt: Instant | null = null;

  constructor(world: World, given: Case, path: string) {
    this.#world = world;
    this.#path = path;
    this.#registry = new Registry(path);
    this.#standing = new Standing(world.workspace, world.roster_pin);
    this.#first = given.pending?.[0]?.esc ?? '';
    for (const [number, row] of (given.pending ?? []).entries()) {
      this.#registry.begin(`key-${number}`, Buffer.from('{}'));
      this.#registry.proposed(`key-${number}`, row.esc, row.proposal, sha256(row.proposal));
      this.#end(row.esc, row.state);
    }
  }

  /** Brings a row into the state in which the case finds it. */
  #end(esc: string, state: string): void {
    const ran = { esc, action: { tool: 'none', arguments: {} }, candidate_sha256: '', proposal_sha256: '', people: [] };
    if (state === 'refused') this.#registry.refuse(esc, 'expired', report(esc, 'before'));
    if (state === 'closed') this.#registry.closeWith({ word: 'expired', esc });
    if (state === 'decided') this.#registry.decide({ word: 'approved', ...ran }, () => {}, report(esc, 'before'));
  }

  close(): void {
    this.#registry.close();
  }

  read(entries: readonly Entry[], now: string): Mark[] {
    const marked = this.#standing.apply(entries);
    this.#registry.standing.store(entries, this.#standing.roster);
    this.#answeredAt = readTime(now);
    return marked;
  }

  standing(step: Step): unknown {
    return { marked: this.read(step.entries ?? [], step.now), roster_version: this.#standing.inForce().version };
  }

  restart(): void {
    this.#registry.close();
    this.#registry = new Registry(this.#path);
    this.#standing = this.#registry.standing.load(this.#world.workspace, this.#world.roster_pin);
    this.#answeredAt = null;
  }

  statement({ statement, typ, now }: Case): unknown {
    const compact = typeof statement === 'object' ? writtenOut(statement) : (statement ?? '');
    if (!typ) throw new Error('a case of these layers names a kind');
    try {
      const verified = verify(compact, typ, this.#standing.inForce(), readTime(now));
      return { payload_sha256: sha256(takeApart(verified.compact).payload) };
    } catch (wrong) {
      if (wrong instanceof Refused) return { code: wrong.code };
      throw wrong;
    }
  }

  resolve(step: Step): unknown {
    const text = step.resolution ?? '';
    const esc = named(text);
    try {
      return this.#found(this.#judge(step, Buffer.from(text, 'utf8')));
    } catch (wrong) {
      if (!(wrong instanceof Refused)) throw wrong;
      if (FINAL.has(wrong.code) && esc !== null) this.#registry.refuse(esc, wrong.code, report(esc, 'refused'));
      return { code: wrong.code, leaves: this.#state(esc) };
    }
  }

  #judge(step: Step, body: Buffer): Resolution {
    const me = { source: this.#world.source, workspace: this.#world.workspace };
    const now = readTime(step.now);
    const result = verifyResolution(body, {
      me,
      pending: (esc) => this.#registry.pending(esc),
      standing: this.#standing,
      answeredAt: this.#answeredAt,
      now,
    });
    if (step.before_commit) this.read(step.before_commit, step.now);
    if (!runs(result)) {
      this.#registry.closeWith(result);
      return result;
    }
    const stored = this.#registry.byEsc(result.esc)?.proposal ?? '';
    const proposal = verify(stored, PROPOSAL, this.#standing.inForce(), now).payload;
    const commit = readTime(step.commit_now ?? step.now);
    const check = (): void => checkHalts(this.#standing, me.source, proposal, this.#answeredAt, commit);
    this.#registry.decide(result, check, report(result.esc, 'accepted'));
    return result;
  }

  #found(result: Resolution): Record<string, unknown> {
    const found: Record<string, unknown> = { outcome: result.word, leaves: this.#state(result.esc) };
    if (runs(result)) {
      const stored = this.#registry.byEsc(result.esc)?.result;
      if (!stored || !runs(stored)) throw new Error('what was decided is stored');
      found['action'] = stored.action;
      found['candidate_sha256'] = stored.candidate_sha256;
    }
    if (['approved', 'edited', 'rejected', 'responded'].includes(result.word) && 'people' in result) {
      found['people'] = result.people;
    }
    if (result.word === 'rejected') {
      // An empty message says as much as none.
      found['reason'] = { code: result.reason, ...(result.message ? { message: result.message } : {}) };
    }
    if (result.word === 'responded') found['answer'] = result.answer;
    return found;
  }

  #state(esc: string | null): string {
    // One that names none: whatever waits must wait on.
    return this.#registry.byEsc(esc ?? this.#first)?.state ?? 'none';
  }
}

/** A long statement, which a file holds by what it repeats. */
function writtenOut({ before = '', repeat, times, after = '' }: Exclude<Case['statement'], string | undefined>): string {
  return before + repeat.repeat(times) + after;
}

function report(esc: string, what: string): Report {
  const body = Buffer.from('{}');
  return { idempotencyKey: `${esc}:${what}`, path: '/v1/outcomes', contentType: 'application/json', body };
}

/** The escalation that a resolution names; null where it can not be read. */
function named(resolution: string): string | null {
  try {
    const read = JSON.parse(resolution) as { esc?: unknown } | null;
    return read?.esc === undefined || Array.isArray(read) ? null : String(read.esc);
  } catch {
    return null;
  }
}
