import { describe, expect, it } from 'vitest';
import { fits } from '../../src/shared/fuzzy';

const order = (query: string, texts: string[]): string[] =>
  texts
    .map((text) => ({ text, score: fits(query, text) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ text }) => text);

describe('what is typed', () => {
  it('fits by the beginnings of words, and by what stands together', () => {
    expect(fits('cb', 'Change the bags')).not.toBeNull();
    expect(fits('bags', 'Change the bags')).not.toBeNull();
    expect(fits('chba', 'Change the bags')).not.toBeNull();
  });
  it('does not fit letters that are strewn about, or in another order', () => {
    expect(fits('help', 'Change flights on OBUT9V, charge 412.00 USD per leg')).toBeNull();
    expect(fits('sgab', 'Change the bags')).toBeNull();
    expect(fits('x', 'Change the bags')).toBeNull();
  });
  it('fits by each of its words, in any order and case', () => {
    expect(fits('BAGS change', 'Change the bags')).not.toBeNull();
    expect(fits('bags seats', 'Change the bags')).toBeNull();
  });
  it('puts the whole word before the inner part, and the shorter text first', () => {
    expect(order('ask', ['Basket', 'Ask the agent', 'Ask'])).toEqual(['Ask', 'Ask the agent', 'Basket']);
    expect(order('set', ['Reset', 'Settings'])).toEqual(['Settings', 'Reset']);
  });
  it('fits everything when it is nothing', () => {
    expect(fits(' ', 'Anything')).not.toBeNull();
  });
});
