// What a change is, and how it is told: by a word and a sign, never by colour alone.

import type { ChangeView, FieldView } from '../../ipc/generated';
import { difference } from '../../shared/difference';
import { plain } from '../../shared/runs';
import { stretches, type Stretch } from './words';

export type Kind = 'same' | 'changed' | 'added' | 'removed';
export const signs: Record<Kind, string> = { same: '', changed: '~', added: '+', removed: '−' };

export function kindOf({ before, after, same }: ChangeView): Kind {
  if (same) return 'same';
  return before === null ? 'added' : after === null ? 'removed' : 'changed';
}

/** The field that names the place: of the two the later one. */
export function nameOf({ before, after }: ChangeView): FieldView | null {
  return after ?? before;
}

const worded = ['text', 'code', 'url', 'email', 'json'];

/** Word by word, where both are texts that are alike. An amount or a date is told by what lies between instead. */
export function wordsOf(change: ChangeView): Stretch[] | null {
  const { before, after, same } = change;
  if (same || !before || !after || before.uninspectable !== null || after.uninspectable !== null || between(change) !== null) return null;
  return worded.includes(before.format) && worded.includes(after.format) ? stretches(before.value, after.value) : null;
}

/** How much more, or how many days later. A record says no format: there the values themselves tell. */
export function between({ before, after, same }: ChangeView): string | null {
  if (same || !before || !after || [...before.value, ...after.value].some((run) => run.mark !== undefined)) return null;
  const [from, to] = [plain(before.value), plain(after.value)];
  const formats = before.format === after.format && after.format !== 'text' ? [after.format] : ['money', 'date'];
  return formats.map((format) => difference(format, from, to)).find((told) => told !== null) ?? null;
}
