/** Until when a caller waits: handed down to every call that is made on the way, so that none outlasts it. */

/** An answer that is on its way when the time is over is waited for so many seconds longer, all in all. */
export const GRACE = 5;

/** So many seconds from now, by a clock that never goes back. */
export class Deadline {
  readonly #monotonic: () => number;
  readonly #ends: number;

  constructor(seconds: number, monotonic: () => number) {
    this.#monotonic = monotonic;
    this.#ends = monotonic() + seconds;
  }

  /** Seconds that are left; none once it is over. */
  left(): number {
    return Math.max(0, this.#ends - this.#monotonic());
  }

  /** Seconds until nothing is waited for any more. */
  leftWithGrace(): number {
    return Math.max(0, this.#ends + GRACE - this.#monotonic());
  }
}
