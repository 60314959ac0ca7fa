// What the page says about what was asked before.

import type { VerbView } from '../../ipc/generated';

export const en = {
  title: 'Have I seen this before?',
  waits: (at: string) => `Exactly this waits too, since ${at}.`,
  approved: (who: string, at: string) => `${who} approved exactly this at ${at}.`,
  rejected: (who: string, at: string) => `${who} rejected exactly this at ${at}.`,
  executed: (at: string) => `Exactly this was already executed at ${at}.`,
  other: (status: string, at: string) => `Exactly this was asked before, ${at}: ${status}.`,
  more: (n: number) => `and ${n} more`,
  open: 'Open it',
  you: 'You',
  and: 'and',
  precedents: 'Earlier decisions like this',
  precedentsNote: 'by reasons and values',
  alike: (percent: number) => `${percent} % alike`,
  verbs: { approve: 'Approved', edit: 'Approved with changes', reject: 'Rejected', respond: 'Answered' } satisfies Record<VerbView, string>,
  by: (who: string, at: string) => `by ${who}, ${at}`,
  rate: (approved: number, of: number, from: number, to: number) => `Of ${of} at ${from}–${to} %, people approved ${approved}.`,
};

export const de: typeof en = {
  title: 'Schon einmal gesehen?',
  waits: (at) => `Genau dies wartet auch, seit ${at}.`,
  approved: (who, at) => `Genau dies freigegeben: ${who}, ${at}.`,
  rejected: (who, at) => `Genau dies abgelehnt: ${who}, ${at}.`,
  executed: (at) => `Genau dies wurde schon ausgeführt, ${at}.`,
  other: (status, at) => `Genau dies wurde schon gefragt, ${at}: ${status}.`,
  more: (n) => `und ${n} weitere`,
  open: 'Öffnen',
  you: 'Sie',
  and: 'und',
  precedents: 'Frühere Entscheidungen dieser Art',
  precedentsNote: 'nach Gründen und Werten',
  alike: (percent) => `zu ${percent} % gleich`,
  verbs: { approve: 'Freigegeben', edit: 'Mit Änderungen freigegeben', reject: 'Abgelehnt', respond: 'Beantwortet' },
  by: (who, at) => `von ${who}, ${at}`,
  rate: (approved, of, from, to) => `Von ${of} bei ${from}–${to} % wurden ${approved} freigegeben.`,
};
