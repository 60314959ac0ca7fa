import { expect, it } from 'vitest';
import { difference } from '../../src/shared/difference';

it('says how much more or less, to the last digit', () => {
  expect(difference('money', '180.00 USD', '1255.50 USD')).toBe('1,075.50 USD more');
  expect(difference('money', '0.3 EUR', '0.25 EUR')).toBe('0.05 EUR less');
  expect(difference('money', '9007199254740993 JPY', '9007199254740994 JPY')).toBe('1 JPY more');
  expect(difference('money', '-5.00 USD', '5.00 USD')).toBe('10.00 USD more');
  expect(difference('money', '1,190.00 USD', '12,190.50 USD')).toBe('11,000.50 USD more');
  expect(difference('number', '0', '412.5')).toBe('412.5 more');
  expect(difference('number', '-3', '-4')).toBe('1 less');
});

it('counts days as the calendar does, over changes of the clock', () => {
  expect(difference('date', '2026-03-28', '2026-03-30')).toBe('2 days later');
  expect(difference('date', '2028-03-01', '2028-02-29')).toBe('1 day earlier');
});

it('says nothing where there is nothing to compare', () => {
  for (const [format, before, after] of [['money', '1.00 USD', '1.00 EUR'], ['money', '1.00 USD', '1 USD'], ['money', 'much', '1 USD'], ['date', 'soon', '2026-03-30'], ['date', '2026-03-30', '2026-03-30'], ['text', '1 USD', '2 USD'], ['number', '1', '1.0'], ['number', '1e3', '2'], ['money', '1,19 USD', '2 USD']] as const)
    expect(difference(format, before, after), `${before} ${after}`).toBeNull();
});
