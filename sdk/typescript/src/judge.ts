/** Steps 8 to 10 over what was proven, and the ending as its own type. */

import { Refused } from './codes.ts';
import type { Contract } from './payloads/actions.ts';
import type { Proof } from './proof.ts';
import { candidateRisk, checkPeople, Scrutiny } from './quorum.ts';
import type { Resolution } from './results.ts';
import { type Roster, riskLevel } from './roster.ts';
import type { Standing } from './standing.ts';
import { DECISION, NOTE, VERDICT } from './statement.ts';

/** The ending that `proof` comes to; `checkHalts` is step 10, asked last and only where something runs. */
export function judge(proof: Proof, source: string, standing: Standing, checkHalts: () => void): Resolution {
  const { status, closing } = proof;
  const esc = proof.proposal.payload.jti;
  switch (status) {
    case 'expired':
      return { word: 'expired', esc };
    case 'withdrawn':
      return { word: 'withdrawn', esc, reason: (closing?.typ === NOTE && closing.payload.body.reason) || '' };
    case 'denied': {
      const said = closing?.typ === VERDICT ? closing.payload.reasons : [];
      return { word: 'denied', esc, reasons: said.map((each) => each.text) };
    }
    case 'rejected':
    case 'responded':
      return decidedAgainst(proof, peopleOf(proof, source, standing, 1));
    case 'allowed':
      checkAllow(proof.contract, standing.inForce());
      checkHalts();
      return ending(proof, []);
    default: {
      const people = peopleOf(proof, source, standing);
      checkHalts();
      return ending(proof, people);
    }
  }
}

/** Step 8: distinct people, none an owner, with the groups, the risk and the number that are required. */
function peopleOf(proof: Proof, source: string, standing: Standing, quorum?: number): string[] {
  const { payload } = proof.proposal;
  const risk = candidateRisk(payload, standing.contracts, proof.verdicts);
  const takes = new Scrutiny(payload, source, standing.inForce(), proof.verdicts, risk);
  return checkPeople(proof.decisions, takes, quorum);
}

function decidedAgainst({ proposal, decisions }: Proof, people: string[]): Resolution {
  const esc = proposal.payload.jti;
  const { reason, answer } = decisions[0]?.payload ?? {};
  if (reason) return { word: 'rejected', esc, people, reason: reason.code, message: reason.message ?? '' };
  return { word: 'responded', esc, people, answer: answer ?? '' };
}

/** What runs is read from inside the statement that was approved. */
function ending({ status, proposal, candidate }: Proof, people: string[]): Resolution {
  const { action, jti: esc } = proposal.payload;
  if (!action) throw new Refused('closed_without_approval', 'a question has no action to approve');
  const proven = { esc, candidate_sha256: candidate.sha256, proposal_sha256: proposal.sha256, people };
  if (candidate.typ === DECISION) {
    const changed = candidate.payload.arguments;
    if (!changed) throw new Refused('candidate_mismatch', 'the candidate is no edit');
    return { word: 'edited', ...proven, action: { tool: action.tool, arguments: changed }, proposed: action.arguments };
  }
  return { word: status === 'allowed' ? 'allowed' : 'approved', ...proven, action };
}

/** Step 9: what no person saw stays within the roster's bound. */
function checkAllow(contract: Contract | null, { allow }: Roster): void {
  if (!contract) throw new Refused('allow_not_permitted', 'an inline contract is never allowed');
  if (riskLevel(contract.risk) > riskLevel(allow.max_risk)) {
    throw new Refused('allow_not_permitted', `risk ${contract.risk} is above ${allow.max_risk}`);
  }
  if (!allow.tools.includes(contract.tool)) {
    throw new Refused('allow_not_permitted', `${contract.tool} is not in the roster's list`);
  }
}
