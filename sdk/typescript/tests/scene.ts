/** For each test of a file that imports this: a gateway over real HTTP, a folder, and sources that are closed after it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { type Options, Source } from '../src/index.ts';
import { FakeGateway, TOKEN } from './fakeGateway.ts';
import { SOURCE, WORKSPACE, World } from './signedWorld.ts';

export const AT = Date.parse('2026-11-23T10:00:00.000Z');
export let folder: string;
export let gateway: FakeGateway;
let opened: Source[];
let now: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fermata-source-'));
  gateway = new FakeGateway(new World(AT));
  opened = [];
  now = AT;
  await gateway.open();
});
afterEach(async () => {
  for (const source of opened) source.close();
  await gateway.close();
  rmSync(folder, { recursive: true });
});

/** The clock of every source shows this from now on. */
export function setClock(at: number): void {
  now = at;
}

export function open(changes: Partial<Options> = {}): Source {
  const known = { gateway: gateway.url, workspace: WORKSPACE, source: SOURCE, rosterPin: gateway.world.pin };
  const time = { now: () => now, sleep: async () => {} };
  const source = new Source({ ...known, ...time, registry: join(folder, 'registry.db'), token: TOKEN, ...changes });
  opened.push(source);
  return source;
}

export function reopen(source: Source, changes: Partial<Options> = {}): Source {
  source.close();
  opened = opened.filter((each) => each !== source);
  return open(changes);
}

export async function proposed(source: Source, key = 'call-1', tool = 'refund.create', more = {}): Promise<string> {
  return (await source.propose({ ...gateway.world.draft(tool), ...more }, key)).esc;
}

/** Decided, and the process ends before it runs. */
export async function decided(source: Source, key: string, tool?: string): Promise<string> {
  const esc = await proposed(source, key, tool);
  gateway.approve(esc);
  expect((await source.wait(esc, 5))?.word).toBe('approved');
  return esc;
}
