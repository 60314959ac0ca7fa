// Money as the locale groups it. The digits stay those of the text: nothing is rounded and nothing becomes a float.

import { locale as own } from './language';

export function money(text: string, locale = own): string {
  const found = /^(-?)(\d+)(?:\.(\d+))? ([A-Z]{3})$/.exec(text);
  if (!found) return text;
  const [, sign, whole = '', cents, currency] = found;
  const point = new Intl.NumberFormat(locale).formatToParts(1.1).find((part) => part.type === 'decimal')?.value ?? '.';
  return `${sign === '-' ? '−' : ''}${new Intl.NumberFormat(locale).format(BigInt(whole))}${cents === undefined ? '' : point + cents} ${currency}`;
}
