/** The contract a source holds, and what people may answer to a question. */

import { Refused } from './codes.ts';
import type { JsonObject } from './json.ts';
import type { Contract, Proposal } from './payloads/actions.ts';
import { parseValue } from './strictJson.ts';
import { checkValue } from './terms.ts';

/** The reviewed contract that the proposal names, or null for an inline one; `tool_changed` if it does not fit. */
export function contractOf(proposal: Proposal, held: ReadonlyMap<string, Contract>): Contract | null {
  const named = proposal.contract;
  const reviewed = typeof named === 'string' ? held.get(named) : null;
  const terms = typeof named === 'string' ? reviewed : named.inline;
  if (!terms) throw new Refused('tool_changed', `the contract ${String(named)} is not in the standing list`);
  if (terms.tool !== proposal.action?.tool) throw new Refused('tool_changed', `the contract is for ${terms.tool}`);
  return reviewed ?? null;
}

/** What the arguments must satisfy, by the reviewed contract or by the one that the proposal brings along. */
export function inputSchema(proposal: Proposal, reviewed: Contract | null): JsonObject {
  if (reviewed) return reviewed.input_schema;
  if (typeof proposal.contract === 'string') throw new Refused('tool_changed', 'the contract is not held');
  return proposal.contract.inline.input_schema;
}

/** Any text answers, or JSON as text that fits where the question has a schema: else `schema_violation`. */
export function checkAnswer(proposal: Proposal, answer: string): void {
  const schema = proposal.question?.answer_schema;
  if (schema === undefined) return;
  let value: unknown;
  try {
    value = parseValue(Buffer.from(answer, 'utf8'));
  } catch (wrong) {
    throw new Refused('schema_violation', `the answer is no JSON: ${String(wrong)}`);
  }
  checkValue(schema, value);
}
