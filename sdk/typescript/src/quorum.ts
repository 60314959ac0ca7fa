/**
 * What it takes to decide: groups, risk and approvals in one place (fold rule 4, as a source applies it).
 *
 * Which verdicts go in is the caller's to know; each can only raise what is asked and narrow who may.
 */

import { Refused } from './codes.ts';
import type { Contract, Proposal } from './payloads/actions.ts';
import { RISKS } from './payloads/common.ts';
import { type Roster, riskLevel } from './roster.ts';
import type { DECISION, VERDICT, Verified } from './statement.ts';

type Verdicts = readonly Verified<typeof VERDICT>[];

/** The highest of contract and verdicts; a contract that nobody reviewed, or that is not held, is high. */
export function candidateRisk(proposal: Proposal, held: ReadonlyMap<string, Contract>, verdicts: Verdicts): number {
  const named = proposal.contract;
  const own = (typeof named === 'string' && held.get(named)?.risk) || 'high';
  return Math.max(riskLevel(own), ...verdicts.map((each) => riskLevel(each.payload.risk)));
}

/** What these verdicts take, over a proposal, under one roster. */
export class Scrutiny {
  /** How many distinct people. */
  readonly approvals: number;
  readonly #roster: Roster;
  readonly #source: string;
  readonly #owners: readonly string[];
  readonly #risk: number;
  readonly #groups: ReadonlySet<string>;

  constructor(proposal: Proposal, source: string, roster: Roster, verdicts: Verdicts, risk: number) {
    this.#roster = roster;
    this.#source = source;
    this.#owners = roster.sources.get(source)?.owners ?? [];
    this.#risk = risk;
    const queue = roster.queues.get(proposal.queue);
    const asked = verdicts.map((each) => each.payload.requires);
    const narrowing = asked.map((each) => each.groups).filter((groups) => groups.length > 0);
    const left = (queue?.groups ?? []).filter((group) => narrowing.every((groups) => groups.includes(group)));
    this.#groups = new Set(left);
    this.approvals = Math.max(
      1,
      proposal.requires?.approvals ?? 1,
      queue?.requires?.approvals ?? 1,
      ...asked.map((each) => each.approvals),
    );
  }

  /** `own_proposal`, `group_missing` or `risk_too_high`, in this order, for who may not decide. */
  admit(person: string): void {
    const entry = this.#roster.people.get(person);
    if (!entry) throw new Refused('unknown_key', `${person} is not in the roster`);
    if (this.#owners.includes(person)) throw new Refused('own_proposal', `${person} owns ${this.#source}`);
    if (!entry.groups.some((group) => this.#groups.has(group))) {
      throw new Refused('group_missing', `${person} is in none of ${[...this.#groups].sort().join(', ')}`);
    }
    if (riskLevel(entry.max_risk) < this.#risk) {
      throw new Refused('risk_too_high', `${person} decides up to ${entry.max_risk}, not ${RISKS[this.#risk]}`);
    }
  }

  /** Whether `admit` lets this person decide. */
  admits(person: string): boolean {
    try {
      this.admit(person);
      return true;
    } catch (wrong) {
      if (wrong instanceof Refused) return false;
      throw wrong;
    }
  }
}

/** Distinct people, each of whom may decide, and enough of them; sorted. */
export function checkPeople(
  decisions: readonly Verified<typeof DECISION>[],
  takes: Scrutiny,
  quorum = takes.approvals,
): string[] {
  const people = new Set<string>();
  for (const { holder } of decisions) {
    takes.admit(holder.owner);
    people.add(holder.owner);
  }
  if (people.size < quorum) throw new Refused('quorum_not_met', `${people.size} of ${quorum} people`);
  return [...people].sort();
}
