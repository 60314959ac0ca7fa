// Time that moves only when it is told to, one timer after the other, so that what is on screen can be looked at after each.

type Timer = { id: number; at: number; every: number | null; run: () => void };

export class Time {
  now = Date.parse('2026-11-23T10:00:00Z');
  #timers = new Map<number, Timer>();
  #next = 1;
  #kept = { setTimeout, clearTimeout, setInterval, clearInterval, dateNow: Date.now, performanceNow: performance.now };

  constructor() {
    const set = (every: boolean) => ((run: () => void, ms = 0) => {
      const id = this.#next++;
      this.#timers.set(id, { id, at: this.now + ms, every: every ? ms : null, run });
      return id;
    });
    const clear = (id: number) => void this.#timers.delete(id);
    Object.assign(globalThis, { setTimeout: set(false), clearTimeout: clear, setInterval: set(true), clearInterval: clear, requestAnimationFrame: (run: () => void) => set(false)(run, 16) });
    Date.now = () => this.now;
    performance.now = () => this.now;
  }

  /** Lets `ms` pass; `look` runs after every timer. */
  async pass(ms: number, look: () => void): Promise<void> {
    const until = this.now + ms;
    for (let due = this.#due(until); due; due = this.#due(until)) {
      this.now = Math.max(this.now, due.at);
      if (due.every === null) this.#timers.delete(due.id);
      else due.at = this.now + due.every;
      due.run();
      await settled();
      look();
    }
    this.now = until;
  }

  #due(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers.values()) if (timer.at <= until && (!first || timer.at < first.at)) first = timer;
    return first;
  }

  forget(): void {
    this.#timers.clear();
  }

  restore(): void {
    const { dateNow, performanceNow, ...timers } = this.#kept;
    Object.assign(globalThis, timers);
    Date.now = dateNow;
    performance.now = performanceNow;
  }
}

/** Everything that was promised and needs no time is done: no chain of promises here is as long as this. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 40; n++) await undefined;
}
