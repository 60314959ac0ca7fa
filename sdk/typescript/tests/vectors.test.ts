/** Every vector through this verifier: bad accepted 0, good refused 0. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FINAL } from '../src/codes.ts';
import { type Case, Runner, type World } from './vectorRunner.ts';

interface File {
  worlds: Record<string, World>;
  cases: Case[];
}

const VECTORS = new URL('../../../vectors/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'fermata-vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(name: string): File {
  return JSON.parse(readFileSync(new URL(`${name}.json`, VECTORS), 'utf8')) as File;
}

function judge(world: World, given: Case, path: string): void {
  const runner = new Runner(world, given, path);
  try {
    const begins = given.steps?.[0] ?? given;
    expect(runner.read(world.standing, given.answered_at ?? begins.now)).toEqual([]);
    if (given.layer === 'statement' || given.layer === 'payload') {
      expect(runner.statement(given)).toEqual(given.expect);
      return;
    }
    for (const step of given.steps ?? [given]) {
      if (step.do === 'restart') runner.restart();
      else if (step.do === 'standing') expect(runner.standing(step)).toEqual(step.expect);
      else expect(runner.resolve(step)).toEqual(step.expect);
    }
  } finally {
    runner.close();
  }
}

test('every final code has a case that must be refused with it', () => {
  const text = JSON.stringify(read('refused').cases);
  expect([...FINAL].filter((code) => !text.includes(`"code":"${code}"`))).toEqual([]);
});

describe.each(['refused', 'accepted', 'mutated'])('%s', (name) => {
  const { worlds, cases } = read(name);
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_, given) => {
    const world = worlds[given.world];
    if (!world) throw new Error(`no world ${given.world}`);
    judge(world, given, join(folder, `${name}-${cases.indexOf(given)}.db`));
  });
});
