// Texts that a person keeps to say again.

export const en = {
  open: 'Saved replies',
  list: (queue: string) => `Saved replies for ${queue}`,
  none: (queue: string) => `None yet for ${queue}. Write one and keep it.`,
  keep: 'Keep this text',
  remove: (text: string) => `Remove “${text}”`,
};

export const de: typeof en = {
  open: 'Gespeicherte Antworten',
  list: (queue: string) => `Gespeicherte Antworten für ${queue}`,
  none: (queue: string) => `Noch keine für ${queue}. Schreiben Sie eine und behalten Sie sie.`,
  keep: 'Diesen Text behalten',
  remove: (text: string) => `„${text}“ entfernen`,
};
