/** A source against a gateway over real HTTP: propose, wait, run, report; and what a gateway may not do. */

import { expect, test } from 'vitest';
import { sha256 } from '../src/encoding.ts';
import { Conflict, Downgrade, OutcomeUnknown, Unreachable } from '../src/index.ts';
import { write } from '../src/json.ts';
import { AT, decided, gateway, open, proposed, reopen, setClock } from './scene.ts';
import { uuid } from './signedWorld.ts';

test('an approved action runs once and its outcome is reported', async () => {
  const source = open();
  const esc = await proposed(source);
  gateway.approve(esc);
  const ran = await source.run(esc, (action, key) => [action.tool, action.arguments['amount'], key], 5);
  expect(ran).toMatchObject({ word: 'ran', status: 'executed', value: ['refund.create', '12.50', esc] });
  expect(gateway.statuses(esc)).toEqual(['accepted', 'executed']);
  expect(await source.run(esc, () => 'again', 5)).toMatchObject({ word: 'finished', status: 'executed' });
});

test('a rejection is a rejection and nothing runs', async () => {
  const source = open();
  const esc = await proposed(source);
  gateway.resolve(esc, (world, proposal, verdict) => {
    const verb = { decision: 'reject', reason: { code: 'wrong-amount' } };
    return world.resolution('rejected', [proposal, verdict, world.decision('bob', verb, proposal, verdict)]);
  });
  const rejected = { word: 'rejected', esc, people: ['bob'], reason: 'wrong-amount', message: '' };
  expect(await source.run(esc, () => expect.unreachable(), 5)).toEqual(rejected);
});

test('a failing tool is reported as failed and a doubtful one as unknown', async () => {
  const source = open();
  const [first, second] = [await decided(source, 'call-1'), await decided(source, 'call-2')];
  const fails = (wrong: Error) => () => {
    throw wrong;
  };
  expect(await source.run(first, fails(new TypeError('no such order')), 5)).toMatchObject({ status: 'failed' });
  expect(await source.run(second, fails(new OutcomeUnknown('cut off')), 5)).toMatchObject({ status: 'unknown' });
  expect(gateway.statuses(first)).toEqual(['accepted', 'failed']);
  expect(gateway.statuses(second)).toEqual(['accepted', 'unknown']);
});

test('one approval handed out to two callers runs once', async () => {
  const source = open();
  const esc = await decided(source, 'call-1');
  const outcomes = await Promise.allSettled([source.run(esc, () => 1, 5), source.run(esc, () => 2, 5)]);
  expect(outcomes.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(gateway.statuses(esc)).toEqual(['accepted', 'executed']);
});

test('the same key proposes once even when the answer is lost, and is not used for another action', async () => {
  gateway.lose = ['/v1/proposals'];
  const source = open();
  const esc = await proposed(source);
  expect(await proposed(source)).toBe(esc);
  expect(gateway.proposals.size).toBe(1);
  await expect(source.propose(gateway.world.draft('refund.create', '1.00'), 'call-1')).rejects.toThrow(Conflict);
});

test('rubbish leaves it pending until the good one comes', async () => {
  const source = open();
  const esc = await proposed(source);
  gateway.approve(esc, 'ann', 'eve');
  expect(await source.wait(esc, 0)).toBeNull();
  expect(source.lastRefusal?.code).toBe('unknown_key');
  gateway.approve(esc);
  expect(await source.run(esc, () => 1, 5)).toMatchObject({ word: 'ran' });
});

test('a final refusal is reported and never tried again', async () => {
  const source = open();
  const esc = await proposed(source);
  gateway.approve(esc, 'olga');
  const refused = { word: 'refused', esc, code: 'own_proposal' };
  expect(await source.wait(esc, 5)).toEqual(refused);
  gateway.approve(esc);
  expect(await source.wait(esc, 5)).toEqual(refused);
  expect(gateway.statuses(esc)).toEqual(['refused']);
});

test('a halt holds until it is lifted', async () => {
  const source = open();
  const esc = await proposed(source);
  gateway.approve(esc);
  gateway.world.halt('halt');
  expect(await source.wait(esc, 0)).toBeNull();
  expect(source.lastRefusal?.code).toBe('halted');
  gateway.world.halt('lift', { says: 'lift', lifts: uuid('halt') });
  expect(await source.run(esc, () => 1, 5)).toMatchObject({ word: 'ran' });
});

test('without a standing list nothing runs', async () => {
  const source = open();
  const esc = await proposed(source);
  gateway.approve(esc);
  gateway.lose = ['/v1/standing', '/v1/standing'];
  await expect(source.wait(esc, 0)).rejects.toThrow(Unreachable);
  expect(source.registry.byEsc(esc)?.state).toBe('pending');
});

test('it stops waiting when its time is over', async () => {
  const source = open();
  const esc = await proposed(source);
  setClock(AT + 5 * 3_600_000);
  expect(await source.wait(esc, 0)).toEqual({ word: 'refused', esc, code: 'expired' });
});

test('a start runs again only what may run twice, and tells the rest as unknown', async () => {
  const before = open();
  const repeatable = await decided(before, 'repeatable');
  const once = await decided(before, 'once', 'order.cancel');
  const waits = await proposed(before, 'waits');
  const again = reopen(before);
  expect(await again.recover()).toEqual({ runAgain: [repeatable], unknown: [once], waiting: [waits], notProposed: [] });
  expect(gateway.statuses(once)).toEqual(['accepted', 'unknown']);
  expect(await again.run(repeatable, () => 1, 0)).toMatchObject({ word: 'ran' });
  expect(await again.run(once, () => 1, 0)).toMatchObject({ word: 'finished', status: 'unknown' });
});

test('what another opener of the registry may be running is left to it', async () => {
  const esc = await decided(open(), 'call-1');
  const other = open();
  expect(await other.recover()).toEqual({ runAgain: [], unknown: [], waiting: [], notProposed: [] });
  await expect(other.run(esc, () => 1, 0)).rejects.toThrow('already_consumed');
});

test('a restored registry runs nothing that was open when it was saved', async () => {
  const before = open({ tries: 1 });
  const [ready, waits] = [await decided(before, 'call-1'), await proposed(before, 'call-2')];
  gateway.lose = ['/v1/proposals'];
  await expect(proposed(before, 'call-3')).rejects.toThrow(Unreachable);
  const restored = reopen(before);
  await restored.fence();
  gateway.approve(waits);
  expect(await restored.run(ready, () => 1, 5)).toMatchObject({ word: 'finished', status: 'unknown' });
  expect(await restored.run(waits, () => 1, 5)).toEqual({ word: 'refused', esc: waits, code: 'not_pending' });
  await expect(proposed(restored, 'call-3')).rejects.toThrow(Conflict);
  expect(gateway.statuses(waits)).toEqual(['withdrawn']);
});

test('reports are kept until they are acknowledged, and sent in order', async () => {
  const source = open({ tries: 1 });
  const esc = await decided(source, 'call-1');
  gateway.fail = [503, 503];
  await source.run(esc, () => 1, 0);
  expect(source.registry.reports().map((each) => each.idempotencyKey)).toEqual([`${esc}:accepted`, `${esc}:executed`]);
  expect(await source.flush()).toBe(true);
  expect(gateway.statuses(esc)).toEqual(['accepted', 'executed']);
});

test.each([{ rosterPin: sha256('another') }, { workspace: uuid('another') }])(
  'a registry that has pinned a workspace is not opened with %o',
  async (other) => {
    const source = open();
    await source.refreshStanding();
    expect(() => reopen(source, other)).toThrow(Downgrade);
  },
);

test('a resolution that nobody signed is fatal, and ends nothing', async () => {
  const source = open();
  const esc = await proposed(source);
  gateway.resolutions.set(esc, write({ esc, status: 'approved' }));
  await expect(source.wait(esc, 60)).rejects.toThrow(Downgrade);
  expect(source.registry.byEsc(esc)?.state).toBe('pending');
});

test('a token travels in the clear on this machine alone', () => {
  for (const away of ['http://gateway.example', 'http://192.168.0.7:7000', 'ftp://gateway.example']) {
    expect(() => open({ gateway: away })).toThrow('give its https:// address');
  }
  for (const kept of ['http://localhost:7000', 'http://[::1]:7000', 'https://gateway.example']) open({ gateway: kept });
});
