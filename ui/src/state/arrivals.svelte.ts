// What came into the list above what is on screen: it waits under a button, so that nothing moves under the eye or the pointer.
//
// Ids only. What they are is read from the desk when the person asks for them.

import { SvelteMap } from 'svelte/reactivity';

/** Counted no further: of a flood that lasts, only that it is one. */
export const MOST_NEW = 20_000;

export class Arrivals {
  #urgent = new SvelteMap<string, boolean>();

  get size(): number {
    return this.#urgent.size;
  }

  /** Whether one of them will not wait long. */
  get urgent(): boolean {
    for (const urgent of this.#urgent.values()) if (urgent) return true;
    return false;
  }

  has(esc: string): boolean {
    return this.#urgent.has(esc);
  }

  add(esc: string, urgent: boolean): void {
    if (this.#urgent.size < MOST_NEW || this.#urgent.has(esc)) this.#urgent.set(esc, urgent);
  }

  drop(esc: string): void {
    this.#urgent.delete(esc);
  }

  clear(): void {
    this.#urgent.clear();
  }
}

/** What of the list is on screen now, told by what lays it out. */
export class Sight {
  /** The first and the last row on screen. */
  first: string | null = null;
  last: string | null = null;
  /** The order key of the last one. */
  edge: string | null = null;
  /** The list stands at its top. */
  top = true;
  /** The pointer is over the list. */
  pointed = false;
}
