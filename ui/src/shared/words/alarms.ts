// What must be looked at once it was decided: on rows, and around the desk's own sentences in the detail.

import type { AlarmKind } from '../../ipc/generated';

export const en = {
  row: {
    executed_other: 'something else ran',
    executed_without_approval: 'ran without approval',
    outcome_out_of_order: 'reports contradict each other',
    forked: 'log shown in two ways',
    key_forked: 'a key may have a copy',
    unknown: 'nobody knows whether it ran',
    failed: 'failed',
    refused: 'refused by the source',
    not_run: 'approved and not run',
    no_word: 'no word since it began',
  } satisfies Record<AlarmKind, string>,
  announced: (title: string, why: string) => `Needs looking at: ${title}, ${why}`,
  todo: 'What to do:',
  said: 'The source says:',
  value: 'Value',
  ran: 'Reported as run',
  none: 'nothing',
  differs: 'differs',
  stop: 'Stop the source or its agent …',
  looked: 'I have looked at it',
  lookedNote: 'Puts it away on this desk; colleagues look for themselves.',
  lookedAt: (at: string) => `you looked at it, ${at}`,
  before: 'over before this desk read of it',
};

export const de: typeof en = {
  row: {
    executed_other: 'anderes ausgeführt',
    executed_without_approval: 'ohne Freigabe ausgeführt',
    outcome_out_of_order: 'Meldungen widersprechen sich',
    forked: 'Protokoll in zwei Fassungen',
    key_forked: 'Schlüssel womöglich kopiert',
    unknown: 'unklar, ob ausgeführt',
    failed: 'fehlgeschlagen',
    refused: 'von der Quelle abgelehnt',
    not_run: 'freigegeben, nicht ausgeführt',
    no_word: 'seit Beginn keine Meldung',
  },
  announced: (title: string, why: string) => `Bitte ansehen: ${title}, ${why}`,
  todo: 'Was zu tun ist:',
  said: 'Die Quelle sagt:',
  value: 'Wert',
  ran: 'Laut Quelle ausgeführt',
  none: 'nichts',
  differs: 'weicht ab',
  stop: 'Quelle oder Agent anhalten …',
  looked: 'Ich habe es angesehen',
  lookedNote: 'Legt es hier ab; andere sehen selbst nach.',
  lookedAt: (at: string) => `von Ihnen angesehen, ${at}`,
  before: 'vorbei, bevor dieser Arbeitsplatz davon las',
};
