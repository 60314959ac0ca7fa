/** A disk that is full, and a second process: nothing is lost, only what is durable is believed. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeAll, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { RegistryFull, type Source } from '../src/index.ts';
import { TOKEN } from './fakeGateway.ts';
import { AT, decided, folder, gateway, open, proposed, reopen } from './scene.ts';
import { SOURCE, WORKSPACE } from './signedWorld.ts';

/** Milliseconds for a test that starts a process, on a machine that does other things too. */
const PATIENT = 30_000;
const LONG = 'x'.repeat(60_000);
const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const OTHER = fileURLToPath(new URL('otherProcess.mjs', import.meta.url));
const BALLAST =
  'INSERT INTO outcomes (idempotency_key, path, content_type, body, state) ' +
  "VALUES (?, '', '', zeroblob(?), 'acknowledged')";

/** Sees which connections are opened: a limit of pages is a connection's own. */
let opening: MockInstance;
beforeAll(() => {
  execFileSync('npm', ['run', '--silent', '--prefix', PACKAGE, 'build']);
}, 120_000);
beforeEach(() => {
  opening = vi.spyOn(Sqlite.prototype, 'pragma');
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The database of the source that was opened last can not grow, and its pages are full: as on a full disk. */
function noRoom(): () => void {
  const connection = opening.mock.contexts.at(-1) as Sqlite.Database | undefined;
  if (!connection) throw new Error('no registry is open');
  connection.pragma('max_page_count=1');
  const add = connection.prepare(BALLAST);
  for (const size of [2000, 200, 20, 1]) {
    const fill = (): void => {
      for (let n = 0; ; n += 1) add.run(`ballast-${size}-${n}`, size);
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));
  }
  return () => connection.pragma('max_page_count=1000000');
}

/** Runs it on a full disk, on which it must fail. */
async function onAFullDisk(does: () => Promise<unknown>): Promise<void> {
  const makeRoom = noRoom();
  await expect(does()).rejects.toThrow(RegistryFull);
  makeRoom();
}

/** How often it ran, for which escalations. */
function counted(): { effects: string[]; tool: (action: unknown, esc: string) => string } {
  const effects: string[] = [];
  return { effects, tool: (_, esc) => (effects.push(esc), 'done') };
}

test('on a full disk nothing is proposed, and with room again it is', async () => {
  const source = open();
  await source.refreshStanding();
  await onAFullDisk(() => proposed(source, 'call-1', 'refund.create', { narration: LONG }));
  expect(gateway.proposals.size, 'what is not kept here was not sent').toBe(0);
  const esc = await proposed(source, 'call-1', 'refund.create', { narration: LONG });
  expect([...gateway.proposals.keys()]).toEqual([esc]);
});

test('on a full disk an approval stays pending', async () => {
  const source = open();
  const { effects, tool } = counted();
  const esc = await proposed(source);
  gateway.approve(esc);
  await onAFullDisk(() => source.run(esc, tool, 5));
  expect(source.registry.byEsc(esc)?.state).toBe('pending');
  expect(source.registry.reports(), '`accepted` was not queued for what was not accepted').toEqual([]);
  expect(effects).toEqual([]);
  expect(await source.run(esc, tool, 5)).toMatchObject({ word: 'ran' });
  expect(effects).toEqual([esc]);
  expect(gateway.statuses(esc)).toEqual(['accepted', 'executed']);
});

test('an outcome that finds no room leaves the row to the restart rule', async () => {
  const source = open();
  const { effects, tool } = counted();
  const esc = await decided(source, 'call-1');
  const fillsTheDisk = (action: unknown, key: string): string => {
    noRoom();
    return tool(action, key);
  };
  await expect(source.run(esc, fillsTheDisk, 5)).rejects.toThrow(RegistryFull);
  const again = reopen(source);
  expect(await again.run(esc, tool, 5), 'this tool is idempotent').toMatchObject({ word: 'ran' });
  expect(effects).toEqual([esc, esc]);
  expect(gateway.statuses(esc)).toEqual(['accepted', 'executed']);
});

test('a standing list that finds no room is not believed and not forgotten', async () => {
  const source = open();
  const esc = await decided(source, 'call-1');
  gateway.world.halt('halt', { says: 'halt', reason: LONG.slice(0, 20_000) });
  await onAFullDisk(() => source.refreshStanding());
  const other = await proposed(source, 'call-2');
  gateway.approve(other);
  expect(await source.wait(other, 0)).toBeNull();
  expect(source.lastRefusal?.code).toBe('halted');
  const again = reopen(source);
  expect(await again.run(esc, () => expect.unreachable(), 0)).toMatchObject({ word: 'unknown' });
});

/** Another process on the same registry, which says `running` once it runs the escalation, and goes on. */
async function elsewhere(esc: string): Promise<() => Promise<void>> {
  const known = { gateway: gateway.url, workspace: WORKSPACE, source: SOURCE, rosterPin: gateway.world.pin };
  const options = { ...known, registry: join(folder, 'registry.db'), token: TOKEN, at: AT };
  const child = spawn(process.execPath, [OTHER, JSON.stringify(options), esc], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown];
  expect(String(said)).toBe('running\n');
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
}

async function refusedTwice(source: Source, esc: string): Promise<void> {
  for (let time = 0; time < 2; time += 1) {
    await expect(source.run(esc, () => expect.unreachable(), 5)).rejects.toThrow('another process');
  }
}

test('what another process runs is left to it until it ends', async () => {
  const mine = open();
  const { effects, tool } = counted();
  const esc = await proposed(mine);
  gateway.approve(esc);
  const end = await elsewhere(esc);
  try {
    await refusedTwice(mine, esc);
    expect(gateway.statuses(esc), "nothing was said in the other's name").toEqual(['accepted']);
  } finally {
    await end();
  }
  expect(await mine.run(esc, tool, 5), 'now it is nobody’s, and this tool is idempotent').toMatchObject({ word: 'ran' });
  expect(effects).toEqual([esc]);
  expect(gateway.statuses(esc)).toEqual(['accepted', 'executed']);
}, PATIENT);

test('of two processes that wait for one approval one runs it', async () => {
  const mine = open();
  const [esc, other] = [await proposed(mine, 'call-1'), await proposed(mine, 'call-2')];
  gateway.approve(esc);
  gateway.approve(other);
  const end = await elsewhere(esc);
  try {
    expect(await mine.run(other, () => 1, 5), 'the registry is shared, not taken').toMatchObject({ word: 'ran' });
    await refusedTwice(mine, esc);
  } finally {
    await end();
  }
}, PATIENT);
