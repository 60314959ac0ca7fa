// The status bar at the foot of the desk.

export const en = {
  durability: {
    synced: 'Log kept on disk',
    replicated: 'Log kept on several machines',
    unconfirmed: 'Log not yet confirmed',
  } as Record<string, string>,
  outbox: (n: number) => `${n} signed, waiting to be delivered`,
  last: (ago: string) => `Last decision ${ago} ago`,
  now: 'Last decision just now',
  status: 'Status',
  waiting: 'Waiting to be let in by',
};

export const de: typeof en = {
  durability: {
    synced: 'Protokoll auf der Festplatte',
    replicated: 'Protokoll auf mehreren Rechnern',
    unconfirmed: 'Protokoll noch nicht bestätigt',
  },
  outbox: (n: number) => `${n} signiert, noch nicht zugestellt`,
  last: (ago: string) => `Seit der letzten Entscheidung ${ago}`,
  now: 'Gerade eben entschieden',
  status: 'Status',
  waiting: 'Wartet auf Zulassung durch',
};
