// Whole numbers as the language groups them.

import { numberFormat } from './formats';
import { locale as own } from './language';

/** Digits as text may be more than a number holds. */
export function whole(n: number | string, locale = own): string {
  return numberFormat(locale).format(typeof n === 'string' ? BigInt(n) : n);
}
