/** The form of every payload (protocol, sections 3, 4 and 7): what may stand in it, and what must. */

import type { Tree } from '../json.ts';
import type { Shape, Shaped } from '../shapes.ts';
import * as actions from './actions.ts';
import * as decisions from './decisions.ts';
import * as rosters from './rosters.ts';

const KB = 1024;
const SHAPES = {
  'fermata-proposal+jws': actions.proposal,
  'fermata-verdict+jws': decisions.verdict,
  'fermata-decision+jws': decisions.decision,
  'fermata-note+jws': decisions.note,
  'fermata-outcome+jws': decisions.outcome,
  'fermata-receipt+jws': decisions.receipt,
  'fermata-roster+jws': rosters.roster,
  'fermata-contract+jws': actions.contract,
  'fermata-policy+jws': rosters.policy,
  'fermata-halt+jws': decisions.halt,
  'fermata-session+jws': decisions.session,
} as const;

/** The kinds of statements. */
export type Typ = keyof typeof SHAPES;
/** What stands in each kind of statement. */
export type Payloads = { [T in Typ]: Shaped<(typeof SHAPES)[T]> };

const LARGE: ReadonlySet<Typ> = new Set([
  'fermata-proposal+jws',
  'fermata-roster+jws',
  'fermata-contract+jws',
  'fermata-policy+jws',
]);

/** The longest compact string of any kind. */
export const LARGEST = 640 * KB;

/** Whether this word names a kind of statement. */
export function isTyp(word: string): word is Typ {
  return Object.hasOwn(SHAPES, word);
}

/** The longest compact string of this kind. */
export function sizeCap(typ: Typ): number {
  if (LARGE.has(typ)) return LARGEST;
  return (typ === 'fermata-decision+jws' ? 64 : 32) * KB;
}

/** `unknown_member` or `bad_member` unless this is a payload of this kind. */
export function checkShape(typ: Typ, payload: Tree): void {
  const shape: Shape<unknown> = SHAPES[typ];
  shape(payload);
}
