// What came into the list above what is on screen: it waits under a button, so that nothing moves under the eye or the pointer.
//
// Ids only. What they are is read from the desk when the person asks for them.

/** Counted no further: of a flood that lasts, only that it is one. */
export const MOST_NEW = 20_000;

export class Arrivals {
  #urgent = new Map<string, boolean>();
  size = $state(0);
  #pressing = $state(0);
  /** Whether one of them will not wait long. */
  readonly urgent = $derived(this.#pressing > 0);

  has(esc: string): boolean {
    return this.#urgent.has(esc);
  }

  add(esc: string, urgent: boolean): void {
    if (this.#urgent.size >= MOST_NEW && !this.#urgent.has(esc)) return;
    this.drop(esc);
    this.#urgent.set(esc, urgent);
    this.size = this.#urgent.size;
    if (urgent) this.#pressing += 1;
  }

  drop(esc: string): void {
    if (this.#urgent.get(esc)) this.#pressing -= 1;
    this.#urgent.delete(esc);
    this.size = this.#urgent.size;
  }

  clear(): void {
    this.#urgent.clear();
    this.size = 0;
    this.#pressing = 0;
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
