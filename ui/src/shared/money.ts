// Money as the locale groups it. The digits stay those of the text: nothing is rounded and nothing becomes a float.

import { numberFormat } from './formats';
import { locale as own } from './language';

/** As the desk writes it: `1,190.00 USD`. */
export const AMOUNT = /^(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))? ([A-Z]{3})$/;

export function money(text: string, locale = own): string {
  const found = AMOUNT.exec(text);
  if (!found) return text;
  const [, sign, grouped = '', cents, currency] = found;
  const whole = grouped.replaceAll(',', '');
  const point = numberFormat(locale).formatToParts(1.1).find((part) => part.type === 'decimal')?.value ?? '.';
  return `${sign === '-' ? '−' : ''}${numberFormat(locale).format(BigInt(whole))}${cents === undefined ? '' : point + cents} ${currency}`;
}
