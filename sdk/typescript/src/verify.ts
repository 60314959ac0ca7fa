/**
 * What a source checks before it acts: protocol section 8, steps 1 to 10, in that order.
 *
 * Step 11 is the registry's transaction, which calls `checkHalts` again. Nothing here does I/O or reads a clock.
 */

import { Refused } from './codes.ts';
import { takeApart } from './compact.ts';
import { type Instant, readTime } from './encoding.ts';
import { valueOf } from './json.ts';
import { judge } from './judge.ts';
import type { Proposal } from './payloads/actions.ts';
import { STATUSES } from './payloads/common.ts';
import { isApproving, type Provable, prove, type Statements } from './proof.ts';
import type { Resolution } from './results.ts';
import { listOf, obj, oneOf, type Shaped, text, uuid7 } from './shapes.ts';
import type { Standing } from './standing.ts';
import * as st from './statement.ts';
import { parse } from './strictJson.ts';

/** A standing list is fresh for less than so many milliseconds. */
export const FRESH = 60_000;
/** So far in the future may lie what a statement says of its own time. */
export const AHEAD = 120_000;

const resolution = obj({ esc: uuid7, status: oneOf(...STATUSES), statements: listOf(text, 1, 128), receipt: text });
type Outer = Shaped<typeof resolution>;

/** What my own table says about an escalation. */
export interface Pending {
  readonly esc: string;
  readonly proposal: string;
  readonly proposalSha256: string;
  readonly state: string;
}

/** Who checks. */
export interface Me {
  readonly source: string;
  readonly workspace: string;
}

/** Everything that a source knows when it judges a resolution. */
export interface Knowledge {
  readonly me: Me;
  readonly pending: (esc: string) => Pending | null;
  readonly standing: Standing;
  /** When the standing list was last answered; null if it never was. */
  readonly answeredAt: Instant | null;
  readonly now: Instant;
}

/** The proven ending, or `Refused` with the one code of the first step that fails. */
export function verifyResolution(body: Uint8Array, knows: Knowledge): Resolution {
  const tree = parse(body);
  resolution(tree);
  const outer = valueOf(tree) as unknown as Outer;
  const { standing, answeredAt, now } = knows;
  const statements = readStatements(outer, standing, now);
  checkReceiptsWords(outer, statements);
  checkProposal(statements, checkAddress(statements, outer.esc, knows));
  checkRoster(standing, answeredAt, now);
  checkVersions(statements, standing);
  checkTime(statements, outer, now);
  const proof = prove(statements, outer.status, standing.contracts);
  return judge(proof, knows.me.source, standing, () =>
    checkHalts(standing, knows.me.source, proof.proposal.payload, answeredAt, now),
  );
}

/** Steps 1 and 2: first every form, key and signature, then every payload. */
function readStatements(outer: Outer, standing: Standing, now: Instant): Statements {
  const roster = standing.inForce();
  const checked = outer.statements.map((compact, place) => {
    const { typ } = takeApart(compact);
    if (!isProvable(typ) || (place === 0) !== (typ === st.PROPOSAL)) {
      throw new Refused('wrong_typ', `${typ} at place ${place} of a resolution`);
    }
    return st.check<Provable>(compact, typ, roster, now);
  });
  const over = st.check(outer.receipt, st.RECEIPT, roster, now);
  const [proposal, ...others] = checked.map((each) => st.read<Provable>(each, roster));
  const receipt = st.read(over, roster);
  if (proposal?.typ !== st.PROPOSAL) throw new Refused('wrong_typ', 'the first statement is not the proposal');
  return { proposal, others, receipt };
}

function isProvable(typ: string): typ is Provable {
  return ([st.PROPOSAL, st.VERDICT, st.DECISION, st.RECEIPT, st.NOTE] as string[]).includes(typ);
}

function all({ proposal, others, receipt }: Statements): st.Verified<Provable>[] {
  return [proposal, ...others, receipt];
}

/** The outer words only address: what counts is what the receipt says. */
function checkReceiptsWords(outer: Outer, { receipt }: Statements): void {
  const { esc, status = outer.status } = receipt.payload;
  if (esc !== outer.esc || status !== outer.status) {
    throw new Refused('bad_member', 'esc and status must be those of the receipt');
  }
}

/** Step 3: audience and workspace are mine, and the escalation waits in my table. */
function checkAddress(statements: Statements, esc: string, { me, pending }: Knowledge): Pending {
  for (const each of all(statements)) {
    const audience = each.typ === st.DECISION ? each.payload.aud : each.typ === st.PROPOSAL ? each.payload.iss : null;
    if (audience !== null && audience !== me.source) {
      throw new Refused('wrong_audience', `addressed to ${audience}, I am ${me.source}`);
    }
    if (each.payload.ws !== me.workspace) throw new Refused('wrong_workspace', each.payload.ws);
    if ((each.typ === st.PROPOSAL ? each.payload.jti : each.payload.esc) !== esc) {
      throw new Refused('not_pending', 'a statement about another escalation');
    }
  }
  const row = pending(esc);
  if (!row || row.state === 'proposing') throw new Refused('not_pending', esc);
  if (row.state !== 'pending') throw new Refused('already_consumed', `${esc} is ${row.state}`);
  return row;
}

/** Step 4: it is about my stored proposal. */
function checkProposal(statements: Statements, row: Pending): void {
  const { proposal } = statements;
  if (proposal.sha256 !== row.proposalSha256) {
    throw new Refused('proposal_mismatch', 'not the proposal that is stored here');
  }
  for (const each of all(statements)) {
    if ('proposal_sha256' in each.payload && each.payload.proposal_sha256 !== row.proposalSha256) {
      throw new Refused('proposal_mismatch', `a ${each.typ} names another proposal`);
    }
    if (each.typ === st.DECISION && each.payload.expires_at !== proposal.payload.expires_at) {
      throw new Refused('proposal_mismatch', 'a decision with another expires_at');
    }
  }
}

/** An answer of the future is of a clock that was set back since: how old it is nobody knows. */
function isStale(answeredAt: Instant | null, now: Instant): boolean {
  return answeredAt === null || now < answeredAt || now - answeredAt >= FRESH;
}

/** Step 5: a standing list of the last minute, and a roster that has not expired. */
export function checkRoster(standing: Standing, answeredAt: Instant | null, now: Instant): void {
  if (isStale(answeredAt, now)) {
    throw new Refused('roster_stale', 'the standing list was not answered within the last 60 s');
  }
  const roster = standing.inForce();
  if (now > roster.expiresAt) throw new Refused('roster_expired', `version ${roster.version}`);
}

function checkVersions(statements: Statements, standing: Standing): void {
  for (const each of statements.others) {
    if (each.typ === st.DECISION && each.payload.roster_version > standing.inForce().version) {
      throw new Refused('roster_stale', `a decision names roster version ${each.payload.roster_version}`);
    }
  }
}

/** Step 6: a yes has its time, and nothing is of the future. */
function checkTime(statements: Statements, { status }: Outer, now: Instant): void {
  const { expires_at } = statements.proposal.payload;
  if (isApproving(status) && now > readTime(expires_at)) {
    throw new Refused('expired', `its time was over at ${expires_at}`);
  }
  for (const { typ, payload } of all(statements)) {
    if (readTime(payload.issued_at) > now + AHEAD) {
      throw new Refused('from_the_future', `a ${typ} was issued at ${payload.issued_at}`);
    }
  }
}

/** Step 10, and once more inside step 11: no halt is in force, by a list of the last minute. */
export function checkHalts(
  standing: Standing,
  source: string,
  proposal: Proposal,
  answeredAt: Instant | null,
  now: Instant,
): void {
  if (isStale(answeredAt, now)) {
    throw new Refused('halt_unknown', 'the standing list was not answered within the last 60 s');
  }
  const halt = standing.halted(source, proposal);
  if (halt) throw new Refused('halted', `${halt.payload.reason} (lift ${halt.payload.jti})`);
}
