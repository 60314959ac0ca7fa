/** Proposing: once per key, and what a gateway makes of it is exactly that, signed for this source. */

import { Refused } from './codes.ts';
import { takeApart } from './compact.ts';
import type { Parts } from './decided.ts';
import { type Gateway, GatewayError } from './gateway.ts';
import { type Json, type JsonObject, same, write } from './json.ts';
import type { Row } from './registry.ts';
import { PROPOSAL, type Verified, verify } from './statement.ts';
import { parseObject } from './strictJson.ts';
import type { Voice } from './voice.ts';

/** The idempotency key was used for another action. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** It was taken by the gateway; `status` is the gateway's word, and nothing to act on. */
export interface Proposed {
  readonly esc: string;
  readonly status: string;
}

/** The key of a proposal that the gateway did not take, and why. */
export type NotProposed = [string, GatewayError | Refused];

/** Proposes for one source. */
export class Proposing {
  readonly #with: Parts;
  readonly #voice: Voice;
  readonly #gateway: Gateway;

  constructor(parts: Parts, voice: Voice, gateway: Gateway) {
    this.#with = parts;
    this.#voice = voice;
    this.#gateway = gateway;
  }

  /** Proposes once per key, however often this is called and wherever the process ended in between. */
  async propose(draft: Record<string, unknown>, idempotencyKey: string): Promise<Proposed> {
    const sent = write(draft);
    const row = this.#with.registry.begin(idempotencyKey, this.#voice.proposal(sent));
    const key = JSON.stringify(idempotencyKey);
    if (row.state === 'fenced') {
      throw new Conflict(`${key} was in flight when this registry was saved; use a new key`);
    }
    if (!same(askedIn(row.draft), askedIn(sent))) {
      throw new Conflict(`${key} was used for another action; use a new key for a new action`);
    }
    return row.esc === null ? this.#send(row) : { esc: row.esc, status: row.state };
  }

  /** Sends what is stored, and stores what came of it. */
  async #send({ idempotencyKey, draft }: Row): Promise<Proposed> {
    const answer = await this.#gateway.post('/v1/proposals', this.#voice.contentType, draft, idempotencyKey);
    await this.#with.reader.refresh();
    const proposal = this.#checked(answer, draft);
    const esc = proposal.payload.jti;
    this.#with.registry.proposed(idempotencyKey, esc, proposal.compact, proposal.sha256);
    return { esc, status: String(answer['status']) };
  }

  /** The statement in a gateway's answer, or `Refused`: it is signed, over what was sent, and this source's. */
  #checked(answer: JsonObject, sent: Buffer): Verified<typeof PROPOSAL> {
    const { me, reader, now } = this.#with;
    const compact = String(answer['proposal']);
    const proposal = verify(compact, PROPOSAL, reader.standing.inForce(), now());
    this.#voice.checkProposal(sent, compact);
    const { iss, ws, jti } = proposal.payload;
    if (iss !== me.source || ws !== me.workspace || jti !== answer['esc']) {
      throw new Refused('proposal_mismatch', 'the gateway signed for another source, workspace or id');
    }
    return proposal;
  }

  /** Sends again what was sent without an answer; tells what the gateway does not take. */
  async again(): Promise<NotProposed[]> {
    const notProposed: NotProposed[] = [];
    for (const row of this.#with.registry.proposing()) {
      try {
        await this.#send(row);
      } catch (wrong) {
        const told = wrong instanceof Refused || (wrong instanceof GatewayError && wrong.final);
        if (!told) throw wrong;
        notProposed.push([row.idempotencyKey, wrong]);
      }
    }
    return notProposed;
  }
}

/** The action or question in a draft, or in a proposal signed here. */
function askedIn(sent: Buffer): Json {
  const payload = parseObject(sent[0] === 0x7b ? sent : takeApart(sent.toString('utf8')).payload);
  return [payload['action'] ?? null, payload['question'] ?? null];
}
