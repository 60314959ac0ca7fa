/** Decisions, verdicts, notes, halts, outcomes, receipts and sessions (protocol, section 4). */

import * as s from '../shapes.ts';
import * as c from './common.ts';

const FIVE_MINUTES = 5 * 60 * 1000;

const decisionForm = s.obj(
  {
    ...c.about,
    aud: s.name,
    expires_at: s.time,
    proposal_sha256: s.digest,
    decision: s.oneOf(...c.VERBS),
    view: s.obj({
      v: s.integer(1, c.COUNT),
      sha256: s.digest,
      uninspectable: s.listOf(s.text),
      opened: s.listOf(s.text),
      dwell_ms: s.integer(),
    }),
    verdict_sha256: s.digest,
    roster_version: s.integer(1),
    saw: s.obj({ n: s.integer(), head: c.headOfChain }),
    seq: s.integer(1),
  },
  {
    candidate_sha256: s.digest,
    arguments: s.anyObject,
    reason: s.obj({ code: s.text }, { message: s.text }),
    answer: s.text,
    prev: s.digest,
  },
);
const OF_VERB = { approve: 'candidate_sha256', edit: 'arguments', reject: 'reason', respond: 'answer' } as const;

/** A reviewer's decision. */
export const decision = c.also(decisionForm, (payload) => {
  for (const verb of c.VERBS) {
    const member = OF_VERB[verb];
    if ((payload[member] !== undefined) !== (payload.decision === verb)) {
      throw s.bad(`'${member}' stands in exactly the decisions that ${verb}`);
    }
  }
  if ((payload.prev !== undefined) === (payload.seq === 1)) {
    throw s.bad("'prev' stands in every decision of a key but its first");
  }
});

/** What policy says about a proposal or an edit, and what it requires. */
export const verdict = s.obj(
  {
    ...c.about,
    proposal_sha256: s.digest,
    candidate_sha256: s.digest,
    verdict: s.oneOf('allow', 'escalate', 'deny'),
    reasons: s.listOf(c.said),
    risk: c.risk,
    policy_sha256: s.digest,
    requires: s.obj({
      approvals: s.integer(0, c.COUNT),
      groups: s.listOf(s.name),
      friction: c.friction,
      blind: s.flag,
    }),
    due: s.time,
  },
  { contract_sha256: s.digest },
);

const body = {
  lease_s: s.integer(1, 900),
  to: s.name,
  text: s.text,
  due: s.time,
  pointer: s.text,
  reason: s.text,
};
const OF_TYPE = {
  claimed: ['lease_s'],
  released: [],
  assigned: ['to'],
  asked: ['text', 'to'],
  commented: ['text'],
  extended: ['due'],
  revealed: ['pointer'],
  withdrawn: ['reason'],
} as const;
type NoteType = keyof typeof OF_TYPE;
const noteForm = s.obj({
  ...c.about,
  type: s.oneOf(...(Object.keys(OF_TYPE) as NoteType[])),
  body: s.obj({}, body),
});

/** What a reviewer or a source says beside the deciding. */
export const note = c.also(noteForm, (payload) => {
  if (Object.keys(payload.body).sort().join() !== OF_TYPE[payload.type].join()) {
    throw s.bad(`not the body of a note of type ${payload.type}`);
  }
});

const scope = c.also(
  s.obj({}, { all: s.yes, source: s.name, queue: s.name, agent: s.text, esc: s.uuid7 }),
  (value) => {
    if (Object.keys(value).length !== 1) throw s.bad('a scope has exactly one member');
  },
);
const haltForm = s.obj(
  { ...c.head, scope, says: s.oneOf('halt', 'lift'), reason: s.text },
  { lifts: s.entryId },
);

/** Stop, or go on. */
export const halt = c.also(haltForm, (payload) => {
  if ((payload.lifts !== undefined) !== (payload.says === 'lift')) {
    throw s.bad("'lifts' stands in exactly the statements that lift");
  }
});

/** What a source says it did. */
export const outcome = s.obj(
  { ...c.about, proposal_sha256: s.digest, status: s.oneOf(...c.OUTCOMES), attempt: s.integer(1, c.COUNT) },
  {
    candidate_sha256: s.digest,
    code: s.text,
    action: c.action,
    started_at: s.time,
    ended_at: s.time,
    external_id: s.text,
    error: s.text,
  },
);

const receiptForm = s.obj(
  {
    ...c.about,
    says: s.oneOf('recorded', 'attempted', 'expired', 'resolved'),
    statements: s.listOf(s.digest),
    n: s.integer(),
    head: c.headOfChain,
    at: s.time,
  },
  { status: s.oneOf(...c.STATUSES), detail: s.text },
);

/** What a gateway vouches for: it was recorded, attempted, is over, or resolved. */
export const receipt = c.also(receiptForm, (payload) => {
  if ((payload.status !== undefined) !== (payload.says === 'resolved')) {
    throw s.bad("'status' stands in exactly the receipts that say resolved");
  }
});

/** Who calls, for five minutes at most. */
export const session = c.also(s.obj({ ...c.head, expires_at: s.time }), (payload) => {
  c.checkLife(payload, FIVE_MINUTES);
});
