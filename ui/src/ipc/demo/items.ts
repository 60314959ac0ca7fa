// The made-up airline's morning: what its agents ask for. Nothing here was recorded from a real run.

import type { EvidenceView, FieldView, MessageView, RunView, WhyView } from '../generated';
import { contracts, type Contract } from './contracts';

export type Idea = {
  key: string;
  contract: Contract;
  args: Record<string, unknown>;
  before?: Record<string, string>;
  record?: { before: FieldView[]; after: FieldView[] };
  url?: RunView[];
  minutes: number;
  given: number;
  reason: string;
  reasons: [string, string][];
  confidence: number | null;
  rehearsals?: [number, number];
  traveller: [string, string];
  says: RunView[] | null;
  agentReasons?: string[];
  talk: MessageView[];
  /** What a picture of it shows, for who draws it. */
  evidence?: (EvidenceView & { drawn?: string[] })[];
  vouched?: boolean;
  approvals?: number;
  blind?: true;
  /** Pointers of what the contract masks. */
  masked?: string[];
  /** Whether I may uncover it. */
  reveals?: boolean;
};

export const run = (text: string): RunView[] => [{ text }];
const says = (role: string, text: string): MessageView => ({ role, text: run(text), calls: [], tool: null });
const calls = (tool: string, args: object): MessageView => ({ role: 'assistant', text: [], calls: [{ tool, arguments: run(JSON.stringify(args)) }], tool: null });
const tells = (tool: string, text: string): MessageView => ({ role: 'tool', text: run(text), calls: [], tool });

/** A value of a record, by the words of its place. */
const told = (pointer: string, text: string, format = 'text', label = pointer.slice(1)): FieldView => ({ pointer, label, format, value: run(text), before: null, uninspectable: null, group: null });

const { changeBooking, cancelBooking, addBags, sendVoucher, question } = contracts;

export const ideas: Idea[] = [
  {
    key: 'cabin',
    contract: changeBooking,
    args: {
      booking: 'QX4T7M',
      cabin: 'business',
      flights: [
        { number: 'NW214', day: '2026-12-03' },
        { number: 'NW488', day: '2026-12-03' },
        { number: 'NW219', day: '2026-12-11' },
      ],
      charge: '1240.00 USD',
      pay_with: 'card-4418',
      tell_traveller: true,
    },
    before: { '/cabin': 'economy', '/flights/2/number': 'NW217' },
    minutes: 6.2,
    given: 30,
    reason: 'below 90 %, third attempt',
    reasons: [
      ['confidence_low', 'The agent is less sure than this queue asks for.'],
      ['repeated_failure', 'The same change failed twice with other ways to pay.'],
    ],
    confidence: 50,
    rehearsals: [2, 4],
    traveller: ['Ines Okafor', 'traveller-20417'],
    says: run('The traveller agreed to pay by card. I move both ways to business as she asked and keep the dates.'),
    talk: [
      says('user', 'Hi, I would like business on the way out, the long leg at least. What would that cost?'),
      calls('price_change', { booking: 'QX4T7M', cabin: 'business' }),
      tells('price_change', '{"total":"1240.00 USD","applies_to":"whole booking"}'),
      says('assistant', 'Business costs 1,240.00 USD for the whole booking. Shall I use the voucher on file?'),
      says('user', 'Yes. Just the long leg though.'),
      calls('change_booking', { booking: 'QX4T7M', cabin: 'business', pay_with: 'voucher-331' }),
      tells('change_booking', 'Error: the voucher covers only 300.00 USD'),
      says('assistant', 'The voucher does not cover it. May I charge the card ending in 4418?'),
      says('user', 'OK, go ahead with the card then.'),
    ],
    evidence: [
      { title: run('Fare rules, business'), media_type: 'text/plain', text: run('A change of cabin covers every flight of the booking.\nThe difference is charged once and is refundable within 24 hours.'), uninspectable: null, file: null },
      { title: run('Card authorisation'), media_type: 'application/pdf', text: null, uninspectable: 'not text, 84,211 bytes', file: { kind: 'pdf', bytes: '84211', sha256: 'q2Lr0b1vZtXkXh0c8mJYw4eH8n2nq3yH0rJm5dQpT7E' } },
    ],
  },
  {
    key: 'refund',
    contract: cancelBooking,
    args: { booking: 'LM9R2K', refund: '2318.40 USD', refund_to: 'card-0072', reason: 'other' },
    minutes: 9.4,
    given: 30,
    reason: 'refund of 2,000 USD or more',
    reasons: [
      ['refund_large', 'Refunds of 2,000 USD or more need two people.'],
      ['outside_window', 'The booking is older than 24 hours and has no cover for changed plans.'],
    ],
    confidence: 25,
    rehearsals: [1, 4],
    traveller: ['Tomás Lindqvist', 'traveller-11832'],
    says: [{ text: 'He says that an agent on the phone promised a full refund. ' }, { text: 'U+202E', mark: 'U+202E right-to-left override' }, { text: 'I see no note of it, but he is upset.' }],
    agentReasons: ['No record of the promise was found', 'The traveller asked three times'],
    talk: [says('user', 'Your colleague promised me all of it back.'), says('assistant', 'I look into it.'), calls('read_notes', { booking: 'LM9R2K' }), tells('read_notes', '[]')],
    approvals: 2,
  },
  {
    key: 'bags',
    contract: addBags,
    args: { booking: 'H7VVQ2', bags: 2, charge: '90.00 USD' },
    minutes: 13.5,
    given: 45,
    reason: 'gold members have free bags',
    reasons: [['free_allowance', 'Gold members have two free bags, and the agent charges for both.']],
    confidence: 75,
    rehearsals: [3, 4],
    traveller: ['Priya Raman', 'traveller-50066'],
    says: run('Two bags added, 45.00 USD each.'),
    talk: [says('user', 'Please add two bags, thanks.'), calls('price_bags', { booking: 'H7VVQ2', bags: 2 }), tells('price_bags', '{"each":"45.00 USD","member_free":2}')],
  },
  {
    key: 'voucher',
    contract: sendVoucher,
    args: { traveller: 'traveller-30921', amount: '100.00 USD', mail: 'sam.whitlock@example.org', note: 'Sorry for the delay of NW612.', valid_from: '2026-11-23T12:00:00Z' },
    minutes: 48,
    given: 120,
    reason: 'every voucher is reviewed',
    reasons: [['always', 'Every voucher is looked at by a person.']],
    confidence: 100,
    rehearsals: [4, 4],
    traveller: ['Sam Whitlock', 'traveller-30921'],
    says: run('NW612 was three hours late. The rules give 100.00 USD.'),
    talk: [says('user', 'Three hours on the tarmac. What do I get?'), calls('flight_status', { number: 'NW612' }), tells('flight_status', '{"late_minutes":187}')],
  },
  {
    key: 'seats',
    contract: changeBooking,
    args: { booking: 'ZK30PD', cabin: 'comfort', flights: [{ number: 'NW031', day: '2027-01-08' }], charge: '255.00 USD', pay_with: 'voucher-331', tell_traveller: false },
    before: { '/cabin': 'economy', '/charge': '180.00 USD', '/flights/0/day': '2027-01-05' },
    record: {
      before: [
        told('/booking', 'ZK30PD', 'id', 'Booking'),
        told('/balance', '1,180.00 USD'),
        told('/flies', '2027-01-05'),
        told('/points', '240', 'number'),
        told('/remark', 'Family of three, window seats were asked for. Pays with the voucher of her husband, who is not on this booking.'),
        told('/card/code', '••••••••', 'secret', 'Card code'),
        told('/hold', 'true', 'bool'),
        told('/traveller/name', 'Marta Kowal'),
        told('/traveller/member', 'silver'),
      ],
      after: [
        told('/booking', 'ZK30PD', 'id', 'Booking'),
        told('/balance', '925.00 USD'),
        told('/flies', '2027-01-08'),
        told('/points', '262.5', 'number'),
        told('/remark', 'Family of three, aisle seats were asked for. Pays with the voucher of her husband, who is not on this booking. Mail was sent.'),
        told('/card/code', '••••••••', 'secret', 'Card code'),
        told('/voucher', 'voucher-331', 'id'),
        told('/traveller/name', 'Marta Kowal'),
        told('/traveller/member', 'silver'),
      ],
    },
    minutes: 52,
    given: 120,
    reason: 'paid with a voucher of another traveller',
    reasons: [['other_owner', 'The voucher belongs to another traveller of the same family name.']],
    confidence: null,
    traveller: ['Marta Kowal', 'traveller-77310'],
    says: null,
    talk: [says('user', 'My husband has a voucher, can we use that one?')],
    vouched: true,
  },
  {
    key: 'ask',
    contract: question,
    args: { question: 'The traveller sent a photo of a passport with another birth date. Which one do I trust?' },
    minutes: 64,
    given: 120,
    reason: 'the agent asks',
    reasons: [['question', 'The agent does not know how to go on.']],
    confidence: null,
    traveller: ['Jonas Weber', 'traveller-41190'],
    says: null,
    talk: [says('user', 'My date of birth is wrong in the booking.')],
    url: run('https://desk.booking.example/travellers/traveller-41190?tab=documents&from=agent'),
    evidence: [
      { title: run('Passport, page with the photo'), media_type: 'image/jpeg', text: null, uninspectable: 'not text, 187,402 bytes', file: { kind: 'picture', bytes: '187402', sha256: 'Wm0pVYk9fJc2o7s5mR1aTq8bL4xH3uZtD6eNwCgI0yA' }, drawn: ['WEBER', 'JONAS', '14.06.1988', 'P48210077'] },
      { title: run('Second photo'), media_type: 'image/png', text: null, uninspectable: 'not text, 912 bytes', file: { kind: 'picture', bytes: '912', sha256: 'k7QmXz3vB9tLr2YcW8nD5sJhF0aGpE4uTi6oVbN1xRM' } },
      { title: run('Where it was sent from'), media_type: 'text/markdown', text: run('Sent by [the traveller](http://upload.b\u00fccher.example/p/41190?token=7f3a#photo), seen by [support](https://help.example@evil.example/x).'), uninspectable: null, file: null },
    ],
  },
  {
    key: 'cancel',
    contract: cancelBooking,
    args: { booking: 'B2NN8F', refund: '254.00 USD', refund_to: 'card-1180', reason: 'airline cancelled' },
    minutes: 95,
    given: 180,
    reason: 'one in ten is sampled',
    reasons: [['sampled', 'One in ten of these is looked at, whatever the confidence.']],
    confidence: 100,
    rehearsals: [4, 4],
    traveller: ['Aiko Tanabe', 'traveller-65002'],
    says: run('The flight was cancelled by the airline, so the refund is full.'),
    talk: [says('user', 'My flight was cancelled, please give me the money back.')],
    evidence: [
      { title: run('Booking as the system has it'), media_type: 'application/json', text: run('{"booking":"B2NN8F","traveller":{"name":"Aiko Tanabe","member":"gold","notes":[]},"flights":[{"number":"NW880","status":"cancelled","late_minutes":null}],"paid":254.00,"refundable":true,"remark":"\\u202egnp.exe"}'), uninspectable: null, file: null },
      { title: run('Payments'), media_type: 'application/json', text: run('[{"day":"2026-10-02","way":"card-1180","amount":"254.00 USD"},{"day":"2026-10-02","way":"voucher-331","amount":"30.00 USD","note":"expired"}]'), uninspectable: null, file: null },
      { title: run('Flights of the day'), media_type: 'text/csv', text: run('number;from;to;late\nNW880;LIS;"Boston; MA";412\nNW881;BOS;LIS;0'), uninspectable: null, file: null },
      {
        title: run('Note of the shift lead'),
        media_type: 'text/markdown',
        text: [{ text: '# What the rules say\nA flight that **we** cancel is refunded *in full*, see [the fare rules](https://rules.example/fares?x=1).\n\n- within seven days\n- to the `way` that was paid with\n\n> Ask first where a voucher was used.\n\n![logo](https://rules.example/logo.png) <b>no markup</b> ' }, { text: '⟨U+200B⟩', mark: 'U+200B zero width space' }],
        uninspectable: null,
        file: null,
      },
    ],
  },
  {
    key: 'long',
    contract: changeBooking,
    args: {
      booking: 'W8C1YT',
      cabin: 'economy',
      flights: Array.from({ length: 26 }, (_, i) => ({ number: `NW${700 + i}`, day: `2027-02-${String(i + 1).padStart(2, '0')}` })),
      charge: '180.00 USD',
      pay_with: 'card-0072',
      tell_traveller: true,
    },
    minutes: 130,
    given: 240,
    reason: 'more than ten flights',
    reasons: [['many_flights', 'Group bookings are always looked at.']],
    confidence: 75,
    rehearsals: [3, 4],
    traveller: ['Fjord Choir', 'traveller-90001'],
    says: run('The choir moves its whole tour by one day.'),
    talk: [says('user', 'We need to move the whole tour by a day.')],
  },
];

export const firstIdea: Idea = {
  key: 'first',
  contract: sendVoucher,
  args: { traveller: 'you', amount: '0.00 USD', mail: 'you@example.org', note: 'Nothing is sent. This one is for trying.', valid_from: '2026-11-23T12:00:00Z' },
  minutes: 30,
  given: 30,
  reason: 'your first one',
  reasons: [['first', 'You sent it to yourself.']],
  confidence: 50,
  rehearsals: [1, 2],
  traveller: ['You', 'you'],
  says: run('Try to approve it, or to reject it.'),
  talk: [],
};

export function whyOf(idea: Idea): WhyView {
  return {
    confidence: idea.confidence,
    method: idea.rehearsals ? 'self_consistency' : null,
    agreeing: idea.rehearsals?.[0] ?? null,
    of: idea.rehearsals?.[1] ?? null,
    threshold: idea.confidence === null ? null : 90,
    base_rate: null,
    reasons: idea.reasons.map(([code, text]) => ({ code, text })),
    agent_reasons: (idea.agentReasons ?? []).map(run),
  };
}
