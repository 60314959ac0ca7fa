import { expect, it } from 'vitest';
import { between, kindOf } from '../../src/features/diff/changes';
import { stretches, type Fate } from '../../src/features/diff/words';
import type { FieldView, RunView } from '../../src/ipc/generated';
import { plain } from '../../src/shared/runs';

const runs = (text: string): RunView[] => [{ text }];
const field = (value: string, format = 'text'): FieldView => ({ pointer: '/a', label: 'a', format, value: runs(value), before: null, uninspectable: null, group: null });
const change = (before: string, after: string, format?: string) => ({ before: field(before, format), after: field(after, format), same: before === after });
const told = (before: string, after: string) => (stretches(runs(before), runs(after)) ?? []).map(({ fate, runs }): [Fate, string] => [fate, plain(runs)]);

it('marks the words that went and came, and leaves the others', () => {
  expect(told('Two window seats were asked for.', 'Two aisle seats were booked.')).toEqual([
    ['same', 'Two '],
    ['out', 'window'],
    ['in', 'aisle'],
    ['same', ' seats were '],
    ['out', 'asked for'],
    ['in', 'booked'],
    ['same', '.'],
  ]);
  expect(told('a b c', 'a b c d')).toEqual([['same', 'a b c'], ['in', ' d']]);
});

it('puts either text together again, whatever changed', () => {
  const words = ['one', 'two', ' ', '\n', '.', '\u00e9', '42', '中文'];
  let state = 7;
  const next = (most: number): number => (state = (state * 48271) % 2147483647) % most;
  for (let n = 0; n < 300; n++) {
    const make = () => Array.from({ length: 3 + next(12) }, () => words[next(words.length)] ?? '').join('');
    const [before, after] = [make(), make()];
    const all = stretches(runs(before), runs(after));
    if (!all) continue;
    const side = (without: Fate) => all.filter(({ fate }) => fate !== without).map(({ runs }) => plain(runs)).join('');
    expect([side('in'), side('out')]).toEqual([before, after]);
  }
});

it('keeps a stand-in whole, and tells it from the same letters', () => {
  const mark: RunView = { text: '⟨U+202E⟩', mark: 'U+202E right-to-left override' };
  const all = stretches([{ text: 'send the file ' }, mark, { text: 'now' }], [{ text: 'send the file ' }, { text: 'now' }]);
  expect(all?.find(({ fate }) => fate === 'out')?.runs).toEqual([mark]);
});

it('shows texts whole that share little, or are short', () => {
  expect(stretches(runs('economy'), runs('business'))).toBeNull();
  expect(stretches(runs('Please cancel my whole booking today.'), runs('A voucher was sent to somebody else!'))).toBeNull();
});

it('compares texts of any length by their ends', () => {
  const text = (seed: number) => Array.from({ length: 2_000 }, (_, i) => `word${(i * seed) % 977}`).join(' ');
  const shared = text(7);
  const all = told(`${shared} ${text(3)} same end`, `${shared} ${text(5)} same end`);
  expect(all.map(([fate]) => fate)).toEqual(['same', 'out', 'in', 'same']);
});

it('says what lies between two values of a record, which have no format', () => {
  expect(between(change('1,180.00 USD', '925.00 USD'))).toBe('255.00 USD less');
  expect(between(change('2027-01-05', '2027-01-08'))).toBe('3 days later');
  expect(between(change('240', '262.5', 'number'))).toBe('22.5 more');
  expect(between(change('economy', 'business'))).toBeNull();
  expect(between({ before: { ...field('1.00 USD', 'money'), value: [{ text: '1.00 USD', mark: 'secret' }] }, after: field('2.00 USD', 'money'), same: false })).toBeNull();
});

it('knows what is new, gone, changed and kept', () => {
  const a = field('a');
  expect([kindOf({ before: null, after: a, same: false }), kindOf({ before: a, after: null, same: false }), kindOf(change('a', 'b')), kindOf(change('a', 'a'))]).toEqual(['added', 'removed', 'changed', 'same']);
});
