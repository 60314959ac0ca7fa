// A hundred items of a busy morning, of the kinds that an airline's agents ask for: runs of the same kind with little risk, and what needs care of its own between them.

import { contracts, type Contract } from './contracts';
import { DemoItem } from './item';
import { run, type Idea } from './items';

const { bookTrip, changeBooking, cancelBooking, addBags, sendVoucher } = contracts;
const names = ['Ines Okafor', 'Priya Raman', 'Sam Whitlock', 'Marta Kowal', 'Jonas Weber', 'Aiko Tanabe', 'Luca Moretti', 'Zeynep Aydin', 'Oona Virtanen', 'Diego Ramos'];
const days = ['2026-12-03', '2026-12-04', '2026-12-09', '2027-01-08'];

type Make = { contract: Contract; args: (n: number, amount: string) => Record<string, unknown> };
const code = (n: number): string => `${'BCDFGHJKLM'.charAt(n % 10)}${'NPQRSTVWXZ'.charAt((n * 7) % 10)}${String(1000 + n * 37).slice(-4)}`;
const day = (n: number): string => days[n % days.length] ?? '2026-12-03';

const kinds = {
  book: { contract: bookTrip, args: (n, amount) => ({ traveller: `traveller-${20_000 + n}`, flight: `NW${214 + (n % 3)}`, day: day(n), cabin: 'economy', charge: amount, pay_with: 'card-4418' }) },
  cancel: { contract: cancelBooking, args: (n, amount) => ({ booking: code(n), refund: amount, refund_to: `card-${1100 + n}`, reason: 'airline cancelled' }) },
  update: { contract: changeBooking, args: (n, amount) => ({ booking: code(n), cabin: 'comfort', flights: [{ number: 'NW488', day: day(n) }], charge: amount, pay_with: 'card-0072', tell_traveller: true }) },
  baggage: { contract: addBags, args: (n, amount) => ({ booking: code(n), bags: 1 + (n % 3), charge: amount }) },
  certificate: { contract: sendVoucher, args: (n, amount) => ({ traveller: `traveller-${30_000 + n}`, amount, mail: `traveller.${n}@example.org`, note: 'Sorry for the delay of NW612.', valid_from: '2026-11-23T12:00:00Z' }) },
} satisfies Record<string, Make>;

type Kind = keyof typeof kinds;
/** How many of a kind stand in a row, with which amounts, in the order of the list. */
const plan: [Kind, number, string[]][] = [
  ['baggage', 10, ['45.00 USD', '90.00 USD']],
  ['cancel', 1, ['1420.00 USD']],
  ['book', 1, ['310.00 USD']],
  ['update', 1, ['120.00 USD']],
  ['certificate', 12, ['100.00 USD', '150.00 USD', '250.00 USD']],
  ['book', 2, ['1240.00 USD', '1890.00 USD']],
  ['cancel', 1, ['88.00 USD']],
  ['update', 10, ['35.00 USD', '35.00 USD', '240.00 USD']],
];
const rest: Kind[] = ['book', 'cancel', 'update', 'baggage', 'certificate'];

/** Items `esc-h0` to `esc-h99`, the most urgent first. */
export function hundred(now: number): DemoItem[] {
  const list = [...plan, ...plan.slice(0, 2), ...plan.slice(-1)].flatMap(([kind, count, amounts]) => Array.from({ length: count }, (_, i) => [kind, amounts[i % amounts.length] ?? ''] as const));
  while (list.length < 100) list.push([rest[list.length % rest.length] ?? 'book', list.length % 7 === 0 ? '1310.00 USD' : `${20 + list.length}.00 USD`]);
  return list.slice(0, 100).map(([kind, amount], n) => new DemoItem(idea(kind, n, amount), now, n));
}

function idea(kind: Kind, n: number, amount: string): Idea {
  const { contract, args } = kinds[kind];
  const traveller = names[n % names.length] ?? 'Ines Okafor';
  return {
    key: `h${n}`,
    contract,
    args: args(n, amount),
    minutes: 20 + n,
    given: 240,
    reason: 'every one of these is looked at',
    reasons: [['always', 'Every one of these is looked at by a person.']],
    confidence: 75,
    rehearsals: [3, 4],
    traveller: [traveller, `traveller-${20_000 + n}`],
    says: run('As the traveller asked.'),
    talk: [],
  };
}
