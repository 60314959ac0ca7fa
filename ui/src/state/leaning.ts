// A look of one's own: where policy asks for it, numbers and earlier decisions are shown once the person has leaned to one side.
//
// What they lean to is theirs alone: it is neither sent nor kept, and decides nothing.

import { decidable } from './deciding';
import type { Desk, Lean } from './desk.svelte';
import type { OpenItem } from './item.svelte';

/** Whether the open item still waits for a first inclination. */
export function waitsForLean(desk: Desk, item: OpenItem): boolean {
  return item.detail?.blind === true && decidable(item) && desk.leans[item.esc] === undefined;
}

export function lean(desk: Desk, item: OpenItem, to: Lean): void {
  if (item.mode !== 'read' || desk.overlay !== 'none' || !item.alive || !waitsForLean(desk, item)) return;
  desk.leans = { ...desk.leans, [item.esc]: to };
}
