import { expect, test } from 'vitest';
import { whole } from '../../src/shared/numbers';

test.each(['en-GB', 'de-DE'])('a whole number is written as its language groups it (%s)', (locale) => {
  const grouped = new Intl.NumberFormat(locale);
  for (const n of [0, 7, 42, 999, 1000, 10_000, 1_234_567, -5]) expect(whole(n, locale)).toBe(grouped.format(n));
});

test('digits that no number holds are kept', () => {
  expect(whole('12345678901234567890', 'de-DE')).toBe('12.345.678.901.234.567.890');
});
