/** The registry's promises: durable settings, one way through the states, no newer schema, no rollback. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Refused } from '../src/codes.ts';
import { openDatabase } from '../src/database.ts';
import { NewerRegistry, RegistryBusy } from '../src/registryErrors.ts';
import { Registry, type Report } from '../src/registry.ts';
import type { Approved } from '../src/results.ts';
import { Standing } from '../src/standing.ts';
import { WORKSPACE, World } from './signedWorld.ts';

const ESC = '01930000-0000-7000-8000-00000000000a';
const APPROVED: Approved = {
  word: 'approved',
  esc: ESC,
  action: { tool: 'refund.create', arguments: { amount: '1.00' } },
  candidate_sha256: 'candidate',
  proposal_sha256: 'proposal',
  people: ['ann'],
};
let folder: string;
let path: string;
let registry: Registry;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fermata-registry-'));
  path = join(folder, 'registry.db');
  registry = new Registry(path, 0);
  registry.begin('key', Buffer.from('{}'));
  registry.proposed('key', ESC, 'proposal', 'hash');
});
afterEach(() => {
  registry.close();
  rmSync(folder, { recursive: true });
});

function report(idempotencyKey: string): Report {
  return { idempotencyKey, path: '/v1/outcomes', contentType: 'application/json', body: Buffer.from('{}') };
}

function queued(): string[] {
  return registry.reports().map((each) => each.idempotencyKey);
}

test('the database is in WAL mode and fully synchronous', () => {
  const connection = openDatabase(join(folder, 'other.db'));
  expect(connection.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(connection.pragma('synchronous', { simple: true })).toBe(2);
  connection.close();
});

test('a database of a newer version is refused with what to do', () => {
  const connection = openDatabase(join(folder, 'newer.db'));
  connection.pragma('user_version=99');
  connection.close();
  expect(() => new Registry(join(folder, 'newer.db'))).toThrow(NewerRegistry);
});

test('deciding stores the action and accepted together', () => {
  registry.decide(APPROVED, () => {}, report('accepted'));
  expect(registry.byEsc(ESC)).toMatchObject({ state: 'decided', result: APPROVED });
  expect(queued()).toEqual(['accepted']);
});

test('a check that fails inside the step changes nothing', () => {
  const halted = () => {
    throw new Refused('halted');
  };
  expect(() => registry.decide(APPROVED, halted, report('accepted'))).toThrow('halted');
  expect(registry.byEsc(ESC)?.state).toBe('pending');
  expect(queued()).toEqual([]);
});

test('pending is left once, by whichever connection comes first', () => {
  const other = new Registry(path);
  other.decide(APPROVED, () => {}, report('accepted'));
  other.close();
  expect(() => registry.decide(APPROVED, () => {}, report('again'))).toThrow('already_consumed');
  expect(() => registry.refuse(ESC, 'expired', report('refused'))).toThrow('already_consumed');
  expect(() => registry.closeWith({ word: 'expired', esc: ESC })).toThrow('already_consumed');
  expect(queued()).toEqual(['accepted']);
});

test.each([
  [[], 'executed'],
  [[], 'unknown'],
  [['unknown'], 'failed'],
  [['executed'], 'compensated'],
])('after %j may follow %s', (before, after) => {
  registry.decide(APPROVED, () => {}, report('accepted'));
  for (const status of [...before, after]) registry.finish(ESC, status, report(status));
  expect(registry.byEsc(ESC)?.outcome).toBe(after);
});

test.each([
  [['executed'], 'failed'],
  [['executed'], 'unknown'],
  [['unknown'], 'compensated'],
  [[], 'compensated'],
])('after %j %s is a contradiction: not stored and not reported', (before, after) => {
  registry.decide(APPROVED, () => {}, report('accepted'));
  for (const status of before) registry.finish(ESC, status, report(status));
  expect(() => registry.finish(ESC, after, report('contradiction'))).toThrow('already_consumed');
  expect(queued()).toEqual(['accepted', ...before]);
});

test('a registry that another program holds is busy and can be used again', () => {
  const other = new Sqlite(path);
  other.exec('BEGIN IMMEDIATE');
  expect(() => registry.queue(report('note'))).toThrow(RegistryBusy);
  other.exec('ROLLBACK');
  other.close();
  registry.queue(report('note'));
  expect(queued()).toEqual(['note']);
});

test('a shortened standing list is a rollback', () => {
  const world = new World(Date.parse('2026-11-23T10:00:00.000Z'));
  const standing = new Standing(WORKSPACE, world.pin);
  expect(standing.apply(world.standing)).toEqual([]);
  registry.standing.store(world.standing, standing.roster);
  expect(registry.standing.load(WORKSPACE, world.pin).contracts).toEqual(standing.contracts);
  const other = new Sqlite(path);
  other.exec('DELETE FROM standing');
  other.close();
  expect(() => registry.standing.load(WORKSPACE, world.pin)).toThrow('roster_rollback');
});

test('only who is alone is told so', () => {
  const other = new Registry(path);
  expect(registry.isAlone()).toBe(false);
  other.close();
  expect(registry.isAlone()).toBe(true);
});
