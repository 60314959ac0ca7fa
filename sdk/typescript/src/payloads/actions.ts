/** Proposals and contracts (protocol, section 3). */

import * as s from '../shapes.ts';
import * as c from './common.ts';

const field = s.obj(
  {
    pointer: s.text,
    label: s.text,
    format: s.oneOf('text', 'money', 'id', 'date', 'instant', 'email', 'url', 'code', 'secret'),
  },
  { currency: s.text, unit: s.oneOf('major', 'minor') },
);

/** Whether it can be undone; where it can not, what is said of anything else is that it is no object. */
const reversible = s.either(s.no, s.obj({}, { within: s.text, by: s.name }));

const termMembers = {
  tool: s.name,
  version: s.integer(1, c.COUNT),
  title: s.text,
  description: s.text,
  input_schema: s.anyObject,
  risk: c.risk,
  reversible,
  idempotent: s.flag,
  fields: s.listOf(field),
  redact: s.listOf(s.text),
};
const maybeConfirm = { confirm: s.text };
const terms = s.obj(termMembers, maybeConfirm);

const proposalForm = s.obj(
  {
    ...c.head,
    jti: s.uuid7,
    nonce: s.nonce,
    expires_at: s.time,
    queue: s.name,
    kind: s.oneOf('action', 'question'),
    allowed: s.listOf(s.oneOf(...c.VERBS), 1),
    contract: s.either(s.digest, s.obj({ inline: terms })),
    deliver: s.obj({ kind: s.oneOf('poll', 'webhook', 'langgraph', 'temporal', 'step_functions') }, { url: s.text }),
  },
  {
    action: c.action,
    question: s.obj({ text: s.text }, { answer_schema: s.anyObject }),
    confidence: s.obj(
      { value: s.share, method: s.oneOf('self_consistency', 'logprob', 'verbalized', 'classifier') },
      { samples: s.obj({ agreeing: s.integer(0, c.COUNT), of: s.integer(1, c.COUNT) }) },
    ),
    reasons: s.listOf(c.said),
    narration: s.text,
    context: s.anyObject,
    run: s.anyObject,
    requires: c.wish,
    supersedes: s.uuid7,
  },
);

/** This action is proposed. */
export const proposal = c.also(proposalForm, (payload) => {
  const isAction = payload.kind === 'action';
  if ((payload.action !== undefined) !== isAction || (payload.question !== undefined) === isAction) {
    throw s.bad(`a proposal of kind ${payload.kind} has that one and not the other`);
  }
  const samples = payload.confidence?.samples;
  if (samples && samples.agreeing > samples.of) throw s.bad('more samples agree than there are');
  c.checkLife(payload, c.MAX_LIFE);
});

/** The versioned description of one tool. */
export const contract = s.obj({ ...c.head, ...termMembers }, maybeConfirm);

/** What a contract says, reviewed or brought along. */
export type Terms = s.Shaped<typeof terms>;
/** The payload of a proposal. */
export type Proposal = s.Shaped<typeof proposal>;
/** The payload of a contract. */
export type Contract = s.Shaped<typeof contract>;
