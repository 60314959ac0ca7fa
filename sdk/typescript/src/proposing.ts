/** What was proposed, and what a gateway makes of it: exactly that, signed for this source. */

import { Refused } from './codes.ts';
import { takeApart } from './compact.ts';
import type { Instant } from './encoding.ts';
import type { Json, JsonObject } from './json.ts';
import type { Roster } from './roster.ts';
import { PROPOSAL, type Verified, verify } from './statement.ts';
import { parseObject } from './strictJson.ts';
import type { Me } from './verify.ts';
import type { Voice } from './voice.ts';

/** The action or question in a draft, or in a proposal signed here. */
export function askedIn(sent: Buffer): Json {
  const payload = parseObject(sent[0] === 0x7b ? sent : takeApart(sent.toString('utf8')).payload);
  return [payload['action'] ?? null, payload['question'] ?? null];
}

/** The statement in a gateway's answer, or `Refused`: it is signed, over what was sent, and this source's. */
export function checkReturned(
  answer: JsonObject,
  sent: Buffer,
  voice: Voice,
  me: Me,
  roster: Roster,
  now: Instant,
): Verified<typeof PROPOSAL> {
  const compact = String(answer['proposal']);
  const proposal = verify(compact, PROPOSAL, roster, now);
  voice.checkProposal(sent, compact);
  const { iss, ws, jti } = proposal.payload;
  if (iss !== me.source || ws !== me.workspace || jti !== answer['esc']) {
    throw new Refused('proposal_mismatch', 'the gateway signed for another source, workspace or id');
  }
  return proposal;
}
