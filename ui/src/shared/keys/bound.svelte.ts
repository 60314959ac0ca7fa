// The keys as they count at this moment: the registry's, with what the person changed. Hints, help and commands follow it at once.

import { keysOf, letter, type Own } from './binding';
import { keyName, type ActionId } from './registry';

let own = $state.raw<Own>({});
let letters = $state(true);

export const bound = {
  get own(): Own {
    return own;
  },
  set own(value: Own) {
    own = value;
  },
  /** Whether single letters are keys at all. */
  get letters(): boolean {
    return letters;
  },
  set letters(on: boolean) {
    letters = on;
  },
};

/** The keys of an action that do something now. */
export function keysNow(id: ActionId): readonly string[] {
  return keysOf(id, own).filter((key) => letters || !letter(key));
}

/** The hint of an action: its first key, or `null` where it has none. */
export function hint(id: ActionId): string | null {
  const key = keysNow(id)[0];
  return key === undefined ? null : keyName(key);
}

/** All keys of an action; a run of digits is written as a range. */
export function allKeys(id: ActionId): string[] {
  const keys = keysNow(id);
  const first = keys[0];
  const last = keys.at(-1);
  if (keys.length > 2 && first !== undefined && last !== undefined && keys.every((key) => /^\d$/.test(key))) return [`${keyName(first)}–${keyName(last)}`];
  return keys.map(keyName);
}
