import { expect, test } from 'vitest';
import { instantOf, OTHER, times } from '../../src/state/away.svelte';

const local = (text: string): number => Date.parse(text);
const offered = (now: number) => times(now).map(({ value }) => value);
const iso = (text: string): string => new Date(local(text)).toISOString();

test('tomorrow morning, the next Monday morning and another day are offered, and no day twice', () => {
  expect(offered(local('2026-11-25T16:00'))).toEqual([iso('2026-11-26T08:00'), iso('2026-11-30T08:00'), OTHER]);
  expect(offered(local('2026-11-30T07:00')), 'on a Monday the next one').toEqual([iso('2026-12-01T08:00'), iso('2026-12-07T08:00'), OTHER]);
  expect(offered(local('2026-11-29T16:00')), 'on a Sunday tomorrow is it').toEqual([iso('2026-11-30T08:00'), OTHER]);
});

test('a day and a time are an instant here, and what is neither is none', () => {
  expect(instantOf('2026-12-03', '09:30')).toBe(iso('2026-12-03T09:30'));
  for (const [date, time] of [['', '09:30'], ['2026-12-03', ''], ['3.12.2026', '09:30'], ['2026-13-03', '09:30'], ['2026-12-03', '25:00']] as const) expect(instantOf(date, time)).toBeNull();
});
