// Stopping before it runs: the sheet, what is in force, and lifting it.

export const en = {
  title: 'Stop before it runs',
  hint: 'Nothing of it is handed out or run until the stop is lifted.',
  what: 'What to stop',
  scope: {
    esc: () => 'Only this one',
    agent: (id: string) => `Agent ${id}`,
    queue: (id: string) => `Queue ${id}`,
    source: (id: string) => `Source ${id}`,
    all: () => 'Everything',
  },
  stopped: {
    esc: () => 'Stopped',
    agent: (id: string) => `Agent ${id} is stopped`,
    queue: (id: string) => `Queue ${id} is stopped`,
    source: (id: string) => `Source ${id} is stopped`,
    all: () => 'Everything is stopped',
  },
  reason: 'Why',
  placeholder: 'Why? Everybody who meets the stop reads this.',
  sign: 'Stop',
  cancel: 'Cancel',
  open: 'Stop …',
  by: (who: string, at: string) => `by ${who}, ${at}.`,
  holds: { one: 'It is not run until the stop is lifted.', many: 'Nothing of it is run until the stop is lifted.' },
  lift: 'Lift',
  row: 'stopped',
};

export const de: typeof en = {
  title: 'Anhalten, bevor es läuft',
  hint: 'Nichts davon wird ausgegeben oder ausgeführt, bis der Halt aufgehoben ist.',
  what: 'Was anzuhalten ist',
  scope: {
    esc: () => 'Nur diesen Vorgang',
    agent: (id: string) => `Agent ${id}`,
    queue: (id: string) => `Warteschlange ${id}`,
    source: (id: string) => `Quelle ${id}`,
    all: () => 'Alles',
  },
  stopped: {
    esc: () => 'Angehalten',
    agent: (id: string) => `Agent ${id} ist angehalten`,
    queue: (id: string) => `Warteschlange ${id} ist angehalten`,
    source: (id: string) => `Quelle ${id} ist angehalten`,
    all: () => 'Alles ist angehalten',
  },
  reason: 'Warum',
  placeholder: 'Warum? Das lesen alle, die auf den Halt stoßen.',
  sign: 'Anhalten',
  cancel: 'Abbrechen',
  open: 'Anhalten …',
  by: (who: string, at: string) => `von ${who}, ${at}.`,
  holds: { one: 'Es wird nicht ausgeführt, bis der Halt aufgehoben ist.', many: 'Nichts davon wird ausgeführt, bis der Halt aufgehoben ist.' },
  lift: 'Aufheben',
  row: 'angehalten',
};
