// Items that were left with something written in them, until they are open again.

import type { RowView } from '../ipc/generated';
import type { OpenItem } from './item.svelte';
import { undecided } from './rows.svelte';

export class Drafts {
  #left = new Map<string, OpenItem>();

  get all(): Iterable<OpenItem> {
    return this.#left.values();
  }

  has(esc: string): boolean {
    return this.#left.has(esc);
  }

  keep(item: OpenItem): void {
    if (item.kept || item.noteText) this.#left.set(item.esc, item);
  }

  /** Gives an item that opens again what was written in it. */
  resume(item: OpenItem): void {
    const draft = this.#left.get(item.esc);
    if (draft) item.resume(draft);
    this.#left.delete(item.esc);
  }
}

/** Whether something stands in it that can still be sent. */
export function wrote(item: OpenItem, row: RowView | undefined): boolean {
  const mine = item.noteText !== '' || item.stopReason !== '';
  return mine || (item.kept !== null && row?.status === 'open' && undecided(row));
}
