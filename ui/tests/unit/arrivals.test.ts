import { expect, it, vi } from 'vitest';
import { Arrivals, MOST_NEW } from '../../src/state/arrivals.svelte';

it('what waits is urgent as long as one of it is', () => {
  const arrivals = new Arrivals();
  arrivals.add('a', false);
  expect([arrivals.size, arrivals.urgent]).toEqual([1, false]);
  arrivals.add('b', true);
  arrivals.add('b', true);
  arrivals.add('c', true);
  expect([arrivals.size, arrivals.urgent]).toEqual([3, true]);
  arrivals.add('c', false);
  arrivals.drop('b');
  arrivals.drop('b');
  expect([arrivals.size, arrivals.urgent]).toEqual([2, false]);
  arrivals.add('a', true);
  arrivals.clear();
  expect([arrivals.size, arrivals.urgent, arrivals.has('a')]).toEqual([0, false, false]);
});

it('whether it is urgent is known without a look at each', () => {
  const arrivals = new Arrivals();
  for (let n = 0; n <= MOST_NEW; n++) arrivals.add(`${n}`, false);
  const looks = [vi.spyOn(Map.prototype, Symbol.iterator), vi.spyOn(Map.prototype, 'values'), vi.spyOn(Map.prototype, 'entries'), vi.spyOn(Map.prototype, 'forEach')];
  expect([arrivals.size, arrivals.urgent]).toEqual([MOST_NEW, false]);
  const looked = looks.map((look) => look.mock.calls.length);
  looks.forEach((look) => look.mockRestore());
  expect(looked).toEqual([0, 0, 0, 0]);
});
