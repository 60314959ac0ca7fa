/**
 * The standing list: rosters, contracts and halts, folded in log order.
 *
 * Each entry is verified with the roster in force before it, at the entry's own time. One that does not hold is marked
 * and skipped; what was in force stays in force. No clock is read here.
 */

import { Refused } from './codes.ts';
import { takeApart } from './compact.ts';
import { readTime } from './encoding.ts';
import type { Contract, Proposal } from './payloads/actions.ts';
import { candidateRisk, Scrutiny } from './quorum.ts';
import { accept, ROSTER, type Roster } from './roster.ts';
import { CONTRACT, HALT, POLICY, type Verified, verify } from './statement.ts';
import { checkTerms } from './terms.ts';

/** One entry of the log, as the gateway hands it out. */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly id: string;
  readonly statements: readonly string[];
}

/** An entry that had no effect, and why. */
export interface Mark {
  readonly seq: number;
  readonly code: string;
}

/** The contracts that are held, by the hash of their statement. */
export type Contracts = ReadonlyMap<string, Contract>;

/** A halt in force, and the roster before its entry: by that one its halter is judged, once and for all. */
interface ActiveHalt {
  readonly statement: Verified<typeof HALT>;
  readonly roster: Roster;
}

/** What is in force after the entries read so far. */
export class Standing {
  readonly workspace: string;
  readonly pin: string;
  #roster: Roster | null = null;
  #seq = 0;
  readonly #contracts = new Map<string, Contract>();
  readonly #halts = new Map<string, ActiveHalt>();
  /** Ids of entries that took effect: each does so once. */
  readonly #taken = new Set<string>();

  constructor(workspace: string, pin: string) {
    this.workspace = workspace;
    this.pin = pin;
  }

  /** The newest roster that holds; null before the first. */
  get roster(): Roster | null {
    return this.#roster;
  }

  /** The number of the last entry read. */
  get seq(): number {
    return this.#seq;
  }

  get contracts(): Contracts {
    return this.#contracts;
  }

  /** Another one that has read the same. */
  copy(): Standing {
    const made = new Standing(this.workspace, this.pin);
    made.#roster = this.#roster;
    made.#seq = this.#seq;
    for (const [digest, contract] of this.#contracts) made.#contracts.set(digest, contract);
    for (const [jti, halt] of this.#halts) made.#halts.set(jti, halt);
    for (const id of this.#taken) made.#taken.add(id);
    return made;
  }

  /** Folds these in; what is known is skipped. Returns the marks that they brought. */
  apply(entries: readonly Entry[]): Mark[] {
    const marks: Mark[] = [];
    for (const entry of entries) {
      if (entry.seq <= this.#seq) continue;
      this.#seq = entry.seq;
      if (this.#taken.has(entry.id)) continue;
      try {
        this.#apply(entry);
        this.#taken.add(entry.id);
      } catch (wrong) {
        if (!(wrong instanceof Refused)) throw wrong;
        marks.push({ seq: entry.seq, code: wrong.code });
      }
    }
    return marks;
  }

  /** The roster to judge by; `roster_stale` while there is none. */
  inForce(): Roster {
    if (!this.#roster) throw new Refused('roster_stale', 'no roster has been read yet');
    return this.#roster;
  }

  /** The halt that holds this proposal, if any. */
  halted(source: string, proposal: Proposal): Verified<typeof HALT> | null {
    for (const halt of this.#halts.values()) {
      if (stops(halt, source, proposal, this.#contracts)) return halt.statement;
    }
    return null;
  }

  #apply(entry: Entry): void {
    const [only, ...more] = entry.statements;
    if (only === undefined) throw new Refused('malformed', 'an entry without statements');
    const { typ } = takeApart(only);
    if (typ === ROSTER) return this.#applyRoster(entry);
    if (typ !== CONTRACT && typ !== POLICY && typ !== HALT) {
      throw new Refused('wrong_typ', `${typ} is not a standing statement`);
    }
    if (more.length > 0) throw new Refused('malformed', 'one statement expected');
    if (!this.#roster) throw new Refused('unknown_key', 'no roster stands before it');
    const statement: Verified<typeof CONTRACT | typeof POLICY | typeof HALT> = verify(
      only,
      typ,
      this.#roster,
      readTime(entry.at),
    );
    if (statement.payload.ws !== this.workspace) throw new Refused('wrong_workspace', statement.payload.ws);
    checkId(entry, statement.payload.jti);
    if (statement.typ === CONTRACT) {
      checkTerms(statement.payload);
      this.#contracts.set(statement.sha256, statement.payload);
    } else if (statement.typ === HALT) {
      this.#applyHalt(statement, this.#roster);
    }
  }

  #applyRoster(entry: Entry): void {
    const roster = accept(this.#roster, entry.statements, this.pin);
    if (roster.workspace !== this.workspace) throw new Refused('wrong_workspace', roster.workspace);
    checkId(entry, roster.jti);
    this.#roster = roster;
  }

  /**
   * Judged once, by the roster before this entry: from here on only a lift ends it.
   *
   * Whether a person without the right may halt the one escalation that they name shows once that is known.
   */
  #applyHalt(statement: Verified<typeof HALT>, roster: Roster): void {
    const { payload, holder } = statement;
    if ((payload.scope.esc === undefined || payload.says === 'lift') && !holder.rights.has('halt')) {
      throw new Refused('wrong_role', `${holder.owner} does not have the right halt`);
    }
    if (payload.lifts !== undefined) this.#halts.delete(payload.lifts);
    else this.#halts.set(payload.jti, { statement, roster });
  }
}

function stops({ statement, roster }: ActiveHalt, source: string, proposal: Proposal, contracts: Contracts): boolean {
  const { scope } = statement.payload;
  if (scope.all) return true;
  if (scope.source !== undefined) return scope.source === source;
  if (scope.queue !== undefined) return scope.queue === proposal.queue;
  if (scope.agent !== undefined) return scope.agent === proposal.run?.['agent'];
  if (scope.esc !== proposal.jti) return false;
  const { holder } = statement;
  if (holder.rights.has('halt')) return true;
  const risk = candidateRisk(proposal, contracts, []);
  return new Scrutiny(proposal, source, roster, [], risk).admits(holder.owner);
}

function checkId(entry: Entry, jti: string): void {
  if (entry.id !== jti) throw new Refused('bad_member', "the entry's id is not its statement's");
}
