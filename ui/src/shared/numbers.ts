// Whole numbers as the language groups them.

import { locale as own } from './language';

/** Digits as text may be more than a number holds. */
export function whole(n: number | string, locale = own): string {
  return new Intl.NumberFormat(locale).format(BigInt(n));
}
