/** The downgrade lock: where signatures were asked for once, what comes without them is an attack or a mistake. */

import { unb64url } from './encoding.ts';
import type { Json } from './json.ts';
import { Downgrade } from './registryErrors.ts';
import { parseValue } from './strictJson.ts';

/** `Downgrade` if this says how an escalation ended, and nobody signed it. Anything else is judged elsewhere. */
export function checkSigned(body: Uint8Array): void {
  const told = attempt(() => parseValue(body));
  if (told === null || typeof told !== 'object' || Array.isArray(told) || typeof told['status'] !== 'string') return;
  const { statements, receipt } = told;
  const signed = Array.isArray(statements) && statements.length > 0 && [...statements, receipt ?? null].every(isSigned);
  if (signed) return;
  throw new Downgrade(
    `the gateway says ${told['status']} and nobody signed it: nothing runs; check which gateway answers at this address`,
  );
}

function isSigned(statement: Json): boolean {
  if (typeof statement !== 'string') return false;
  const [header = '', , signature = ''] = statement.split('.');
  const read = attempt(() => parseValue(unb64url(header)));
  const names = read !== null && typeof read === 'object' && !Array.isArray(read) ? read['alg'] : undefined;
  return signature !== '' && names !== 'none';
}

function attempt(read: () => Json): Json {
  try {
    return read();
  } catch {
    return null;
  }
}
