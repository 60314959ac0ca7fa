// The made-up airline's contracts: what a tool takes, what its values are called, and what it is about in one line.

import { money } from '../../shared/money';
import type { RiskView, VerbView } from '../generated';

type Args = Record<string, unknown>;
export type Label = { pointer: string; label: string; format: string; group?: string };
export type Contract = {
  tool: string | null;
  queue: string;
  version: number | null;
  description: string;
  title: (args: Args) => string;
  labels: Label[];
  schema: object;
  risk: (args: Args) => RiskView;
  reversible: { reversible: boolean; within_s: number | null; by: string | null };
  allowed: VerbView[];
};

const text = { type: 'string', minLength: 1 };
const amountText = { type: 'string', pattern: '^\\d+\\.\\d{2} [A-Z]{3}$' };
const object = (properties: object, required = Object.keys(properties)): object => ({ type: 'object', properties, required, additionalProperties: false });
const amount = (value: unknown): number => Number.parseFloat(String(value ?? '0'));
const byAmount = (value: unknown): RiskView => (amount(value) >= 1000 ? 'high' : amount(value) >= 200 ? 'medium' : 'low');
const grouped = (value: unknown): string => money(String(value), 'en');
const all: VerbView[] = ['approve', 'edit', 'reject'];

const changeBooking: Contract = {
  tool: 'change_booking',
  queue: 'changes',
  version: 4,
  description: 'Moves a booking to other flights or another cabin and charges the difference.',
  title: (a) => `Move ${a['booking']} to ${a['cabin']}, charge ${grouped(a['charge'])}`,
  labels: [
    { pointer: '/booking', label: 'Booking', format: 'id' },
    { pointer: '/cabin', label: 'Cabin', format: 'text' },
    { pointer: '/flights/*/number', label: 'Flight number', format: 'id', group: 'Flights' },
    { pointer: '/flights/*/day', label: 'Day', format: 'date', group: 'Flights' },
    { pointer: '/charge', label: 'Charged', format: 'money' },
    { pointer: '/pay_with', label: 'Pay with', format: 'id' },
    { pointer: '/tell_traveller', label: 'Send a mail', format: 'bool' },
  ],
  schema: object({
    booking: text,
    cabin: { enum: ['economy', 'comfort', 'business'] },
    flights: { type: 'array', items: { $ref: '#/$defs/flight' } },
    charge: amountText,
    pay_with: { type: 'string', enum: ['card-4418', 'card-0072', 'voucher-331'] },
    tell_traveller: { type: 'boolean' },
  }),
  risk: (a) => byAmount(a['charge']),
  reversible: { reversible: true, within_s: 86_400, by: 'restore_booking' },
  allowed: all,
};
Object.assign(changeBooking.schema, { $defs: { flight: object({ number: { type: 'string', pattern: '^[A-Z]{2}\\d{3,4}$' }, day: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } }) } });

const cancelBooking: Contract = {
  tool: 'cancel_booking',
  queue: 'refunds',
  version: 2,
  description: 'Cancels every flight of a booking and pays the refund.',
  title: (a) => `Cancel ${a['booking']}, refund ${grouped(a['refund'])}`,
  labels: [
    { pointer: '/booking', label: 'Booking', format: 'id' },
    { pointer: '/refund', label: 'Refund', format: 'money' },
    { pointer: '/refund_to', label: 'Refund to', format: 'id' },
    { pointer: '/reason', label: 'Reason', format: 'text' },
  ],
  schema: object({ booking: text, refund: amountText, refund_to: text, reason: { enum: ['change of plan', 'airline cancelled', 'health', 'other'] } }),
  risk: (a) => (amount(a['refund']) >= 2000 ? 'critical' : byAmount(a['refund'])),
  reversible: { reversible: false, within_s: null, by: null },
  allowed: all,
};

const addBags: Contract = {
  tool: 'add_bags',
  queue: 'changes',
  version: 1,
  description: 'Adds checked bags to a booking.',
  title: (a) => `Add ${a['bags']} checked bags to ${a['booking']}, charge ${grouped(a['charge'])}`,
  labels: [
    { pointer: '/booking', label: 'Booking', format: 'id' },
    { pointer: '/bags', label: 'Bags', format: 'number' },
    { pointer: '/charge', label: 'Charged', format: 'money' },
  ],
  schema: object({ booking: text, bags: { type: 'integer', minimum: 1, maximum: 6 }, charge: amountText, note: text }, ['booking', 'bags', 'charge']),
  risk: (a) => byAmount(a['charge']),
  reversible: { reversible: true, within_s: 7200, by: 'remove_bags' },
  allowed: all,
};

const sendVoucher: Contract = {
  tool: 'send_voucher',
  queue: 'vouchers',
  version: 3,
  description: 'Sends a travel voucher by mail. It can be spent at once.',
  title: (a) => `Send voucher of ${a['amount']} to ${a['traveller']}`,
  labels: [
    { pointer: '/traveller', label: 'Traveller', format: 'id' },
    { pointer: '/amount', label: 'Amount', format: 'money' },
    { pointer: '/mail', label: 'Mail', format: 'email' },
    { pointer: '/note', label: 'Note', format: 'text' },
    { pointer: '/valid_from', label: 'Valid from', format: 'instant' },
  ],
  schema: object({ traveller: text, amount: amountText, mail: { type: 'string', pattern: '^[^@]+@[^@]+$' }, note: text, valid_from: text }),
  risk: (a) => byAmount(a['amount']),
  reversible: { reversible: false, within_s: null, by: null },
  allowed: all,
};

const bookTrip: Contract = {
  tool: 'book_trip',
  queue: 'bookings',
  version: 1,
  description: 'Books a flight for one traveller and charges it.',
  title: (a) => `Book ${a['flight']} on ${a['day']}, charge ${grouped(a['charge'])}`,
  labels: [
    { pointer: '/traveller', label: 'Traveller', format: 'id' },
    { pointer: '/flight', label: 'Flight', format: 'id' },
    { pointer: '/day', label: 'Day', format: 'date' },
    { pointer: '/cabin', label: 'Cabin', format: 'text' },
    { pointer: '/charge', label: 'Charged', format: 'money' },
    { pointer: '/pay_with', label: 'Pay with', format: 'id' },
  ],
  schema: object({ traveller: text, flight: text, day: text, cabin: { enum: ['economy', 'comfort', 'business'] }, charge: amountText, pay_with: text }),
  risk: (a) => byAmount(a['charge']),
  reversible: { reversible: true, within_s: 86_400, by: 'cancel_booking' },
  allowed: all,
};

const question: Contract = {
  tool: null,
  queue: 'changes',
  version: null,
  description: '',
  title: (a) => String(a['question']),
  labels: [{ pointer: '/question', label: 'Question', format: 'text' }],
  schema: object({ question: text }),
  risk: () => 'low',
  reversible: { reversible: true, within_s: null, by: null },
  allowed: ['respond'],
};

export const contracts = { changeBooking, cancelBooking, addBags, sendVoucher, bookTrip, question };
