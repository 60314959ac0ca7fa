import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inLanguage } from '../../src/shared/messages';
import { money } from '../../src/shared/money';
import { clockTime, countdown, instant, shortSpan, shortTime, untilMs, wholeSpan } from '../../src/shared/time';

const MIN = 60_000;
const HOUR = 60 * MIN;

describe('a span', () => {
  it('is one number with one unit, rounded down', () => {
    expect([0, 999, 48_000, 59_999, MIN, 6.9 * MIN, HOUR - 1, HOUR, 26 * HOUR, 48 * HOUR].map(shortSpan)).toEqual(['0 s', '0 s', '48 s', '59 s', '1 min', '6 min', '59 min', '1 h', '26 h', '2 d']);
  });
  it('never goes below zero', () => {
    expect(shortSpan(-5000)).toBe('0 s');
    expect(countdown(-5000)).toBe('0:00');
  });
  it('counts down in minutes and seconds below an hour', () => {
    expect([6.2 * MIN, 9_000, HOUR + 20 * MIN, 72 * HOUR].map(countdown)).toEqual(['6:12', '0:09', '1 h 20 min', '3 d']);
  });
  it('is read from whole seconds for what can be undone', () => {
    expect(wholeSpan(86_400)).toBe('24 h');
  });
  it('is what is left until the due time', () => {
    expect(untilMs('2026-11-23T10:00:10Z', Date.parse('2026-11-23T10:00:00Z'))).toBe(10_000);
  });
});

describe('a span in German', () => {
  const { time, detail, together } = inLanguage('de');
  it('fits into every sentence that it stands in', () => {
    expect([time.seconds(48), time.minutes(6), time.hours(2), time.days(3), time.hoursMinutes(1, 20)]).toEqual(['48 s', '6 min', '2 h', '3 Tage', '1 h 20 min']);
    expect(detail.expires(time.days(3))).toBe('Noch 3 Tage');
    expect(together.by(time.hours(2), '14:05')).toBe('2 h länger, bis 14:05');
  });
});

describe('a moment', () => {
  it('is told in local time with its zone', () => {
    expect(instant('2026-05-27T12:05:00Z', 'en-GB', 'Europe/Berlin')).toBe('27 May 2026, 14:05 CEST');
  });
  it('is written as German does', () => {
    expect(instant('2026-05-27T12:05:00Z', 'de-DE', 'Europe/Berlin')).toBe('27. Mai 2026, 14:05 MESZ');
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(clockTime('2026-11-20T10:01:02Z', now, 'de-DE', 'UTC')).toBe('20. Nov., 10:01:02');
    expect(shortTime('2026-11-23T10:01:02Z', now, 'de-DE', 'UTC')).toBe('10:01');
  });
  it('that is none stays the text that it was', () => {
    expect(instant('soon')).toBe('soon');
  });
  it('carries its day when that is not today', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(clockTime('2026-11-23T10:01:02Z', now, 'en-GB', 'UTC')).toBe('10:01:02');
    expect(clockTime('2026-11-20T10:01:02Z', now, 'en-GB', 'UTC')).toBe('20 Nov, 10:01:02');
  });
});

describe('money', () => {
  it('is grouped as the locale does and keeps every digit', () => {
    expect(money('1240.00 USD', 'en')).toBe('1,240.00 USD');
    expect(money('1240.5 EUR', 'de')).toBe('1.240,5 EUR');
    expect(money('90071992547409931.10 JPY', 'en')).toBe('90,071,992,547,409,931.10 JPY');
    expect(money('-12.00 USD', 'en')).toBe('−12.00 USD');
    expect(money('-1240.00 EUR', 'de-DE')).toBe('−1.240,00 EUR');
    expect(money('1240.00 EUR')).toBe('1,240.00 EUR');
  });
  it('in another form stays as it was written', () => {
    expect(money('about 12 USD', 'en')).toBe('about 12 USD');
  });
});

it('nothing of the page writes a number or a date without the locale', () => {
  const root = join(import.meta.dirname, '../../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(ts|svelte)$/.test(path));
  expect(files.filter((path) => /toLocale|Intl\.\w+\((?!locale)/.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});
