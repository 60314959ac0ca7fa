// Telling the others that an item is being read: once it was open for a moment in a window that has the focus, and once a lease at most.
//
// It is a courtesy: nothing waits for it, and nobody is told when it could not be said.

import type { OpenItem } from './item.svelte';

const READ_MS = 3_000;
const LEASE_MS = 120_000;

export class Reading {
  #told = new Map<string, number>();

  /** Watches until the returned function is called. */
  watch(item: OpenItem | null, focused: boolean): (() => void) | undefined {
    if (!item || !focused || !concerns(item)) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const wait = (): void => {
      const told = this.#told.get(item.esc);
      const left = told === undefined ? 0 : told + LEASE_MS - Date.now();
      timer = setTimeout(tell, Math.max(READ_MS, left));
    };
    const tell = (): void => {
      this.#tell(item);
      wait();
    };
    wait();
    return () => clearTimeout(timer);
  }

  #tell(item: OpenItem): void {
    const now = Date.now();
    for (const [esc, told] of this.#told) if (told + LEASE_MS <= now) this.#told.delete(esc);
    this.#told.set(item.esc, now);
    item.backend.note(item.esc, { note: 'read' }).catch(() => undefined);
  }
}

/** Somebody else may come across it, and it waits. */
function concerns(item: OpenItem): boolean {
  const detail = item.detail;
  return detail !== null && detail.row.status === 'open' && detail.around.colleagues.length > 0;
}
