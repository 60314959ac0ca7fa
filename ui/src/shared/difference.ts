// What lies between a value and the one before: money of one currency, numbers, and days between dates. Exact: no amount becomes a float.

import { m } from './messages';
import { AMOUNT, money } from './money';

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?()$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** In words; `null` where the two can not be compared, or nothing lies between them. */
export function difference(format: string, before: string, after: string): string | null {
  if (format === 'number') return amounts(NUMBER, before, after);
  if (format === 'money') return amounts(AMOUNT, before, after);
  return format === 'date' ? days(before, after) : null;
}

function amounts(form: RegExp, before: string, after: string): string | null {
  const [from, to] = [form.exec(before), form.exec(after)];
  if (!from || !to || from[4] !== to[4]) return null;
  const cents = Math.max(from[3]?.length ?? 0, to[3]?.length ?? 0);
  const whole = ([, sign, units = '', rest = '']: RegExpExecArray): bigint => BigInt(`${sign}${units.replaceAll(',', '')}${rest.padEnd(cents, '0')}`);
  const by = whole(to) - whole(from);
  if (by === 0n) return null;
  const digits = String(by < 0n ? -by : by).padStart(cents + 1, '0');
  const amount = money(`${digits.slice(0, digits.length - cents)}${cents === 0 ? '' : `.${digits.slice(-cents)}`} ${to[4]}`.trimEnd());
  return by > 0n ? m.difference.more(amount) : m.difference.less(amount);
}

function days(before: string, after: string): string | null {
  const [from, to] = [before, after].map((day) => (DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN)) as [number, number];
  const by = Math.round((to - from) / 86_400_000);
  if (Number.isNaN(by) || by === 0) return null;
  return by > 0 ? m.difference.later(by) : m.difference.earlier(-by);
}
