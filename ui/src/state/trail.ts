// The items that were open, in order, for going back and forward. Whether one is still here is asked at every step.

const LENGTH = 100;

export class Trail {
  #stops: string[] = [];
  #at = -1;

  /** Another item is open now. What lay ahead is forgotten, unless this is where a step led. */
  visit(esc: string): void {
    if (this.#stops[this.#at] === esc) return;
    this.#stops = [...this.#stops.slice(0, this.#at + 1), esc].slice(-LENGTH);
    this.#at = this.#stops.length - 1;
  }

  has(esc: string): boolean {
    return this.#stops.includes(esc);
  }

  /** The next one in that direction that is here and not open already, or `null`. */
  step(by: 1 | -1, open: string | null, here: (esc: string) => boolean): string | null {
    const at = this.#ahead(by, open, here);
    if (at === null) return null;
    this.#at = at;
    return this.#stops[at] ?? null;
  }

  /** Whether a step in that direction leads anywhere. */
  leads(by: 1 | -1, open: string | null, here: (esc: string) => boolean): boolean {
    return this.#ahead(by, open, here) !== null;
  }

  #ahead(by: 1 | -1, open: string | null, here: (esc: string) => boolean): number | null {
    for (let at = open === null && by === -1 ? this.#at : this.#at + by; at >= 0 && at < this.#stops.length; at += by) {
      const esc = this.#stops[at];
      if (esc !== undefined && esc !== open && here(esc)) return at;
    }
    return null;
  }
}
