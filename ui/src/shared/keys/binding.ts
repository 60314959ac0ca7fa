// Which keys an action has once a person has chosen: another single key for it, or none.
//
// Only single keys can be chosen. Enter, Escape, the arrows and chords stay as the registry has them, so that the way out and the way to sign are always known.

import { m } from '../messages';
import { actions, keyName, type ActionId, type KeyAction } from './registry';

/** What was chosen instead of the registry's single key: another one, or `null` for none. */
export type Own = Partial<Record<ActionId, string | null>>;

const all = Object.entries(actions) as [ActionId, KeyAction][];

/** Whether it is a letter, a digit or a sign, pressed alone. */
export function single(key: string): boolean {
  return [...key].length === 1 && !/\s/.test(key);
}

/** Whether it is a letter, alone or with Shift. */
export function letter(key: string): boolean {
  return /^(shift\+)?\p{L}$/u.test(key);
}

/** Whether an action has a single key that can be switched off. */
export function changeable(id: ActionId): boolean {
  return actions[id].keys.some(single);
}

/** Whether it can get another key: a run of digits says which tab or reason it is, so it can only go. */
export function movable(id: ActionId): boolean {
  return actions[id].keys.filter(single).length === 1;
}

export function keysOf(id: ActionId, own: Own): readonly string[] {
  const { keys }: KeyAction = actions[id];
  const chosen = own[id];
  if (chosen === undefined) return keys;
  const rest = keys.filter((key) => !single(key));
  return chosen === null ? rest : [chosen, ...rest];
}

/** The other action that has this key where `id` is in force too. */
export function rival(id: ActionId, key: string, own: Own): ActionId | undefined {
  const scopes: readonly string[] = actions[id].scopes;
  return all.find(([other, action]) => other !== id && action.scopes.some((scope) => scopes.includes(scope)) && keysOf(other, own).includes(key))?.[0];
}

/** The keys after a change, or the sentence that says why it is refused. */
export type Change = { own: Own } | { refused: string };

/** Gives an action another single key; its own from the registry is no choice of one's own. */
export function give(id: ActionId, key: string | null, own: Own): Change {
  if (key === null || !single(key)) return { refused: m.keysPage.notSingle };
  if (actions[id].keys.some((first) => first === key)) return giveBack(id, own);
  const other = rival(id, key, own);
  return other === undefined ? { own: { ...own, [id]: key } } : { refused: taken(key, other) };
}

/** Back to the registry's keys, unless another action has got one of them meanwhile. */
export function giveBack(id: ActionId, own: Own): Change {
  const { [id]: _, ...rest } = own;
  for (const key of actions[id].keys) {
    const other = rival(id, key, rest);
    if (other !== undefined) return { refused: taken(key, other) };
  }
  return { own: rest };
}

function taken(key: string, by: ActionId): string {
  return m.keysPage.taken(keyName(key), actions[by].label);
}

/** What was kept from last time, as a whole: where it does not fit this version's keys, none of it counts. */
export function readOwn(text: string | null): Own {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
  if (typeof value !== 'object' || value === null) return {};
  const own: Own = {};
  for (const [id, key] of Object.entries(value)) {
    if (!Object.hasOwn(actions, id) || !changeable(id as ActionId)) return {};
    if (key !== null && (typeof key !== 'string' || !single(key) || key !== key.toLowerCase() || !movable(id as ActionId))) return {};
    own[id as ActionId] = key as string | null;
  }
  const clash = (Object.entries(own) as [ActionId, string | null][]).some(([id, key]) => key !== null && rival(id, key, own) !== undefined);
  return clash ? {} : own;
}
