// From a key press to an action of the registry, for the scope that has the keys.

import { keysOf, letter, type Own } from './binding';
import { actions, type ActionId, type KeyAction, type Scope } from './registry';

/** What each action does, given the key that was pressed for it. */
export type Handlers = Partial<Record<ActionId, (key: string) => void>>;
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat'>;

const chords = new Set<string>(Object.values(actions).flatMap(({ keys }) => keys.filter((key) => key.includes('+'))));

/** How a press is written in the registry; `null` for a chord that the desk does not use. */
export function written(press: Press): string | null {
  const key = press.key.length > 1 ? press.key : press.key.toLowerCase();
  const mod = press.ctrlKey || press.metaKey;
  if (press.altKey && mod) return null;
  if (press.altKey || mod) return known(`${mod ? 'mod' : 'alt'}+${key}`);
  return press.shiftKey && letter(key) ? known(`shift+${key}`) : key;
}

function known(chord: string): string | null {
  return chords.has(chord) ? chord : null;
}

export type Focus = 'text' | 'control' | 'elsewhere';

/** The action for a press, or `null`. */
export function actionFor(press: Press, scope: Scope, focus: Focus, letters: boolean, own: Own = {}): ActionId | null {
  const key = written(press);
  if (key === null) return null;
  // Enter on a button or in a menu belongs to that control.
  if (focus === 'control' && (key === 'Enter' || key.startsWith('Arrow'))) return null;
  for (const [id, action] of Object.entries(actions) as [ActionId, KeyAction][]) {
    if (!keysOf(id, own).includes(key) || !action.scopes.includes(scope)) continue;
    if (press.repeat && action.repeat === 'once') return null;
    if (focus === 'text' && action.where === 'outside text') return null;
    if (!letters && letter(key)) return null;
    return id;
  }
  return null;
}

export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return 'elsewhere';
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return 'text';
  if (target instanceof HTMLInputElement) return ['checkbox', 'radio', 'button'].includes(target.type) ? 'control' : 'text';
  if (target instanceof HTMLSelectElement) return 'text';
  return target.closest('button, a, summary, [role=tab]') ? 'control' : 'elsewhere';
}
