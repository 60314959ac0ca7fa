// The menu of settings in the rail.

import type { ThemeChoice } from '../../ipc/generated';
import type { LanguageChoice } from '../language';

export const en = {
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' } satisfies Record<ThemeChoice, string>,
  language: 'Language',
  languages: { system: 'System', en: 'English', de: 'Deutsch' } satisfies Record<LanguageChoice, string>,
  unsent: 'Send or delete what you wrote first: another language loads the page anew.',
  letters: 'Single-letter keys',
  key: 'Your signing key',
  words: 'Read these three words aloud to check that a colleague sees your key.',
};

export const de: typeof en = {
  theme: 'Darstellung',
  themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
  languages: { system: 'System', en: 'English', de: 'Deutsch' },
  unsent: 'Senden oder löschen Sie erst, was Sie geschrieben haben: Eine andere Sprache lädt die Seite neu.',
  letters: 'Einzelne Buchstaben als Tasten',
  key: 'Ihr Signaturschlüssel',
  words: 'Lesen Sie diese drei Wörter vor, um zu prüfen, ob jemand anderes Ihren Schlüssel sieht.',
};
