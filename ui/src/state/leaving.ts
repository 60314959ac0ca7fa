// The way out of the app: nothing opens by itself, a dialog says first where it leads.

import type { Desk } from './desk.svelte';
import type { Leaving } from './item.svelte';

export function leave(desk: Desk, leaving: Leaving): void {
  if (!desk.item) return;
  desk.item.leaving = leaving;
  desk.overlay = 'outside';
}
