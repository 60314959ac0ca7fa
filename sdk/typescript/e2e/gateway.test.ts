/** This package against the real gateway, over HTTP, with decisions that a person signs at the command line. */

import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { takeApart } from '../src/compact.ts';
import { type Options, Source } from '../src/index.ts';
import { publicJwk, thumbprint } from '../src/keys.ts';
import { Workspace } from './workspace.ts';

const workspace = new Workspace();
let opened: Source[] = [];

beforeAll(() => workspace.open());
afterAll(() => workspace.close());
afterEach(() => {
  for (const source of opened) source.close();
  opened = [];
});

function open(name = 'agent', rest: Partial<Options> = {}): Source {
  const source = Source.fromFile(workspace.source(name), { gateway: workspace.url, ...rest });
  opened.push(source);
  return source;
}

/** What a person sees of it, from the statements in the gateway's log. */
async function status(esc: string): Promise<unknown> {
  const { row } = (await workspace.ok(['show', esc])) as { row: Record<string, unknown> };
  return row['status'];
}

test('what a person approved is verified, runs once, and its outcome is recorded', async () => {
  const source = open();
  const { esc, status: before } = await source.propose(workspace.draft('Ben'), 'approved');
  expect(before).toBe('open');
  const ran: unknown[] = [];
  const running = source.run(esc, (action, key) => ran.push([action, key]), 60);
  expect(await workspace.decide(esc, 'approve')).toMatchObject({ code: 0 });
  expect(await running).toMatchObject({ word: 'ran', status: 'executed', result: { word: 'approved', esc } });
  expect(ran).toEqual([[{ tool: 'send_note', arguments: { to: 'Ben' } }, esc]]);
  expect(source.registry.reports(), 'the gateway acknowledged every report').toEqual([]);
  expect(source.registry.deadReports()).toEqual([]);
  expect(await status(esc)).toBe('executed');
  const again = await source.run(esc, () => expect.unreachable(), 5);
  expect(again).toMatchObject({ word: 'finished', status: 'executed' });
});

test('a person’s edit runs as they changed it', async () => {
  const source = open();
  const { esc } = await source.propose(workspace.draft('Ben'), 'edited');
  const changed = workspace.file('changed.json', { to: 'Cleo' });
  expect(await workspace.decide(esc, 'edit', '--arguments', changed)).toMatchObject({ code: 0 });
  const ran = await source.run(esc, (action) => action.arguments, 60);
  expect(ran).toMatchObject({ word: 'ran', value: { to: 'Cleo' }, result: { word: 'edited', proposed: { to: 'Ben' } } });
});

test('a person’s no runs nothing', async () => {
  const source = open();
  const { esc } = await source.propose(workspace.draft('Ben'), 'rejected');
  expect(await workspace.decide(esc, 'reject', '--message', 'Not him.')).toMatchObject({ code: 10 });
  const told = await source.run(esc, () => expect.unreachable(), 60);
  expect(told).toMatchObject({ word: 'rejected', esc, message: 'Not him.' });
});

test('what the source takes back is withdrawn', async () => {
  const source = open();
  const { esc } = await source.propose(workspace.draft('Ben'), 'withdrawn');
  await source.withdraw(esc, 'The customer called.');
  expect(await source.wait(esc, 60)).toEqual({ word: 'withdrawn', esc, reason: 'The customer called.' });
});

test('a source signs with a key of its own', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const jwk = publicJwk(privateKey);
  const keyFile = workspace.file('signer.key', privateKey.export({ format: 'jwk' }));
  const key = workspace.file('signer.jwk', jwk);
  await workspace.ok(['roster', 'add-source', 'signer', '--key', key, '--max-risk', 'high']);
  const registry = join(workspace.folder, 'signer.db');
  const source = open('agent', { source: 'signer', token: undefined, keyFile, registry });
  const { esc } = await source.propose(workspace.draft('Ben'), 'signed');
  const proposal = takeApart(source.registry.byEsc(esc)?.proposal ?? '');
  expect(proposal.kid, 'no gateway vouched for it').toBe(thumbprint(jwk));
  expect(await workspace.decide(esc, 'approve')).toMatchObject({ code: 0 });
  expect(await source.run(esc, () => 'done', 60)).toMatchObject({ word: 'ran', status: 'executed', value: 'done' });
  expect(source.registry.deadReports()).toEqual([]);
  expect(await source.flush()).toBe(true);
  expect(await status(esc)).toBe('executed');
  const other = await source.propose(workspace.draft('Cleo'), 'taken back');
  await source.withdraw(other.esc, 'late');
  expect(await source.wait(other.esc, 60)).toMatchObject({ word: 'withdrawn' });
});
