// The keys from anywhere, on a made-up desktop where another program has some of them, and on one that gives none.

import type { Backend } from '../backend';
import type { ShortcutChoice, UiError } from '../generated';
import type { Scene } from './scenes';

const taken: UiError = { code: 'notAllowed', message: 'Another program has taken these keys: choose others, or free them there.', detail: null };

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
