// The documents of an item: trees and tables.

const values = (n: number) => (n === 1 ? '1 value' : `${n} values`);
const werte = (n: number) => (n === 1 ? '1 Wert' : `${n} Werte`);

export const en = {
  asSent: 'As sent',
  holds: (n: number) => `… ${values(n)} …`,
  part: (name: string, n: number) => (name === '' ? `Part with ${values(n)}` : `${name}, ${values(n)}`),
  none: 'not given',
};

export const de: typeof en = {
  asSent: 'Wie gesendet',
  holds: (n: number) => `… ${werte(n)} …`,
  part: (name: string, n: number) => (name === '' ? `Teil mit ${n === 1 ? 'einem Wert' : `${n} Werten`}` : `${name}, ${werte(n)}`),
  none: 'nicht angegeben',
};
