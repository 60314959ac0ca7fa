// The menu of settings in the rail.

import type { ThemeChoice } from '../../ipc/generated';

export const en = {
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' } satisfies Record<ThemeChoice, string>,
  letters: 'Single-letter keys',
  key: 'Your signing key',
  words: 'Read these three words aloud to check that a colleague sees your key.',
};

export const de: typeof en = {
  theme: 'Darstellung',
  themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
  letters: 'Einzelne Buchstaben als Tasten',
  key: 'Ihr Signaturschlüssel',
  words: 'Lesen Sie diese drei Wörter vor, um zu prüfen, ob jemand anderes Ihren Schlüssel sieht.',
};
