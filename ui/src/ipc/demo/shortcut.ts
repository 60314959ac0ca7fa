// The keys from anywhere, on a made-up desktop where another program has some of them, and on one that gives none.

import { error } from './fail';
import type { Backend } from '../backend';
import type { ShortcutChoice } from '../generated';
import type { Scene } from './scenes';

const taken = error('notAllowed', 'Another program has taken these keys: choose others, or free them there.', 'Ein anderes Programm hat diese Tasten belegt: Wählen Sie andere, oder geben Sie sie dort frei.');

export function shortcut(scene: Scene): Pick<Backend, 'shortcut' | 'setShortcut'> {
  let held: ShortcutChoice = 'off';
  return {
    shortcut: () => Promise.resolve({ choice: held, possible: !scene.wayland }),
    setShortcut: (choice) => {
      if (choice === 'super_j') return Promise.reject(taken);
      held = choice;
      return Promise.resolve();
    },
  };
}
