/** Rosters (protocol, section 7) and policy bundles. */

import * as s from '../shapes.ts';
import * as c from './common.ts';

/** A policy bundle. */
export const policy = s.obj({
  ...c.head,
  version: s.integer(1, c.COUNT),
  files: s.listOf(s.obj({ name: s.text, text: s.text })),
});

const plainKey = s.obj({ jwk: c.jwk, not_before: s.time, not_after: s.time });
const personKey = s.obj({
  jwk: c.jwk,
  not_before: s.time,
  not_after: s.time,
  tier: s.oneOf('software', 'presence', 'hardware'),
  use: s.setOf(s.oneOf('decide', 'session')),
});
const person = s.obj({
  id: s.name,
  name: s.text,
  email: s.text,
  groups: s.listOf(s.name),
  max_risk: c.risk,
  rights: s.listOf(s.oneOf('halt', 'contracts', 'policy', 'assign', 'extend', 'reveal', 'audit')),
  keys: s.listOf(personKey),
});
const source = s.obj(
  { id: s.name, owners: s.listOf(s.name), queues: s.listOf(s.name), max_risk: c.risk },
  { keys: s.listOf(plainKey), vouched: s.yes },
);
const queue = s.obj(
  {
    id: s.name,
    groups: s.listOf(s.name),
    reasons: s.listOf(s.obj({ code: s.text, label: s.text })),
    default_reason: s.text,
  },
  { requires: c.wish },
);
const rosterForm = s.obj(
  {
    ...c.head,
    iss: s.oneOf('root'),
    version: s.integer(1),
    expires_at: s.time,
    threshold: s.integer(1, 32),
    roots: s.listOf(c.jwk, 1, 32),
    allow: s.obj({ max_risk: c.risk, tools: s.listOf(s.name) }),
    people: s.listOf(person),
    sources: s.listOf(source),
    gateways: s.listOf(s.obj({ id: s.name, keys: s.listOf(plainKey) })),
    queues: s.listOf(queue),
    revoked: s.listOf(s.obj({ kid: s.digest, at: s.time })),
  },
  { prev_sha256: s.digest },
);

/** Who may do what. */
export const roster = c.also(rosterForm, (payload) => {
  if ((payload.prev_sha256 !== undefined) === (payload.version === 1)) {
    throw s.bad("'prev_sha256' stands in every roster but the first");
  }
  for (const each of payload.sources) {
    if ((each.keys !== undefined) === (each.vouched !== undefined)) {
      throw s.bad(`the source ${each.id} has either keys or 'vouched'`);
    }
  }
  for (const member of ['people', 'sources', 'gateways', 'queues'] as const) {
    once(member, payload[member].map((each) => each.id));
  }
  once('roots', payload.roots.map((each) => each.x));
  if (payload.threshold > payload.roots.length) throw s.bad('the threshold is above the number of roots');
  c.checkLife(payload, c.MAX_LIFE);
});

function once(member: string, ids: readonly string[]): void {
  if (new Set(ids).size !== ids.length) throw s.bad(`one of ${member} stands twice`);
}

/** A public key as a JWK. */
export type Jwk = s.Shaped<typeof c.jwk>;
/** A person of the roster. */
export type Person = s.Shaped<typeof person>;
/** A source of the roster. */
export type RosterSource = s.Shaped<typeof source>;
/** A queue of the roster. */
export type Queue = s.Shaped<typeof queue>;
/** The payload of a roster. */
export type RosterPayload = s.Shaped<typeof roster>;
