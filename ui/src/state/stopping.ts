// Stopping what was proposed or approved before it runs, and ending a stop. Both are signed by the desk, and done when the log has them.

import { asUiError } from '../ipc/backend';
import type { OpenItem } from './item.svelte';

/** Opens the sheet, for this item alone until the person picks more. */
export function startStop(item: OpenItem): void {
  const stopped = item.detail?.halt?.scope.kind === 'esc';
  const first = item.detail?.stops.find(({ kind }) => !stopped || kind !== 'esc');
  if (!first || item.mode !== 'read' || !item.drawn) return;
  item.stopScope = first;
  item.decideError = null;
  item.mode = 'stop';
}

/** Stops what is picked. The sheet stays with the reason when that did not work. */
export async function signStop(item: OpenItem): Promise<void> {
  const scope = item.stopScope;
  if (item.mode !== 'stop' || !scope || item.sending) return;
  item.sending = true;
  item.decideError = null;
  try {
    await item.backend.halt(item.esc, scope.kind, item.stopReason.trim());
    item.mode = 'read';
    item.stopReason = '';
    await item.load();
  } catch (thrown) {
    item.decideError = asUiError(thrown);
  } finally {
    item.sending = false;
  }
}
