/**
 * Step 7: the statements of a resolution prove its status, and name one candidate.
 *
 * A resolution holds exactly what counts. Anything that contradicts the status, or is missing for it, refuses the
 * whole: there is no partial reading.
 */

import { Refused } from './codes.ts';
import { checkAnswer, contractOf, inputSchema } from './contracts.ts';
import type { Contract } from './payloads/actions.ts';
import type { Status } from './payloads/common.ts';
import { checkValue } from './schemas.ts';
import type { Contracts } from './standing.ts';
import { DECISION, NOTE, PROPOSAL, RECEIPT, VERDICT, type Verified } from './statement.ts';

/** The kinds that may stand in a resolution. */
export type Provable = typeof PROPOSAL | typeof VERDICT | typeof DECISION | typeof NOTE | typeof RECEIPT;
type Proposed = Verified<typeof PROPOSAL>;
type Verdict = Verified<typeof VERDICT>;
type Decision = Verified<typeof DECISION>;
type Closing = Verified<typeof NOTE | typeof RECEIPT>;

/** A resolution's statements, apart: the proposal stands first, and the receipt over all of them beside them. */
export interface Statements {
  readonly proposal: Proposed;
  readonly others: readonly Verified<Provable>[];
  readonly receipt: Verified<typeof RECEIPT>;
}

/** What counts: the candidate, the decisions that stand on it, and the verdicts they name. */
export interface Proof {
  readonly status: Status;
  readonly proposal: Proposed;
  readonly candidate: Proposed | Decision;
  readonly decisions: readonly Decision[];
  readonly verdicts: readonly Verdict[];
  readonly contract: Contract | null;
  /** What closed it, where nobody decided: a note, a receipt or the verdict. */
  readonly closing: Closing | Verdict | null;
}

interface Given {
  readonly status: Status;
  readonly proposal: Proposed;
  readonly decisions: readonly Decision[];
  readonly verdicts: readonly Verdict[];
  /** The proposal's verdict. */
  readonly first: Verdict;
}

/** Whether something runs after this status. */
export function isApproving(status: Status): boolean {
  return status === 'approved' || status === 'edited' || status === 'allowed';
}

/** What the statements prove, or `Refused`. */
export function prove({ proposal, others, receipt }: Statements, status: Status, contracts: Contracts): Proof {
  checkReceipt(receipt, [proposal, ...others]);
  const decisions = others.filter((each) => each.typ === DECISION);
  const verdicts = others.filter((each) => each.typ === VERDICT);
  const closing = others.filter((each) => each.typ === NOTE || each.typ === RECEIPT);
  checkKinds(status, decisions, closing);
  const given = { status, proposal, decisions, verdicts, first: verdictOfTheProposal(proposal, verdicts) };
  if (isApproving(status)) return proveApproval(given, contracts);
  if (status === 'rejected') return provePerson(given, 'reject');
  if (status === 'responded') return provePerson(given, 'respond');
  return proveClosing(given, closing[0] ?? given.first);
}

function mismatch(detail: string): Refused {
  return new Refused('candidate_mismatch', detail);
}

function checkReceipt(receipt: Verified<typeof RECEIPT>, statements: readonly Verified<Provable>[]): void {
  if (receipt.payload.says !== 'resolved') throw mismatch('the receipt does not say resolved');
  const given = new Set(statements.map((each) => each.sha256));
  const named = new Set(receipt.payload.statements);
  if (named.size !== given.size || [...named].some((each) => !given.has(each))) {
    throw mismatch('the receipt is over other statements');
  }
  if (given.size !== statements.length) throw mismatch('a statement stands twice');
}

/** No statement in it is of a kind that contradicts the status. */
function checkKinds(status: Status, decisions: readonly Decision[], closing: readonly Closing[]): void {
  const expected = status === 'expired' ? RECEIPT : status === 'withdrawn' ? NOTE : '';
  if (closing.map((each) => each.typ).join() !== expected) {
    throw mismatch(`notes or receipts that do not belong to ${status}`);
  }
  if (decisions.length > 0 && !isApproving(status) && status !== 'rejected' && status !== 'responded') {
    throw mismatch(`decisions that do not belong to ${status}`);
  }
}

/** One verdict over each candidate, and the proposal's among them. */
function verdictOfTheProposal(proposal: Proposed, verdicts: readonly Verdict[]): Verdict {
  const over = new Map(verdicts.map((each) => [each.payload.candidate_sha256, each]));
  if (over.size !== verdicts.length) throw mismatch('two verdicts over one candidate');
  const own = over.get(proposal.sha256);
  if (!own) throw mismatch('the verdict over the proposal is missing');
  return own;
}

/** People were asked: that is what the proposal's verdict says. */
function checkEscalated(first: Verdict): void {
  const word = first.payload.verdict;
  if (word !== 'escalate') throw mismatch(`policy says ${word} of the proposal, and nobody was asked`);
}

function proveApproval(given: Given, contracts: Contracts): Proof {
  const { status, proposal, decisions, verdicts } = given;
  if (decisions.some((each) => ['reject', 'respond'].includes(each.payload.decision))) {
    throw new Refused('closed_without_approval', 'a reject or a response stands in it');
  }
  if (verdicts.some((each) => each.payload.verdict === 'deny')) {
    throw new Refused('closed_without_approval', 'policy denied it');
  }
  const candidate = candidateOf(given);
  const counted = namedVerdicts(given, candidate);
  checkVerbs(given);
  if (!proposal.payload.action) throw new Refused('closed_without_approval', 'a question has no action to approve');
  const contract = contractOf(proposal.payload, contracts);
  const named = contract ? proposal.payload.contract : undefined;
  if (counted.some((each) => each.payload.contract_sha256 !== named)) {
    throw new Refused('tool_changed', 'a verdict is over another contract');
  }
  if (status === 'edited' && candidate.typ === DECISION) {
    checkValue(inputSchema(proposal.payload, contract), candidate.payload.arguments);
  }
  return { status, proposal, candidate, decisions, verdicts: counted, contract, closing: null };
}

function candidateOf({ status, proposal, decisions }: Given): Proposed | Decision {
  const [edit, ...more] = decisions.filter((each) => each.payload.decision === 'edit');
  if (status === 'edited') {
    if (!edit || more.length > 0) throw mismatch('not exactly one edit stands in it');
    return edit;
  }
  if (edit || (status === 'allowed' && decisions.length > 0)) {
    throw mismatch(`decisions that do not belong to ${status}`);
  }
  return proposal;
}

function namedVerdicts(given: Given, candidate: Proposed | Decision): Verdict[] {
  const { status, proposal, decisions, verdicts, first } = given;
  const own = verdicts.find((each) => each.payload.candidate_sha256 === candidate.sha256);
  if (!own) throw mismatch('no verdict over the candidate');
  if (status !== 'allowed') checkEscalated(first);
  else if (own.payload.verdict !== 'allow') {
    throw new Refused('quorum_not_met', `policy says ${own.payload.verdict}, and nobody approved`);
  }
  const counted = new Set([own]);
  for (const decision of decisions) {
    const named = verdicts.find((each) => each.sha256 === decision.payload.verdict_sha256);
    if (!named) throw mismatch('a decision names a verdict that is not there');
    counted.add(named);
    const approves = named === own && decision.payload.candidate_sha256 === candidate.sha256;
    if (decision !== candidate && !approves) throw mismatch('an approval names another candidate or verdict');
  }
  if (verdicts.some((each) => !counted.has(each) && each.payload.candidate_sha256 !== proposal.sha256)) {
    throw mismatch('a verdict that no decision names');
  }
  return [...counted];
}

function checkVerbs({ proposal, decisions }: Given): void {
  for (const { payload } of decisions) {
    if (!proposal.payload.allowed.includes(payload.decision)) {
      throw new Refused('not_allowed', `${payload.decision} is not offered`);
    }
  }
}

function provePerson(given: Given, verb: 'reject' | 'respond'): Proof {
  const { status, proposal, decisions, verdicts, first } = given;
  const own = decisions.find((each) => each.payload.decision === verb);
  if (!own) throw new Refused('quorum_not_met', `${status} without such a decision`);
  if (decisions.length !== 1) throw mismatch(`other decisions than the one that makes it ${status}`);
  checkEscalated(first);
  checkVerbs(given);
  if (own.payload.answer !== undefined) checkAnswer(proposal.payload, own.payload.answer);
  return { status, proposal, candidate: proposal, decisions, verdicts, contract: null, closing: null };
}

function proveClosing({ status, proposal, verdicts, first }: Given, closing: Closing | Verdict): Proof {
  if (status !== proves(closing, proposal)) throw mismatch(`nothing in it proves ${status}`);
  if (status !== 'denied') checkEscalated(first);
  return { status, proposal, candidate: proposal, decisions: [], verdicts, contract: null, closing };
}

function proves(closing: Closing | Verdict, proposal: Proposed): Status | null {
  if (closing.typ === RECEIPT) return closing.payload.says === 'expired' ? 'expired' : null;
  if (closing.typ === VERDICT) return closing.payload.verdict === 'deny' ? 'denied' : null;
  return closing.payload.type === 'withdrawn' && closing.payload.iss === proposal.payload.iss ? 'withdrawn' : null;
}
