// No slip decides. A thousand hurried hands try, or as many as `FERMATA_SLIPS` says; `FERMATA_SEED=n` plays one of them again.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { stubBrowser } from './glass';
import { play, type Without } from './play';
import { Time } from './time';

const SEQUENCES = Number(process.env['FERMATA_SLIPS'] ?? 1_000);
const only = process.env['FERMATA_SEED'];
let time: Time;

beforeAll(() => {
  stubBrowser();
  time = new Time();
});
afterAll(() => time.restore());

async function playAll(count: number, without: Without): Promise<{ slips: string[]; alone: number; together: number }> {
  const sum = { slips: [] as string[], alone: 0, together: 0 };
  const first = only === undefined ? 1 : Number(only);
  for (let seed = first; seed < first + (only === undefined ? count : 1); seed++) {
    const played = await play(seed, time, without);
    sum.slips.push(...played.slips.map((slip) => `FERMATA_SEED=${seed}: ${slip}`));
    sum.alone += played.alone;
    sum.together += played.together;
  }
  return sum;
}

it(`decides nothing by a slip in ${SEQUENCES} random sequences`, { timeout: 3_600_000 }, async () => {
  const { slips, alone, together } = await playAll(SEQUENCES, 'nothing');
  console.log(`${alone} decisions alone, ${together} together`);
  expect(slips).toEqual([]);
  if (only === undefined) expect([alone > SEQUENCES / 10, together > SEQUENCES / 10]).toEqual([true, true]);
});

for (const without of ['the pause', 'the repeat flag', 'the look at every value'] as const) {
  it.skipIf(only !== undefined)(`finds slips where the page goes without ${without}`, { timeout: 900_000 }, async () => {
    const { slips } = await playAll(100, without);
    expect(slips.length).toBeGreaterThan(0);
  });
}
