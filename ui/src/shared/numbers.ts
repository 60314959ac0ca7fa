// Whole numbers as the language groups them.

import { numberFormat } from './formats';
import { locale as own } from './language';

/** Digits as text may be more than a number holds. */
export function whole(n: number | string, locale = own): string {
  // Three digits are never grouped, and the first formatter of a page is made in ten milliseconds, which the first paint would wait for.
  if (typeof n === 'number' && n >= 0 && n < 1000) return String(n);
  return numberFormat(locale).format(typeof n === 'string' ? BigInt(n) : n);
}
