// The setting of the keys that bring the desk to the front from anywhere.

import type { ShortcutChoice } from '../../ipc/generated';

export const en = {
  title: 'To the front, from anywhere',
  choices: { off: 'Off', ctrl_alt_j: 'Ctrl Alt J', ctrl_alt_y: 'Ctrl Alt Y', super_j: 'Super J' } satisfies Record<ShortcutChoice, string>,
  note: 'Shows the desk at what is most urgent. It decides nothing.',
  impossible: 'This desktop (Wayland) lets no program take keys. In its own keyboard settings, give keys to the command fermata-desk: a second start brings this desk to the front.',
};

export const de: typeof en = {
  title: 'Von überall nach vorn',
  choices: { off: 'Aus', ctrl_alt_j: 'Strg Alt J', ctrl_alt_y: 'Strg Alt Y', super_j: 'Super J' },
  note: 'Zeigt den Arbeitsplatz beim Dringendsten. Entschieden wird damit nichts.',
  impossible: 'Dieser Desktop (Wayland) gibt keinem Programm eigene Tasten. Legen Sie in seinen Tastatureinstellungen Tasten auf den Befehl fermata-desk: Ein zweiter Start holt diesen Arbeitsplatz nach vorn.',
};
